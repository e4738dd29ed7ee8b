"""Make the slots of a study; hand them to raters; take back what is not used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotations.assignment.allocation import PlannedSlot, plan_slots
from annotations.assignment.matching import matching_slots
from annotations.assignment.plan_keys import pair_key, plan_key
from annotations.assignment.practice import PRACTICE_LEFT, SHOWN_WITH, next_practice_slot
from annotations.assignment.selectors import anything_left_for, waiting_elsewhere
from annotations.blinding.specialties import normal_specialty, wanted_specialties
from annotations.models import Assignment, Comparison, Kind, Slot, Study, StudyRater
from annotations.models.slot import SlotQuerySet

BATCH = 1000
RENEWED_AFTER = timedelta(minutes=1)
# Foreign keys may still be checked against a row that is only being claimed.
LOCK: dict[str, Any] = {"of": ("self",), "no_key": True}


@dataclass(frozen=True)
class Claim:
    """What a rater gets: a pair, or the reason why there is none."""

    rater: StudyRater
    assignment: Assignment | None = None
    waiting: bool = False
    paused: bool = False
    # Where specialties are matched: pairs of others that wait for somebody while there is none of
    # this rater's own.
    elsewhere: int = 0
    # Consent or guideline, or a new version of one, has to be accepted first.
    needs_acceptance: bool = False

    @property
    def finished(self) -> bool:
        return self.assignment is None and not (
            self.waiting or self.paused or self.elsewhere or self.needs_acceptance
        )


@transaction.atomic
def create_slots(study: Study) -> int:
    """Plan every judgment of the study; repeating it adds nothing. Practice is not planned."""
    if study.slots.exists():
        return 0
    comparisons = study.comparisons.filter(is_practice=False)
    comparisons = comparisons.select_related("item", "system_a", "system_b")
    by_key = {plan_key(comparison): comparison for comparison in comparisons}
    planned = plan_slots(
        {key: pair_key(comparison) for key, comparison in by_key.items()},
        raters_per_comparison=study.raters_per_comparison,
        has_seats=study.panel == Study.Panel.FIXED,
        repeat_share=float(study.repeat_share),
        seed=study.seed,
    )
    firsts = _store([slot for slot in planned if slot.repeats is None], study, by_key, {})
    repeats = _store([slot for slot in planned if slot.repeats], study, by_key, firsts)
    return len(firsts) + len(repeats)


def _store(
    planned: list[PlannedSlot],
    study: Study,
    by_key: dict[str, Comparison],
    firsts: dict[tuple[str, int], Slot],
) -> dict[tuple[str, int], Slot]:
    rows = {
        (plan.comparison, plan.number): Slot(
            study=study,
            comparison=by_key[plan.comparison],
            kind=Kind.REPEAT if plan.repeats else Kind.FIRST,
            number=plan.number,
            seat=plan.seat,
            specialty=normal_specialty(by_key[plan.comparison].item.specialty),
            swapped=plan.swapped,
            position=plan.position,
            first_slot=firsts[plan.comparison, plan.repeats] if plan.repeats else None,
        )
        for plan in planned
    }
    Slot.objects.bulk_create(rows.values(), batch_size=BATCH)
    return rows


@transaction.atomic
def claim_next_assignment(*, study: Study, rater: StudyRater) -> Claim:
    """Give the rater their open assignment, or a new one on the next free slot.

    Repeating it before submitting returns the same assignment. Without one the
    claim says why: waiting (not released yet, or held by others), paused, finished, or that
    consent and guideline are to be accepted first, in their newest version. A rater who has
    guessed at the sources is finished for good.
    """
    # One claim per rater at a time: else the second of two tabs runs into
    # assignment_one_open_per_rater and the physician sees an error page.
    rater = _lock(rater)
    if rater.closed_at:
        return Claim(rater)
    if not rater.has_accepted(study):
        return Claim(rater, needs_acceptance=True)
    if rater.status != StudyRater.Status.ACTIVE or study.state != Study.State.RUNNING:
        held = (
            Assignment.objects.open_of(rater).select_related(*SHOWN_WITH, "slot", "draft").first()
        )
        return Claim(rater, held, paused=held is None)
    if assignment := _reopened(rater, study) or _hold(
        next_practice_slot(study, rater) or _next_slot(study, rater), rater, study
    ):
        return Claim(rater, assignment)
    # The pick passes over a rater who holds a pair, so it is looked up only when the pick is empty.
    if (
        held := Assignment.objects.open_of(rater)
        .select_related(*SHOWN_WITH, "slot", "draft")
        .first()
    ):
        return Claim(rater, held)
    return Claim(
        rater,
        waiting=anything_left_for(study, rater),
        elsewhere=waiting_elsewhere(study, rater),
    )


def _lock(rater: StudyRater) -> StudyRater:
    # The flags may be as old as the wait for the lock; what they lead to looks again.
    reopenable = Assignment.objects.reopenable_by(OuterRef("pk"))
    due = Slot.objects.repeats_due(OuterRef("pk"), OuterRef("submitted_count"))
    return (
        StudyRater.objects.select_for_update(**LOCK)
        .annotate(has_reopenable=Exists(reopenable), has_repeat_due=Exists(due), **PRACTICE_LEFT)
        .get(pk=rater.pk)
    )


def _next_slot(study: Study, rater: StudyRater) -> Slot | None:
    """A free slot, or None when there is none, not even one a colleague is just giving up."""
    if _has_reached_quota(rater):
        return None
    holds_none = ~Exists(Assignment.objects.open_of(rater))
    shown = Slot.objects.filter(holds_none).select_related(*SHOWN_WITH)
    # Slots and placements were made when the study started: nobody counts, so nobody can count
    # wrong. Rows a colleague is claiming are passed over first ...
    point = transaction.savepoint()
    if slot := _pick(shown.select_for_update(**LOCK, skip_locked=True), study, rater):
        transaction.savepoint_commit(point)
        return slot
    # (A row taken since this statement's snapshot is locked before it is seen to be taken;
    # keeping such locks while waiting for others ends in a deadlock.)
    transaction.savepoint_rollback(point)
    return _wait_for_one(shown, study, rater)


def _pick(slots: SlotQuerySet, study: Study, rater: StudyRater) -> Slot | None:
    """A due repeat, else a free slot, if possible of the side this rater has had less often."""
    due = slots.repeats_due(rater, rater.submitted_count) if rater.has_repeat_due else slots.none()
    names = wanted_specialties(study, rater)
    if names is not None:
        return due.first() or matching_slots(slots, names, rater).first()
    free = slots.free_for(rater)
    has_preference = study.panel == Study.Panel.OPEN and rater.prefers_swapped is not None
    preferred = free.filter(swapped=rater.prefers_swapped) if has_preference else slots.none()
    return due.first() or preferred.first() or free.first()


def _wait_for_one(slots: SlotQuerySet, study: Study, rater: StudyRater) -> Slot | None:
    """Rows that colleagues hold are waited for last, so that the end is never announced too early.

    Specialty by specialty, with nothing kept of one while waiting for the next.
    """
    names = wanted_specialties(study, rater)
    for only in [{}] if names is None else [{"specialty": name} for name in names]:
        point = transaction.savepoint()
        if slot := slots.select_for_update(**LOCK).free_for(rater).filter(**only).first():
            transaction.savepoint_commit(point)
            return slot
        transaction.savepoint_rollback(point)
    return None


def _has_reached_quota(rater: StudyRater) -> bool:
    return rater.quota is not None and rater.first_count >= rater.quota


def _hold(slot: Slot | None, rater: StudyRater, study: Study) -> Assignment | None:
    if slot is None:
        return None
    return Assignment.objects.create(
        slot=slot,
        rater=rater,
        comparison=slot.comparison,
        kind=slot.kind,
        leased_until=_lease_end(study),
    )


def _reopened(rater: StudyRater, study: Study) -> Assignment | None:
    """The rater's own hold that ran out while nobody took its slot."""
    if not rater.has_reopenable or Assignment.objects.open_of(rater).exists():
        return None
    own = Assignment.objects.reopenable_by(rater).select_related("slot", "draft", *SHOWN_WITH)
    assignment = own.select_for_update(of=("self", "slot")).first()
    if assignment:
        reopen(assignment, study)
    return assignment


def reopen(assignment: Assignment, study: Study) -> None:
    """Give a hold back to its rater; its row and its slot are locked by the caller."""
    assignment.state = Assignment.State.OPEN
    assignment.leased_until = _lease_end(study)
    assignment.save(update_fields=["state", "leased_until"])


def renew(assignment: Assignment, study: Study) -> None:
    """Begin the lease of an open hold anew: its rater is at work.

    Asked for with every few words typed, so the row is written once a minute at most.
    """
    end = _lease_end(study)
    if end - assignment.leased_until < min(
        RENEWED_AFTER, timedelta(seconds=study.lease_seconds / 4)
    ):
        return
    assignment.leased_until = end
    assignment.save(update_fields=["leased_until"])


def _lease_end(study: Study) -> datetime:
    return timezone.now() + timedelta(seconds=study.lease_seconds)


def expire_leases(*, limit: int = BATCH) -> int:
    """Free the slots of holds that ran out; says how many. Safe to repeat.

    Nothing is lost: the rater gets the pair back while nobody has taken it, and
    what they hand in after that is kept as surplus.
    """
    with transaction.atomic():
        late = Assignment.objects.filter(
            state=Assignment.State.OPEN, leased_until__lt=timezone.now()
        ).select_for_update(skip_locked=True)
        expired = [assignment.pk for assignment in late.order_by("pk")[:limit]]
        return Assignment.objects.filter(pk__in=expired).update(state=Assignment.State.EXPIRED)
