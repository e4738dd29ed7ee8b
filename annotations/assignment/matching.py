"""Pairs by specialty, in studies that ask for it: a rater's own first, then those without one."""

from itertools import product

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from annotations.models import Slot, Study, StudyRater
from annotations.models.slot import SlotQuerySet


def matching_slots(slots: SlotQuerySet, names: list[str], rater: StudyRater) -> SlotQuerySet:
    """Candidates among ``slots`` (joined and locked as the caller needs it), the best first.

    Of the rater's own specialties before those without one, because these anybody can judge;
    then, if possible, of the side that they have had less often; then in the planned order.
    """
    firsts = [_first_of(rater, *place) for place in product(names, (False, True))]
    order = [_last(Q(specialty="")), "position"]
    if rater.prefers_swapped is not None:
        order.insert(1, _last(Q(swapped=not rater.prefers_swapped)))
    return slots.filter(pk__in=firsts).order_by(*order)


def _first_of(rater: StudyRater, specialty: str, swapped: bool) -> Subquery:
    """The first free slot of one specialty and side, found along slot_free_by_specialty.

    One of each instead of all in one order: no index gives several specialties in the order of
    their positions, and sorting would cost more with every pair of the study. It is locked where
    it is found, because the one behind it is wanted if a colleague has it. Nothing is said of
    seats: where specialties are matched there are none, and asking would make the planner
    think of the pools' indexes too.
    """
    free = Slot.objects.unseen_by(rater).filter(
        Exists(Study.objects.filter(pk=OuterRef("study"), state=Study.State.RUNNING)),
        specialty=specialty,
        swapped=swapped,
    )
    return Subquery(free.select_for_update(no_key=True, skip_locked=True).values("pk")[:1])


def _last(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def take_any_specialty(rater: StudyRater, takes_any: bool) -> None:
    """Said by the rater, and taken back as they like; what they hold or judged stays theirs."""
    StudyRater.objects.filter(pk=rater.pk).update(takes_any_specialty=takes_any)
