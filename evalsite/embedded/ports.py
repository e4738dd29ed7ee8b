"""TCP ports on loopback: free ones, taken ones, and one that answers."""

import http.client
import socket
from pathlib import Path

from evalsite.embedded import EmbeddedError


def is_free(port: int) -> bool:
    with socket.socket() as sock:
        # As servers do: a port whose last connection has just ended is free.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(port: int) -> None:
    if not is_free(port):
        raise EmbeddedError(
            f"Port {port} is taken: use make demo ARGS='--port N' (or manage.py demo --port N) "
            "with a free one."
        )


def kept_port(path: Path) -> int:
    """The port of the last run, or a new one if it is taken: stored addresses go on working."""
    if path.exists() and is_free(int(path.read_text())):
        return int(path.read_text())
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = int(sock.getsockname()[1])
    path.write_text(str(port))
    return port


def answers_http(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
