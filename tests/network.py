"""Refuse every connection of this process that leaves the machine."""

import ipaddress
import socket
import sys
from typing import Any

_armed = False


class NetworkRefused(RuntimeError):
    """Not an OSError: product code that handles failed connections must not swallow it."""


def refuse_the_network() -> None:
    """From here on, only loopback and unix sockets. Cannot be undone in this process."""
    global _armed
    if not _armed:
        _armed = True
        sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        sock, address = arguments
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _loopback(address[0]):
            raise NetworkRefused(f"a test tried to reach {address[0]}")
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        if not _numeric(host) and not _loopback(host):
            raise NetworkRefused(f"a test tried to look up {host}")


def _text(host: object) -> str:
    return host.decode() if isinstance(host, bytes) else str(host or "localhost")


def _numeric(host: object) -> bool:
    try:
        ipaddress.ip_address(_text(host).partition("%")[0])
    except ValueError:
        return False
    return True


def _loopback(host: object) -> bool:
    text = _text(host).partition("%")[0]
    if not _numeric(text):
        return text in ("localhost", socket.gethostname()) or text.endswith(".localhost")
    address = ipaddress.ip_address(text)
    return address.is_loopback or address.is_unspecified
