"""What the stage needs of a provider, and how a provider says that it went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from annotations.exceptions import AnnotationsError
from annotations.generation.failures import Failure


@dataclass(frozen=True)
class ChatRequest:
    """Everything that is sent, but for the key."""

    model: str
    messages: Sequence[Mapping[str, str]]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """What came back over the wire, as far as it came."""

    status: int | None = None
    body: bytes = b""
    latency_ms: int = 0


@dataclass(frozen=True)
class ChatReply:
    """A complete answer. There is no reply for an empty, truncated or filtered one."""

    text: str
    finish_reason: str
    model: str
    prompt_tokens: int | None
    completion_tokens: int | None
    exchange: Exchange


class ProviderError(AnnotationsError):
    """A call that brought no answer."""

    def __init__(
        self,
        code: Failure,
        detail: str = "",
        *,
        exchange: Exchange | None = None,
        finish_reason: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(detail or str(code.label))
        self.code = code
        self.exchange = exchange or Exchange()
        self.finish_reason = finish_reason
        self.retry_after_seconds = retry_after_seconds
        # What was paid for all the same: a cut answer costs as much as a whole one.
        self.prompt_tokens: int | None = None
        self.completion_tokens: int | None = None


class RetryableProviderError(ProviderError):
    """Another try may succeed; ``retry_after_seconds`` is the endpoint's own wish."""


class TerminalProviderError(ProviderError):
    """Another try would end the same way: somebody has to change something."""


class ChatProvider(Protocol):
    """A model that can be asked."""

    def describe(self, request: ChatRequest) -> dict[str, Any]:
        """The request as it is recorded before it is sent: all of it but the key."""
        ...

    def chat(self, request: ChatRequest) -> ChatReply:
        """The answer, or a ProviderError."""
        ...
