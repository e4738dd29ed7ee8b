"""One answer to be read by the people who run the study: as shown, as it came, and how."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.utils.safestring import SafeString

from annotations.blinding.rendering import render_answer
from annotations.generation.failures import sentence
from annotations.models import ProviderCall, Response, Study, Turn


@dataclass(frozen=True)
class ReadTurn:
    """One message of the dialogue."""

    role: str
    round_number: int
    html: SafeString
    raw: str
    is_altered: bool
    seconds: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    reported_model: str


@dataclass(frozen=True)
class CallRow:
    """One request that was made for it."""

    purpose: str
    started_at: datetime
    status: str
    seconds: float | None
    http_status: int | None
    cost: Decimal
    sentence: str
    detail: str


@dataclass(frozen=True)
class VersionRow:
    """One version of the answer, the newest first."""

    response_id: int
    version: int
    status: str
    reason: str
    created_at: datetime
    is_current: bool
    comparisons: int


def response_of_study(study: Study) -> QuerySet[Response]:
    found = Response.objects.filter(item__study=study)
    return found.select_related("item__study", "system__endpoint", "patient_prompt")


def turns_of(response: Response) -> tuple[ReadTurn, ...]:
    turns = response.turns.select_related("provider_call").order_by("position")
    return tuple(_turn(turn) for turn in turns)


def _turn(turn: Turn) -> ReadTurn:
    call = turn.provider_call
    return ReadTurn(
        role=turn.role,
        round_number=turn.round_number,
        html=render_answer(turn.shown_text),
        raw=turn.raw_text,
        is_altered=turn.raw_text.strip() != turn.shown_text,
        seconds=_seconds(call) if call else None,
        prompt_tokens=call.prompt_tokens if call else None,
        completion_tokens=call.completion_tokens if call else None,
        reported_model=call.reported_model if call else "",
    )


def calls_of(response: Response) -> tuple[CallRow, ...]:
    return tuple(
        CallRow(
            purpose=str(call.get_purpose_display()),
            started_at=call.started_at,
            status=call.status,
            seconds=_seconds(call),
            http_status=call.http_status,
            cost=call.cost,
            sentence=sentence(call.error_code) if call.error_code else "",
            detail=call.error,
        )
        for call in response.provider_calls.defer("request", "response_body").order_by("pk")
    )


def versions_of(response: Response) -> tuple[VersionRow, ...]:
    same = Response.objects.filter(
        item=response.item_id, system=response.system_id, sample=response.sample
    ).annotate(
        in_a=Count("comparisons_as_a", distinct=True), in_b=Count("comparisons_as_b", distinct=True)
    )
    return tuple(
        VersionRow(
            response_id=one.pk,
            version=one.version,
            status=one.status,
            reason=one.reason,
            created_at=one.created_at,
            is_current=one.superseded_at is None,
            comparisons=one.in_a + one.in_b,
        )
        for one in same.order_by("-version")
    )


def _seconds(call: ProviderCall) -> float | None:
    return call.latency_ms / 1000 if call.latency_ms is not None else None
