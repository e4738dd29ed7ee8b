"""Any endpoint that speaks OpenAI's chat interface, asked over HTTP with care.

The address is checked where the connection is made, redirects are not followed, the size and the
whole time of a reply are limited, and only a complete answer counts as one.
"""

import json
import time
from typing import Any
from urllib.parse import urlsplit

import httpx2

from annotations.generation.failures import Failure
from annotations.generation.providers.base import (
    ChatReply,
    ChatRequest,
    Exchange,
    ProviderError,
    RetryableProviderError,
    TerminalProviderError,
)
from annotations.generation.providers.network import (
    AddressRefused,
    Deadline,
    GuardedTransport,
    LookUp,
    look_up,
)
from annotations.generation.providers.replies import read_reply
from annotations.generation.providers.secret import Secret

MAX_REPLY_BYTES = 4 * 1024 * 1024
CONNECT_SECONDS = 10.0
# Ours to set: an answer in pieces or several at once is nothing this stage can read.
RESERVED = {"model", "messages", "stream", "stream_options", "n"}


class OpenAICompatible:
    """One endpoint; holds no connection between calls."""

    def __init__(
        self,
        *,
        base_url: str,
        key: str = "",
        timeout_seconds: float = 120,
        private_endpoints: frozenset[str] = frozenset(),
        look_up: LookUp = look_up,
    ) -> None:
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._key = Secret(key)
        self._timeout_seconds = timeout_seconds
        self._private_endpoints = private_endpoints
        self._look_up = look_up

    def describe(self, request: ChatRequest) -> dict[str, Any]:
        return {"url": self._url, "body": self._body(request)}

    def chat(self, request: ChatRequest) -> ChatReply:
        try:
            url = self._checked_url()
        except ValueError as error:
            raise TerminalProviderError(Failure.BAD_REQUEST, f"Base URL: {error}") from None
        exchange, headers = self._send(url, self._body(request))
        return read_reply(exchange, headers)

    def _redacted(self, raw: bytes) -> bytes:
        """Endpoints quote the key they refuse; it must not be stored with the reply."""
        return raw.replace(self._key.encode(), b"[key]") if self._key else raw

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        free = {name: value for name, value in request.parameters.items() if name not in RESERVED}
        return {**free, "model": request.model, "messages": list(request.messages)}

    def _checked_url(self) -> str:
        parts = urlsplit(self._url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("only http:// and https:// addresses can be asked")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("user names, queries and fragments do not belong into it")
        return self._url

    def _send(self, url: str, body: dict[str, Any]) -> tuple[Exchange, httpx2.Headers]:
        started = time.monotonic()
        transport = GuardedTransport(
            may_connect=self._may_connect,
            look_up=self._look_up,
            deadline=Deadline(self._timeout_seconds),
        )
        timeout = httpx2.Timeout(self._timeout_seconds, connect=CONNECT_SECONDS)
        with httpx2.Client(transport=transport, timeout=timeout, trust_env=False) as client:
            try:
                return self._receive(client, url, body, started)
            except AddressRefused as error:
                raise TerminalProviderError(Failure.ADDRESS_REFUSED, str(error)) from None
            except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
                raise _network_error(error, started) from None

    def _receive(
        self, client: httpx2.Client, url: str, body: dict[str, Any], started: float
    ) -> tuple[Exchange, httpx2.Headers]:
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = self._headers()
        with client.stream(
            "POST", url, content=content, headers=headers, follow_redirects=False
        ) as reply:
            raw = self._redacted(_limited(reply, started))
            exchange = Exchange(reply.status_code, raw, _since(started))
            if reply.headers.get("content-encoding", "identity").lower() != "identity":
                # Not asked for, and a few packed kilobytes can hide gigabytes.
                raise RetryableProviderError(
                    Failure.INVALID_REPLY, "The reply is compressed.", exchange=exchange
                )
            return exchange, reply.headers

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        own = {"Authorization": Secret("Bearer " + self._key)} if self._key else {}
        return headers | own

    def _may_connect(self, host: str, port: int) -> bool:
        """True for what the administrator named, whatever address it has."""
        name = f"[{host}]" if ":" in host else host
        return f"{name}:{port}".lower() in self._private_endpoints


def _limited(reply: httpx2.Response, started: float) -> bytes:
    raw = bytearray()
    for piece in reply.iter_raw():
        raw += piece
        if len(raw) > MAX_REPLY_BYTES:
            exchange = Exchange(reply.status_code, bytes(raw[:1000]), _since(started))
            raise TerminalProviderError(Failure.TOO_LARGE, exchange=exchange)
    return bytes(raw)


def _network_error(error: Exception, started: float) -> ProviderError:
    exchange = Exchange(latency_ms=_since(started))
    code = Failure.CONNECTION_LOST
    ours = httpx2.InvalidURL | httpx2.UnsupportedProtocol | httpx2.LocalProtocolError | UnicodeError
    if isinstance(error, ours):  # a key with a line break in it, for instance
        return TerminalProviderError(Failure.BAD_REQUEST, str(error), exchange=exchange)
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        code = Failure.UNREACHABLE
    elif isinstance(error, httpx2.TimeoutException):
        code = Failure.TIMEOUT
    return RetryableProviderError(code, str(error), exchange=exchange)


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
