"""What raters handed on, and what they reported: with the systems, so after the unblinding only."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from annotations.analysis.unblinding import flag, require_unblinded
from annotations.models import Assignment, ProblemReport, Study

CHUNK = 2000
T = TypeVar("T", "HandedOnRecord", "ReportRecord")


@dataclass(frozen=True)
class HandedOnRecord:
    """A pair that a rater gave back with a reason."""

    study: str
    item: str
    task_type: str
    category: str
    specialty: str
    language: str
    system_a: str
    system_b: str
    left_system: str
    rater: str
    kind: str
    seat: int | None
    reason: str
    note: str
    opened_at: datetime
    declined_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True)
class ReportRecord:
    """What a rater reported about a pair."""

    study: str
    item: str
    task_type: str
    category: str
    specialty: str
    language: str
    system_a: str
    system_b: str
    left_system: str
    rater: str
    kind: str
    text: str
    reported_at: datetime
    settled_at: datetime | None
    is_withdrawn: bool


def handed_on_records(study: Study) -> Iterator[HandedOnRecord]:
    """In the order in which they were handed on."""
    require_unblinded(study)
    declined = Assignment.objects.filter(rater__study=study, state=Assignment.State.DECLINED)
    own = {
        "seat": F("slot__seat"),
        "reason": F("decline_reason"),
        "note": F("decline_note"),
        "opened_at": F("claimed_at"),
        "declined_at": F("declined_at"),
    }
    return _read(HandedOnRecord, declined, _about("") | own, ("pk",))


def report_records(study: Study) -> Iterator[ReportRecord]:
    """In the order in which they were sent."""
    require_unblinded(study)
    reports = ProblemReport.objects.filter(assignment__rater__study=study)
    own = {
        "text": F("text"),
        "reported_at": F("created_at"),
        "settled_at": F("resolved_at"),
    }
    return _read(ReportRecord, reports, _about("assignment__") | own, ("pk",))


def _read(
    record: type[T], rows: QuerySet[Any], columns: dict[str, Any], order: tuple[str, ...]
) -> Iterator[T]:
    """One record per row, from a server-side cursor."""
    chosen = {f"x_{field.name}": columns[field.name] for field in fields(record)}
    found = rows.annotate(**chosen).order_by(*order).values_list(*chosen)
    return (record(*row) for row in found.iterator(chunk_size=CHUNK))


def _about(way: str) -> dict[str, Any]:
    """What both tables say of the pair; ``way`` leads to the assignment."""
    item, swapped = f"{way}comparison__item", Q(**{f"{way}slot__swapped": True})
    return {
        "study": F(f"{way}rater__study__slug"),
        "item": F(f"{item}__external_id"),
        "task_type": F(f"{item}__kind"),
        "category": F(f"{item}__category"),
        "specialty": F(f"{item}__specialty"),
        "language": F(f"{item}__language"),
        "system_a": F(f"{way}comparison__system_a__name"),
        "system_b": F(f"{way}comparison__system_b__name"),
        "left_system": Case(
            When(swapped, then=F(f"{way}comparison__system_b__name")),
            default=F(f"{way}comparison__system_a__name"),
            output_field=CharField(),
        ),
        "rater": F(f"{way}rater__pseudonym"),
        "kind": Case(
            When(**{f"{way}state": Assignment.State.SURPLUS}, then=Value("surplus")),
            default=F(f"{way}kind"),
            output_field=CharField(),
        ),
        "is_withdrawn": flag(Q(**{f"{way}comparison__withdrawn_at__isnull": False})),
    }
