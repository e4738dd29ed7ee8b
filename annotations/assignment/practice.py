"""Practice pairs, given to every rater first: on slots of their own, outside every plan."""

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from annotations.assignment.plan_keys import plan_key
from annotations.blinding.placement import draw
from annotations.models import Assignment, Comparison, Kind, Slot, Study, StudyRater

# Everything that a page shows of a pair, fetched with the slot.
SHOWN_WITH = ("comparison__item", "comparison__response_a", "comparison__response_b")


def _practice(study: object, rater: object) -> QuerySet[Comparison]:
    """Released practice pairs that the rater has not seen (values or OuterRefs).

    One that is not released yet, or whose answer has failed, is not waited for.
    """
    seen = Assignment.objects.filter(rater=rater, comparison=OuterRef("pk"), kind=Kind.PRACTICE)
    return Comparison.objects.filter(
        study=study,
        # Looked at in the same statement: a freeze may have come in between.
        study__state=Study.State.RUNNING,
        is_practice=True,
        released_at__isnull=False,
        withdrawn_at__isnull=True,
    ).exclude(Exists(seen))


# For the statement that locks a rater at a claim. Who has judged in earnest practises no more: a
# pair released late would come in between.
PRACTICE_LEFT = {
    "has_practice_left": Q(submitted_count=0)
    & Q(Exists(_practice(OuterRef("study"), OuterRef(OuterRef("pk")))))
}


def practice_left(rater: StudyRater) -> QuerySet[Comparison]:
    return _practice(rater.study_id, rater.pk)


def next_practice_slot(study: Study, rater: StudyRater) -> Slot | None:
    """A new slot for this rater on the next practice pair, in the order of the dataset.

    ``rater`` comes locked and annotated from a claim, so one rater makes one slot at a time.
    """
    if not rater.has_practice_left or Assignment.objects.open_of(rater).exists():
        return None
    related = ("item", "response_a", "response_b", "system_a", "system_b")
    comparison = practice_left(rater).select_related(*related).order_by("pk").first()
    if comparison is None:
        return None
    number = _next_number(comparison)
    return Slot.objects.create(
        study=study,
        comparison=comparison,
        kind=Kind.PRACTICE,
        number=number,
        swapped=bool(draw(study.seed, "practice", plan_key(comparison), number) & 1),
        position=number,
        status=Slot.Status.FREE,
    )


def _next_number(comparison: Comparison) -> int:
    """Raters who start at the same moment number their slots one after the other.

    By a lock of its own: locking the comparison's row could wait in a circle with a researcher
    who withdraws it and waits for this rater.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"practice:{comparison.pk}"]
        )
    last = Slot.objects.filter(comparison=comparison, kind=Kind.PRACTICE)
    return (last.aggregate(number=Max("number"))["number"] or 0) + 1
