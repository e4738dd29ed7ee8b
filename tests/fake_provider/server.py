"""The server: plays the behaviours it was given, in order, and keeps a log of what it was sent."""

import json
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from .behaviours import Behaviour, echo


@dataclass
class LoggedRequest:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any
    at: float = field(default_factory=time.monotonic)

    @property
    def last_message(self) -> str:
        return self.body["messages"][-1]["content"]


class FakeProvider:
    """Use it as a context manager; ``url`` is the base URL for an endpoint."""

    def __init__(self, *behaviours: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[LoggedRequest] = []
        self.default: Behaviour = echo()
        # Where set, it decides by the request itself; several workers at once have no order.
        self.choose: Callable[[LoggedRequest], Behaviour] | None = None
        self.most_at_once = 0
        self._at_once = 0
        self._planned = deque(behaviours)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.provider = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/v1"

    def plan(self, *behaviours: Behaviour) -> None:
        """The next requests get these; then the default again."""
        with self._lock:
            self._planned.extend(behaviours)

    def take(self, request: LoggedRequest) -> Behaviour:
        with self._lock:
            self.requests.append(request)
            if self._planned:
                return self._planned.popleft()
        return self.choose(request) if self.choose else self.default

    def count(self, change: int) -> None:
        """Requests under way right now."""
        with self._lock:
            self._at_once += change
            self.most_at_once = max(self.most_at_once, self._at_once)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a behaviour may sleep longer than its test runs
    request_queue_size = 128
    provider: FakeProvider

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that gave up are part of the play."""


class Handler(BaseHTTPRequestHandler):
    """One connection, one request."""

    protocol_version = "HTTP/1.1"
    server: _Server
    logged: LoggedRequest

    def do_POST(self) -> None:
        self.close_connection = True
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with suppress(ValueError):
            raw = json.loads(raw)
        self.logged = LoggedRequest(self.path, dict(self.headers.items()), raw)
        provider = self.server.provider
        provider.count(+1)
        try:
            provider.take(self.logged)(self)
        finally:
            provider.count(-1)

    do_GET = do_POST

    def reply(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.start(status, len(body), headers)
        self.wfile.write(body)

    def start(self, status: int, length: int, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        named = {name.replace("_", "-").title(): text for name, text in (headers or {}).items()}
        merged = {"Content-Type": "application/json", "Content-Length": str(length)} | named
        for name, text in (merged | {"Connection": "close"}).items():
            self.send_header(name, text)
        self.end_headers()

    def hang_up(self, close: bool = False) -> None:
        if close:
            self.connection.close()
            return
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """The provider's own log is the list of requests."""
