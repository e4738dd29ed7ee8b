"""How generation goes, for its page: a fixed number of statements, however large the study."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from annotations.generation.claims import ASKING_STATES
from annotations.generation.failures import sentence
from annotations.models import Endpoint, ProviderCall, Response, Study, System

# Rates are of the last minutes: what happened before a pause says nothing about the rest.
LOOK_BACK = timedelta(minutes=3)
Status = Response.Status


@dataclass(frozen=True)
class SystemRow:
    """One system: its answers by status, and what they took."""

    name: str
    pending: int
    running: int
    done: int
    failed: int
    imported: int
    seconds: float | None
    prompt_tokens: int
    completion_tokens: int
    cost: Decimal

    @property
    def total(self) -> int:
        return self.pending + self.running + self.done + self.failed


@dataclass(frozen=True)
class EndpointRow:
    """One endpoint: how busy it is, and what it has cost."""

    endpoint_id: int
    name: str
    under_way: int
    concurrency: int
    spent: Decimal
    budget: Decimal | None
    has_prices: bool

    @property
    def is_spent(self) -> bool:
        return self.budget is not None and self.spent >= self.budget


@dataclass(frozen=True)
class ErrorCount:
    """A reason for missing answers, and how many wait because of it."""

    code: str
    sentence: str
    final: int
    waiting: int


@dataclass(frozen=True)
class GenerationState:
    """Everything the top of the page says."""

    systems: tuple[SystemRow, ...]
    endpoints: tuple[EndpointRow, ...]
    errors: tuple[ErrorCount, ...]
    paused: bool
    can_ask: bool
    missing: int
    per_minute: float
    seconds_left: float | None
    next_try: datetime | None

    @property
    def total(self) -> int:
        return sum(row.total for row in self.systems)

    @property
    def done(self) -> int:
        return sum(row.done for row in self.systems)

    @property
    def failed(self) -> int:
        return sum(row.failed for row in self.systems)

    @property
    def running(self) -> int:
        return sum(row.running for row in self.systems)

    @property
    def open(self) -> int:
        return self.total - self.done - self.failed

    @property
    def cost(self) -> Decimal:
        return sum((row.spent for row in self.endpoints), Decimal(0))

    @property
    def has_prices(self) -> bool:
        return any(row.has_prices for row in self.endpoints)

    @property
    def is_working(self) -> bool:
        """Whether looking again will show something new."""
        return self.running > 0 or (self.open > 0 and self.can_ask and not self.paused)

    @property
    def is_stopped_by_budget(self) -> bool:
        return any(row.is_spent for row in self.endpoints)


def generation_state(study: Study) -> GenerationState:
    systems = _systems(study)
    current = _current(study)
    per_minute, seconds_left = _pace(study, sum(row.pending + row.running for row in systems))
    wanted = len(systems) and _wanted(study)
    return GenerationState(
        systems=systems,
        endpoints=_endpoints(study),
        errors=_errors(current),
        paused=study.generation_paused_at is not None,
        can_ask=study.state in ASKING_STATES,
        missing=max(0, wanted - sum(row.total for row in systems)),
        per_minute=per_minute,
        seconds_left=seconds_left,
        next_try=_next_try(current),
    )


def _current(study: Study) -> QuerySet[Response]:
    return Response.objects.filter(item__study=study, superseded_at__isnull=True)


def _wanted(study: Study) -> int:
    """Answers that the study's items and the systems with an endpoint make."""
    asked = study.systems.filter(role=System.Role.CANDIDATE, endpoint__isnull=False).count()
    imported = _current(study).filter(system__endpoint__isnull=True).count()
    return study.items.count() * asked + imported


def _systems(study: Study) -> tuple[SystemRow, ...]:
    current = Q(responses__superseded_at__isnull=True)
    counts = {key: Count("responses", filter=current & Q(responses__status=key)) for key in Status}
    imported = current & Q(responses__origin=Response.Origin.IMPORTED)
    rows = study.systems.filter(role=System.Role.CANDIDATE).annotate(
        **counts, imported=Count("responses", filter=imported)
    )
    paid = _paid(study)
    return tuple(
        SystemRow(
            name=row.name,
            **{key: getattr(row, key) for key in Status.values},
            imported=row.imported,
            **paid[row.pk],
        )
        for row in rows.order_by("position")
    )


def _paid(study: Study) -> dict[int, dict[str, Any]]:
    """By system, its patient's part in it included."""
    calls = ProviderCall.objects.filter(response__item__study=study).values("response__system")
    sums = calls.annotate(
        prompt=Sum("prompt_tokens"),
        completion=Sum("completion_tokens"),
        money=Sum("cost"),
        latency=Avg("latency_ms", filter=Q(purpose="answer", status="succeeded")),
    )
    nothing = {"seconds": None, "prompt_tokens": 0, "completion_tokens": 0, "cost": Decimal(0)}
    found: dict[int, dict[str, Any]] = defaultdict(lambda: nothing)
    for row in sums.order_by():
        found[row["response__system"]] = {
            "seconds": row["latency"] / 1000 if row["latency"] is not None else None,
            "prompt_tokens": row["prompt"] or 0,
            "completion_tokens": row["completion"] or 0,
            "cost": row["money"] or Decimal(0),
        }
    return found


def _endpoints(study: Study) -> tuple[EndpointRow, ...]:
    running = Q(systems__responses__status=Status.RUNNING)
    rows = study.endpoints.annotate(under_way=Count("systems__responses", filter=running))
    return tuple(
        EndpointRow(
            endpoint_id=row.pk,
            name=row.name,
            under_way=row.under_way,
            concurrency=row.concurrency,
            spent=row.spent,
            budget=row.budget,
            has_prices=_has_prices(row),
        )
        for row in rows.order_by("name")
    )


def _has_prices(endpoint: Endpoint) -> bool:
    return bool(
        endpoint.price_per_million_prompt_tokens or endpoint.price_per_million_completion_tokens
    )


def _errors(current: QuerySet[Response]) -> tuple[ErrorCount, ...]:
    troubled = current.exclude(status=Status.DONE).exclude(error_code="")
    rows = (
        troubled.order_by()
        .values("error_code")
        .annotate(
            final=Count("pk", filter=Q(status=Status.FAILED)),
            waiting=Count("pk", filter=~Q(status=Status.FAILED)),
        )
    )
    found = [
        ErrorCount(row["error_code"], sentence(row["error_code"]), row["final"], row["waiting"])
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: (-row.final, -row.waiting, row.code)))


def _pace(study: Study, left: int) -> tuple[float, float | None]:
    """Answers a minute in the last minutes, and how long the rest takes at that."""
    now = timezone.now()
    recent = _current(study).filter(
        completed_at__gt=now - LOOK_BACK, origin=Response.Origin.GENERATED
    )
    row = recent.aggregate(count=Count("pk"), first=Min("completed_at"), last=Max("completed_at"))
    if row["count"] < 2:
        return 0.0, None
    # From the first of them to now: a generation that has just begun is not slow.
    minutes = max((now - row["first"]).total_seconds(), 1.0) / 60
    per_minute = row["count"] / minutes
    return per_minute, left / per_minute * 60 if left else None


def _next_try(current: QuerySet[Response]) -> datetime | None:
    """When something goes on if all that is open waits for its time."""
    soon = current.filter(status=Status.PENDING).aggregate(soonest=Min("not_before"))["soonest"]
    return soon if soon and soon > timezone.now() + timedelta(seconds=2) else None
