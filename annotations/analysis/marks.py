"""Marked spans with the system whose answer was marked: like every result, after the unblinding."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.db.models import Case, CharField, F, Q, When

from annotations.analysis.unblinding import (
    ASSIGNMENT,
    COMPARISON,
    CURRENT,
    KIND,
    LEFT_SYSTEM,
    RIGHT_SYSTEM,
    WITHDRAWN,
    flag,
    require_unblinded,
)
from annotations.models import MarkedSpan, Study

CHUNK = 2000


@dataclass(frozen=True)
class SpanRecord:
    """One marked span, or one omission, which has no place."""

    study: str
    item: str
    task_type: str
    system: str
    side: str
    turn: int | None
    round_number: int | None
    start: int | None
    end: int | None
    quote: str
    shown_sha256: str | None
    type: str
    severity: str
    rater: str
    kind: str
    revision: int
    is_current: bool
    is_withdrawn: bool
    submission: int


SOURCES = {
    "study": F("submission__study__slug"),
    "item": F(f"{COMPARISON}__item__external_id"),
    "task_type": F(f"{COMPARISON}__item__kind"),
    "system": Case(
        When(Q(side=MarkedSpan.Side.LEFT), then=LEFT_SYSTEM),
        default=RIGHT_SYSTEM,
        output_field=CharField(),
    ),
    "turn": F("turn__position"),
    "round_number": F("turn__round_number"),
    "shown_sha256": F("turn__shown_sha256"),
    "rater": F(f"{ASSIGNMENT}__rater__pseudonym"),
    "kind": KIND,
    "revision": F("submission__revision"),
    "is_current": flag(CURRENT),
    "is_withdrawn": flag(WITHDRAWN),
    "submission": F("submission__sequence"),
}


def span_records(study: Study) -> Iterator[SpanRecord]:
    """Every mark of every revision, in the order in which they were handed in."""
    require_unblinded(study)
    names = [named.name for named in fields(SpanRecord)]
    columns = {f"x_{name}": SOURCES.get(name, F(name)) for name in names}
    spans = MarkedSpan.objects.filter(submission__study=study)
    rows = spans.annotate(**columns).order_by("submission__sequence", "pk")
    return (SpanRecord(*row) for row in rows.values_list(*columns).iterator(chunk_size=CHUNK))
