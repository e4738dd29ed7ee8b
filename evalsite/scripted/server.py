"""The HTTP side: /v1/models and /v1/chat/completions, as an OpenAI-compatible endpoint does it."""

import hashlib
import json
import re
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evalsite.scripted.script import MODELS, Messages, Script

NOTICE = "Scripted answers for a demonstration: no language model is running here."
MAX_BODY_BYTES = 1_000_000


class BadRequest(Exception):
    """A request this server answers with an error; the text goes to the client."""

    def __init__(self, text: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(text)
        self.status = status


class ScriptedServer(ThreadingHTTPServer):
    """Answers on loopback only; keeps no state between requests."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, delay_seconds: float = 0.0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.script = Script()
        self.delay_seconds = delay_seconds

    @property
    def port(self) -> int:
        return self.server_address[1]


class Handler(BaseHTTPRequestHandler):
    """One request. Says in a header of every reply that answers are scripted."""

    protocol_version = "HTTP/1.1"
    server_version = "ScriptedDemo/1"
    timeout = 30
    server: ScriptedServer

    def do_GET(self) -> None:
        if self.path == "/":
            self._reply(HTTPStatus.OK, NOTICE.encode() + b"\n", "text/plain; charset=utf-8")
        elif self.path == "/v1/models":
            self._reply_json({"object": "list", "data": [_model(name) for name in MODELS]})
        else:
            self._refuse(BadRequest(f"There is no {self.path} here.", HTTPStatus.NOT_FOUND))

    def do_POST(self) -> None:
        try:
            request = self._request()
            if self.path != "/v1/chat/completions":
                raise BadRequest(f"There is no {self.path} here.", HTTPStatus.NOT_FOUND)
            self._reply_json(self._completion(request))
        except BadRequest as error:
            self._refuse(error)

    def _request(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            raise BadRequest("A body with a Content-Length of at most 1 MB is needed.")
        try:
            request = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise BadRequest("The body is not JSON.") from None
        if not isinstance(request, dict):
            raise BadRequest("The body is not a JSON object.")
        return request

    def _completion(self, request: dict[str, Any]) -> dict[str, Any]:
        model, messages = request.get("model"), _messages(request.get("messages"))
        if model not in MODELS:
            raise BadRequest(f"There is no model {model!r} here.", HTTPStatus.NOT_FOUND)
        if request.get("stream"):
            raise BadRequest("Streaming is not supported here.")
        text = self.server.script.answer(model, messages)
        digest = hashlib.sha256(json.dumps([model, messages]).encode()).digest()
        # Between half and one and a half times the delay, so that answers do not come in step.
        time.sleep(self.server.delay_seconds * (0.5 + digest[0] / 255))
        return _body(model, text, messages, "chatcmpl-" + digest.hex()[:24])

    def _refuse(self, error: BadRequest) -> None:
        body = {"error": {"message": str(error), "type": "invalid_request_error", "code": None}}
        self._reply_json(body, error.status)

    def _reply_json(self, body: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        raw = json.dumps(body, ensure_ascii=False).encode()
        self._reply(status, raw, "application/json; charset=utf-8")

    def _reply(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Scripted-Answers", "true")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the site keeps its own record of every call."""


def _model(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "object": "model",
        "created": 0,
        "owned_by": "scripted-demo",
        "description": NOTICE,
    }


def _messages(messages: Any) -> Messages:
    if not isinstance(messages, list) or not messages or not all(map(_is_message, messages)):
        raise BadRequest("messages must be a list of objects with a role and a text as content.")
    return messages


def _is_message(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and message.get("role") in {"system", "user", "assistant"}
        and isinstance(message.get("content"), str)
    )


def _body(model: str, text: str, messages: Messages, identifier: str) -> dict[str, Any]:
    read = sum(_tokens(message["content"]) for message in messages)
    written = _tokens(text)
    message = {"role": "assistant", "content": text}
    return {
        "id": identifier,
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "system_fingerprint": "scripted-demo",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        },
    }


def _tokens(text: str) -> int:
    """A rough count: a Chinese character or a word each; good enough to show on a page."""
    return len(re.findall(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+", text))
