"""A person's studies as a list shows them: state, progress, next step; two statements for all."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from annotations.models import Comparison, Kind, Slot, Study
from annotations.studies.next_step import NextStep, next_step
from annotations.studies.setup_state import counted, facts_by_study, gaps_of


@dataclass(frozen=True)
class Counts:
    """How far the work of one study is."""

    comparisons: int
    released: int
    failed: int
    slots: int
    done: int


@dataclass(frozen=True)
class StudyRow:
    """One study of the list."""

    study: Study
    work: Counts
    next: NextStep


def study_rows(studies: QuerySet[Study]) -> list[StudyRow]:
    found = list(studies.annotate(**_work()))
    facts = facts_by_study(Study.objects.filter(pk__in=[study.pk for study in found]))
    rows = []
    for study in found:
        work = Counts(*(getattr(study, f"work_{name}") for name in Counts.__dataclass_fields__))
        own = facts[study.pk]
        gaps = gaps_of(own) if own.is_draft else []
        rows.append(StudyRow(study, work, next_step(study, work, gaps, has_raters=own.raters > 0)))
    return rows


def _work() -> dict[str, Any]:
    """As ``selectors.planned_work`` counts for one study."""
    standing = Comparison.objects.filter(
        study=OuterRef("pk"), withdrawn_at__isnull=True, is_practice=False
    )
    waiting = standing.filter(released_at__isnull=True)
    slots = Slot.objects.filter(study=OuterRef("pk"), kind=Kind.FIRST)
    slots = slots.exclude(status=Slot.Status.WITHDRAWN)
    return {
        "work_comparisons": counted(standing),
        "work_released": counted(standing.filter(released_at__isnull=False)),
        "work_failed": counted(
            waiting.filter(Q(response_a__status="failed") | Q(response_b__status="failed"))
        ),
        "work_slots": counted(slots),
        "work_done": counted(slots.filter(status=Slot.Status.DONE)),
    }
