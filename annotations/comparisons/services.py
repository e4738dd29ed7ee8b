"""Make comparisons when a study starts; release them as their answers complete."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Length
from django.utils import timezone

from annotations.comparisons.leaks import scan_answers
from annotations.comparisons.pairing import practice_pair
from annotations.comparisons.released import count_as_released
from annotations.comparisons.selectors import compared_systems
from annotations.models import (
    Comparison,
    Item,
    Kind,
    PracticeFeedback,
    Response,
    Slot,
    Study,
    System,
    Turn,
)

BATCH = 1000
LOOKED_THROUGH = (Response.LeakState.CLEAR, Response.LeakState.SETTLED)


@dataclass(frozen=True)
class CreatedComparisons:
    """How many comparisons there are, and which items have none."""

    count: int
    items_without: tuple[str, ...]


@transaction.atomic
def create_comparisons(study: Study) -> CreatedComparisons:
    """Pair the current responses of every item. Repeating it adds only what is missing.

    Of a practice item there is one pair, with its author's opinion; it is not counted.
    """
    pairs = compared_systems(study)
    by_item = _current_responses(study)
    practice = dict(study.items.filter(practice__isnull=False).values_list("pk", "practice"))
    rows = [
        Comparison(
            study=study,
            item_id=item_id,
            system_a=first,
            system_b=second,
            response_a_id=responses[first.pk],
            response_b_id=responses[second.pk],
            raters_per_comparison=study.raters_per_comparison,
            is_practice=item_id in practice,
        )
        for item_id, responses in by_item.items()
        for first, second in _pairs_of(practice.get(item_id), pairs, responses)
    ]
    Comparison.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    _store_feedback(study, practice)
    paired = study.comparisons.filter(withdrawn_at__isnull=True)
    without = study.items.exclude(pk__in=paired.values("item")).order_by("external_id")
    return CreatedComparisons(
        paired.filter(is_practice=False).count(),
        tuple(without.values_list("external_id", flat=True)),
    )


def _pairs_of(
    practice: dict[str, Any] | None, pairs: list[tuple[System, System]], responses: dict[int, int]
) -> list[tuple[System, System]]:
    answered = [pair for pair in pairs if all(system.pk in responses for system in pair)]
    if practice is None:
        return answered
    by_name = {system.name: system for pair in pairs for system in pair}
    chosen = practice_pair(answered, by_name.get(practice["better"]))
    return [chosen] if chosen else []


def _store_feedback(study: Study, practice: dict[int, dict[str, Any]]) -> None:
    made = study.comparisons.filter(is_practice=True, practice_feedback__isnull=True)
    PracticeFeedback.objects.bulk_create(
        PracticeFeedback(
            comparison=comparison,
            verdict=_verdict(comparison, practice[comparison.item_id]["better"]),
            text=practice[comparison.item_id]["feedback"],
        )
        for comparison in made.select_related("system_a", "system_b")
    )


def _verdict(comparison: Comparison, better: str) -> PracticeFeedback.Verdict:
    by_name = {
        comparison.system_a.name: PracticeFeedback.Verdict.SYSTEM_A,
        comparison.system_b.name: PracticeFeedback.Verdict.SYSTEM_B,
    }
    return by_name.get(better, PracticeFeedback.Verdict.TIE)


def _current_responses(study: Study) -> dict[int, dict[int, int]]:
    current = Response.objects.filter(item__study=study, superseded_at__isnull=True, sample=0)
    by_item: dict[int, dict[int, int]] = defaultdict(dict)
    for pk, item_id, system_id in current.order_by("item_id").values_list("pk", "item", "system"):
        by_item[item_id][system_id] = pk
    return by_item


def release_ready_comparisons(study: Study | None = None, *, limit: int = BATCH) -> int:
    """Open to raters every comparison whose two responses are complete; says how many.

    Safe to repeat and to run at the same time twice: rows that another worker
    releases are passed over. Answers that nobody has looked through yet are scanned first.
    """
    scan_answers(study)
    with transaction.atomic():
        ready = list(_ready(study).select_for_update(of=("self",), skip_locked=True)[:limit])
        for study_id in {comparison.study_id for comparison in ready}:
            _release([row.pk for row in ready if row.study_id == study_id], study_id)
    return len(ready)


def _ready(study: Study | None) -> QuerySet[Comparison]:
    waiting = Comparison.objects.filter(
        released_at__isnull=True,
        withdrawn_at__isnull=True,
        study__state__in=[Study.State.RUNNING, Study.State.PAUSED],
        response_a__status=Response.Status.DONE,
        response_b__status=Response.Status.DONE,
        response_a__leak_state__in=LOOKED_THROUGH,
        response_b__leak_state__in=LOOKED_THROUGH,
    )
    return (waiting.filter(study=study) if study else waiting).order_by("pk")


def _release(comparison_ids: list[int], study_id: int) -> None:
    released = Comparison.objects.filter(pk__in=comparison_ids)
    released.update(released_at=timezone.now(), text_length=_text_length())
    # Only first judgments open here; a repeat opens when what it repeats was submitted.
    Slot.objects.filter(
        comparison__in=comparison_ids, kind=Kind.FIRST, status=Slot.Status.UNRELEASED
    ).update(status=Slot.Status.FREE)
    count_as_released(study_id, released.filter(is_practice=False).select_related("item"))


def _text_length() -> Subquery:
    """Code points of the question or case and of both answers of a comparison."""
    answers = Q(response=OuterRef("response_a")) | Q(response=OuterRef("response_b"))
    lengths = Turn.objects.filter(answers).order_by().annotate(length=Length("shown_text"))
    item = Item.objects.filter(pk=OuterRef("item")).annotate(
        length=Length("prompt") + Length("case")
    )
    # One group of all its turns: an aggregate cannot stand in a subquery without one.
    total = lengths.values(whole=F("response__item")).annotate(total=Sum("length"))
    return Subquery(total.values("total")) + Subquery(item.values("length"))
