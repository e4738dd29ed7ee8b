"""Connections to addresses that were checked, with one deadline for the whole exchange.

The name is looked up here and the checked address connected to, so that a second answer of the
name server (DNS rebinding) changes nothing. The deadline covers what a timeout per read does not:
a server that sends a byte a second, headers included.
"""

import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2
import httpx2

from annotations.generation.addresses import is_public

LookUp = Callable[[str, int], list[str]]


class AddressRefused(Exception):
    """The host has an address that endpoints may not have."""


def look_up(host: str, port: int) -> list[str]:
    """The host's addresses, each once, in the resolver's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class Deadline:
    """A moment after which nothing more is waited for."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def cap(self, timeout: float | None, error: type[Exception]) -> float:
        left = self._at - time.monotonic()
        if left <= 0:
            raise error("the deadline of the call has passed")
        return left if timeout is None else min(timeout, left)


class GuardedTransport(httpx2.HTTPTransport):
    """One call's transport: no proxy, no redirects, no reuse, no retry."""

    def __init__(
        self, *, may_connect: Callable[[str, int], bool], look_up: LookUp, deadline: Deadline
    ) -> None:
        super().__init__(trust_env=False, verify=ssl_context())
        self._pool.close()
        backend = _Backend(may_connect, look_up, deadline)
        self._pool = httpcore2.ConnectionPool(ssl_context=ssl_context(), network_backend=backend)


_ssl_contexts: list[Any] = []


def ssl_context() -> Any:
    """The certificates, read once per process: it takes longer than many an answer."""
    if not _ssl_contexts:
        _ssl_contexts.append(httpx2.create_ssl_context())
    return _ssl_contexts[0]


class _Backend(httpcore2.NetworkBackend):
    """Looks up, checks, connects."""

    def __init__(
        self, may_connect: Callable[[str, int], bool], look_up: LookUp, deadline: Deadline
    ) -> None:
        self._may_connect = may_connect
        self._look_up = look_up
        self._deadline = deadline
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        last: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            left = self._deadline.cap(timeout, httpcore2.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(
                    address, port, left, local_address, socket_options or ()
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
            else:
                return _Stream(stream, self._deadline)
        raise last

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = self._look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be looked up: {error}") from error
        # One private address among public ones is refused too: which is taken is chance.
        if not self._may_connect(host, port) and not all(map(is_public, addresses)):
            raise AddressRefused(f"{host} leads to {', '.join(addresses)}")
        return addresses


class _Stream(httpcore2.NetworkStream):
    """A stream whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._deadline.cap(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
