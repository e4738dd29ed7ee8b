"""Read what an OpenAI-compatible endpoint sent back: an answer, or the reason why it is none."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from annotations.datasets.fields import is_blank
from annotations.generation.failures import Failure
from annotations.generation.providers.base import (
    ChatReply,
    Exchange,
    ProviderError,
    RetryableProviderError,
    TerminalProviderError,
)
from annotations.generation.thinking import shown_text

FINISHED = {"stop", "eos", "end_turn"}
TERMINAL: dict[int, Failure] = {
    HTTPStatus.UNAUTHORIZED: Failure.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN: Failure.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED: Failure.NO_QUOTA,
    HTTPStatus.NOT_FOUND: Failure.NOT_FOUND,
    HTTPStatus.TOO_MANY_REQUESTS: Failure.NO_QUOTA,
}
RETRYABLE = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY}
NO_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"}
MAX_DATABASE_INTEGER = 2**31 - 1
DETAIL_CHARACTERS = 300
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read_reply(exchange: Exchange, headers: Mapping[str, str]) -> ChatReply:
    """The answer in an exchange that came through; anything doubtful is no answer."""
    body = _json(exchange)
    try:
        return _read_body(exchange, headers, body)
    except ProviderError as error:
        usage = body.get("usage") if isinstance(body, dict) else None
        error.prompt_tokens = _count(usage, "prompt_tokens")
        error.completion_tokens = _count(usage, "completion_tokens")
        raise


def _read_body(exchange: Exchange, headers: Mapping[str, str], body: Any) -> ChatReply:
    if exchange.status != HTTPStatus.OK:
        raise _status_error(exchange, body, headers)
    if isinstance(body, dict) and body.get("error"):
        raise RetryableProviderError(Failure.SERVER_ERROR, _detail(body), exchange=exchange)
    return _read_choice(exchange, body)


def _json(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.body)
    except (ValueError, RecursionError):
        if exchange.status != HTTPStatus.OK:
            return None  # the status says enough: proxies answer in HTML
        raise RetryableProviderError(
            Failure.INVALID_REPLY, "The reply is not JSON.", exchange=exchange
        ) from None


def _status_error(exchange: Exchange, body: Any, headers: Mapping[str, str]) -> ProviderError:
    status = exchange.status or 0
    detail = f"HTTP status {status}. {_detail(body)}".strip()
    wait = retry_after(headers)
    if status == HTTPStatus.TOO_MANY_REQUESTS and not _has_no_quota(body):
        code = Failure.RATE_LIMITED
    elif status >= 500 or status in RETRYABLE:
        code = Failure.SERVER_ERROR
    else:
        return TerminalProviderError(_terminal_code(status), detail, exchange=exchange)
    return RetryableProviderError(code, detail, exchange=exchange, retry_after_seconds=wait)


def _terminal_code(status: int) -> Failure:
    if 300 <= status < 400:
        return Failure.REDIRECTED
    return TERMINAL.get(status, Failure.BAD_REQUEST if status >= 400 else Failure.INVALID_REPLY)


def _has_no_quota(body: Any) -> bool:
    """Some endpoints say 429 where waiting does not help."""
    error = body.get("error") if isinstance(body, dict) else None
    codes = (error.get("code"), error.get("type")) if isinstance(error, dict) else ()
    return any(isinstance(code, str) and code in NO_QUOTA for code in codes)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The Retry-After header in seconds; it may be a date. Nonsense counts as absent."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return min(float(value), MAX_DATABASE_INTEGER)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _read_choice(exchange: Exchange, body: Any) -> ChatReply:
    try:
        choice = body["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason")
        text = message.get("content")
        refusal = message.get("refusal")
    except (AttributeError, IndexError, KeyError, TypeError):
        raise RetryableProviderError(
            Failure.INVALID_REPLY, "The reply has no choices with a message.", exchange=exchange
        ) from None
    reason = _short(reason, 40)
    _check_finished(exchange, reason, refusal)
    usage = body.get("usage")
    return ChatReply(
        text=_complete_text(exchange, text, reason),
        finish_reason=reason,
        model=_short(body.get("model"), 200),
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        exchange=exchange,
    )


def _complete_text(exchange: Exchange, text: Any, reason: str) -> str:
    if text is None or (isinstance(text, str) and is_blank(shown_text(text))):
        raise RetryableProviderError(Failure.EMPTY, exchange=exchange, finish_reason=reason)
    if not isinstance(text, str) or _UNSTORABLE.search(text):
        detail = "The answer is not a text."
    elif reason not in FINISHED:
        detail = f"The reply does not say that the answer is finished, but {reason!r}."
    else:
        return text
    raise RetryableProviderError(
        Failure.INVALID_REPLY, detail, exchange=exchange, finish_reason=reason
    )


def _check_finished(exchange: Exchange, reason: str, refusal: Any) -> None:
    """A cut or filtered text reads like an answer: its reason comes before its content."""
    if reason in {"length", "max_tokens"}:
        raise TerminalProviderError(Failure.TRUNCATED, exchange=exchange, finish_reason=reason)
    if reason == "content_filter" or refusal:
        raise TerminalProviderError(Failure.FILTERED, exchange=exchange, finish_reason=reason)


def _detail(body: Any) -> str:
    """The endpoint's own words, shortened."""
    error = body.get("error") if isinstance(body, dict) else None
    words = error.get("message") if isinstance(error, dict) else error
    return _short(words, DETAIL_CHARACTERS)


def _short(value: Any, limit: int) -> str:
    return _UNSTORABLE.sub("\ufffd", value)[:limit] if isinstance(value, str) else ""


def _count(usage: Any, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    if not isinstance(count, int) or isinstance(count, bool):
        return None
    return count if 0 <= count <= MAX_DATABASE_INTEGER else None
