"""What is left to be judged."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from annotations.assignment.practice import practice_left
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


def anything_left_for(rater: StudyRater) -> bool:
    """Whether a slot may still come free for this rater: then waiting makes sense.

    A comparison whose answer has finally failed does not count: the researcher
    decides about it, and no rater should wait for that.
    """
    if rater.quota is not None and rater.first_count >= rater.quota:
        return False
    seen = rater.assignments.filter(comparison=OuterRef("comparison"), kind=Kind.FIRST)
    failed = Q(comparison__response_a__status=Response.Status.FAILED) | Q(
        comparison__response_b__status=Response.Status.FAILED
    )
    unfinished = Slot.objects.filter(
        study=rater.study_id,
        kind=Kind.FIRST,
        seat=rater.seat,
        status__in=[Slot.Status.UNRELEASED, Slot.Status.FREE, Slot.Status.HELD],
    ).exclude(Exists(seen))
    return unfinished.exclude(failed).exists()


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
    return not any(rows.exists() for rows in coming) and not anything_left_for(rater)
