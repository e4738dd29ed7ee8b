"""What is left to be judged."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.assignment.practice import practice_left
from annotations.blinding.specialties import wanted_specialties
from annotations.models import Assignment, Kind, Response, Slot, Study, StudyRater


@dataclass(frozen=True)
class PracticeStep:
    """Where a rater is in the practice pairs."""

    number: int
    total: int


def practice_step(rater: StudyRater) -> PracticeStep:
    """Of the practice pair that the rater holds or has just judged."""
    number = rater.assignments.filter(kind=Kind.PRACTICE).count()
    return PracticeStep(number, number + practice_left(rater).count())


def anything_left_for(study: Study, rater: StudyRater) -> bool:
    """Whether a slot may still come free for this rater: then waiting makes sense.

    A comparison whose answer has finally failed does not count: the researcher
    decides about it, and no rater should wait for that. Nor does one of a specialty
    that this rater is not given.
    """
    coming = _unfinished(rater, Slot.Status.UNRELEASED, Slot.Status.FREE, Slot.Status.HELD)
    names = wanted_specialties(study, rater)
    return (coming if names is None else coming.filter(specialty__in=names)).exists()


def waiting_elsewhere(study: Study, rater: StudyRater) -> int:
    """How many pairs of specialties not this rater's own wait for somebody; held ones do not."""
    names = wanted_specialties(study, rater)
    if names is None:
        return 0
    waiting = _unfinished(rater, Slot.Status.UNRELEASED, Slot.Status.FREE)
    elsewhere = waiting.exclude(specialty__in=names)
    return elsewhere.order_by().values("comparison").distinct().count()


def _unfinished(rater: StudyRater, *statuses: Slot.Status) -> QuerySet[Slot]:
    """First slots that this rater could be given, were it only for them."""
    if rater.quota is not None and rater.first_count >= rater.quota:
        return Slot.objects.none()
    seen = rater.assignments.filter(comparison=OuterRef("comparison"), kind=Kind.FIRST)
    failed = Q(comparison__response_a__status=Response.Status.FAILED) | Q(
        comparison__response_b__status=Response.Status.FAILED
    )
    slots = Slot.objects.filter(
        study=rater.study_id, kind=Kind.FIRST, seat=rater.seat, status__in=statuses
    )
    return slots.exclude(Exists(seen)).exclude(failed)


def is_through(study: Study, rater: StudyRater) -> bool:
    """Whether no pair will come any more, so that looking back at any of them harms nothing.

    In an open pool new pairs may still be released after that; then it is False again.
    """
    if rater.closed_at or study.state not in {Study.State.RUNNING, Study.State.PAUSED}:
        return True
    coming = (
        Assignment.objects.open_of(rater),
        Assignment.objects.reopenable_by(rater),
        Slot.objects.repeats_due(rater, rater.submitted_count),
    )
    return not any(rows.exists() for rows in coming) and not anything_left_for(study, rater)
