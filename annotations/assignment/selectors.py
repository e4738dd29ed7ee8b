"""What is left to be judged."""

from django.db.models import Exists, OuterRef, Q

from annotations.models import Kind, Response, Slot, StudyRater


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
