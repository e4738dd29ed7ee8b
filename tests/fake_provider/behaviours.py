"""What the fake provider can do with one request. A behaviour is a function of its handler."""

import gzip
import json
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .server import Handler

Behaviour = Callable[["Handler"], None]


def completion(text: Any, reason: Any = "stop", **extra: Any) -> dict[str, Any]:
    """A chat completion as OpenAI writes it."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "fake-model-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    } | extra


def ok(text: str = "A complete answer.", **extra: Any) -> Behaviour:
    return json_body(completion(text, **extra))


def echo(prefix: str = "Answer to: ", after_seconds: float = 0.0) -> Behaviour:
    """Answers with what was asked, so that a test can tell which answer belongs where."""

    def behave(handler: "Handler") -> None:
        time.sleep(after_seconds)
        asked = handler.logged.body["messages"][-1]["content"]
        handler.reply(200, json.dumps(completion(prefix + asked)).encode())

    return behave


def json_body(body: Any, status: int = 200, **headers: str) -> Behaviour:
    return raw(json.dumps(body).encode(), status, **headers)


def raw(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    return lambda handler: handler.reply(status, body, headers)


def status(
    code: int, message: str = "no", error_code: str | None = None, **headers: str
) -> Behaviour:
    """An error as OpenAI writes it. Header names take underscores: ``retry_after="3"``."""
    error = {"message": message, "type": "error", "code": error_code}
    return json_body({"error": error}, code, **headers)


def finish(reason: Any, text: Any = "Half an ans") -> Behaviour:
    return json_body(completion(text, reason))


def slow(seconds: float, then: Behaviour | None = None) -> Behaviour:
    def behave(handler: "Handler") -> None:
        time.sleep(seconds)
        (then or ok())(handler)

    return behave


def cut(after: int = 20) -> Behaviour:
    """Promises a body and closes in the middle of it; with 0, before any header."""

    def behave(handler: "Handler") -> None:
        body = json.dumps(completion("A complete answer.")).encode()
        if after:
            handler.start(200, len(body))
            handler.wfile.write(body[:after])
            handler.wfile.flush()
        handler.hang_up()

    return behave


def drip(seconds_between: float = 0.1, headers_too: bool = False) -> Behaviour:
    """One byte at a time: no single wait is long, the whole takes for ever."""

    def behave(handler: "Handler") -> None:
        pieces = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 5000 if headers_too else b"{" + b" " * 5000
        if not headers_too:
            handler.start(200, len(pieces))
        for piece in pieces:
            handler.wfile.write(bytes([piece]))
            handler.wfile.flush()
            time.sleep(seconds_between)

    return behave


def huge(megabytes: int = 100) -> Behaviour:
    def behave(handler: "Handler") -> None:
        handler.start(200, megabytes * 1024 * 1024)
        for _ in range(megabytes):
            handler.wfile.write(b"x" * 1024 * 1024)

    return behave


def gzip_bomb(megabytes: int = 50) -> Behaviour:
    packed = gzip.compress(b" " * megabytes * 1024 * 1024)
    return raw(packed, content_encoding="gzip")


def redirect(to: str) -> Behaviour:
    return raw(b"", 307, location=to)


def event_stream() -> Behaviour:
    """Streams although nobody asked for it, and never says that it is done."""
    piece = b'data: {"choices":[{"delta":{"content":"A"}}]}\n\n'
    return raw(piece * 3, content_type="text/event-stream")


def deep_json(levels: int = 200_000) -> Behaviour:
    return raw(b'{"choices":' + b"[" * levels + b"]" * levels + b"}")


def reset() -> Behaviour:
    """A hard reset instead of an orderly end."""

    def behave(handler: "Handler") -> None:
        linger_nothing = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_nothing)
        handler.hang_up(close=True)

    return behave
