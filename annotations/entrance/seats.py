"""Raters who pause, come back, leave or are replaced while a study runs.

Slots and placements were made when the study started and stay as they are: whoever comes gets what
is free, whoever goes frees what they hold. So targets and the balance of the sides are kept without
counting anything anew, and nothing can be given out twice.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.profiles import specialties_in
from annotations.entrance.raters import add_rater
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import Assignment, Draft, Kind, Slot, Study, StudyRater, User

Status = StudyRater.Status
ENDED = {Study.State.FROZEN, Study.State.UNBLINDED}


@transaction.atomic
def pause_rater(*, rater: StudyRater, by: User | None) -> StudyRater:
    """No new pairs; what they hold they can still hand in. Repeating it changes nothing."""
    return _move(_locked(rater), Status.PAUSED, "rater.pause", by)


@transaction.atomic
def resume_rater(*, rater: StudyRater, by: User | None) -> StudyRater:
    """Pairs again. Repeating it changes nothing; who was removed does not come back this way."""
    return _move(_locked(rater), Status.ACTIVE, "rater.resume", by)


def _move(rater: StudyRater, status: str, action: str, by: User | None) -> StudyRater:
    if rater.status == Status.REMOVED:
        raise WrongState(_("This rater is no longer part of the study."))
    if rater.status != status:
        rater.status = status
        rater.save(update_fields=["status"])
        audit.record(by=by, action=action, study=rater.study, target=rater.pseudonym)
    return rater


@transaction.atomic
def remove_rater(*, rater: StudyRater, by: User | None) -> StudyRater:
    """They get no more pairs and cannot come in; what they judged stays and counts.

    The pair that they hold goes back, and hidden repeats of theirs, which nobody else could give,
    are taken off the plan. Repeating it changes nothing.
    """
    rater = _locked(rater)
    if rater.status != Status.REMOVED:
        data = _leave(rater)
        audit.record(
            by=by, action="rater.remove", study=rater.study, target=rater.pseudonym, data=data
        )
    return rater


@transaction.atomic
def replace_rater(*, rater: StudyRater, user: User, by: User | None) -> StudyRater:
    """Somebody new takes over the seat, or in a pool the rest of the quota.

    Repeating it with the same user returns the rater that is there.
    """
    rater = _locked(rater)
    study = rater.study
    if known := study.raters.filter(user=user).first():
        if rater.status == Status.REMOVED and known.status != Status.REMOVED:
            return known
        raise AnnotationsError(_("This person is in the study already."))
    if rater.status == Status.REMOVED:
        raise WrongState(_("This rater is no longer part of the study."))
    data = _leave(rater)
    quota = None if rater.quota is None else max(0, rater.quota - rater.first_count)
    successor = add_rater(study=study, user=user, by=by, quota=quota, seat=rater.seat)
    if study.matches_specialties and not successor.specialties:
        successor.specialties = rater.specialties
        successor.save(update_fields=["specialties"])
    data |= {"successor": successor.pseudonym, "seat": rater.seat}
    audit.record(by=by, action="rater.replace", study=study, target=rater.pseudonym, data=data)
    return successor


@transaction.atomic
def update_rater(
    *, rater: StudyRater, quota: int | None, specialties: Iterable[str], by: User | None
) -> StudyRater:
    """Change how many pairs a rater is given at most, and of which specialties."""
    rater = _locked(rater)
    wanted = {"quota": quota, "specialties": specialties_in(rater.study, specialties)}
    changes = {
        name: {"from": getattr(rater, name), "to": value}
        for name, value in wanted.items()
        if getattr(rater, name) != value
    }
    if changes:
        for name in changes:
            setattr(rater, name, wanted[name])
        rater.save(update_fields=list(changes))
        audit.record(
            by=by, action="rater.update", study=rater.study, target=rater.pseudonym, data=changes
        )
    return rater


def _leave(rater: StudyRater) -> dict[str, int]:
    """The rater's row is locked: who claims or hands in at this moment was waited for."""
    rater.status = Status.REMOVED
    rater.save(update_fields=["status"])
    Draft.objects.filter(assignment__rater=rater).delete()
    # Expired, not withdrawn: a trigger frees the slot for whoever comes next.
    returned = Assignment.objects.open_of(rater).update(state=Assignment.State.EXPIRED)
    repeats = Slot.objects.filter(for_rater=rater, kind=Kind.REPEAT, status=Slot.Status.FREE)
    rater.invitations.filter(use_count=0, revoked_at__isnull=True).update(revoked_at=timezone.now())
    return {
        "judged": rater.submitted_count,
        "pairs_returned": returned,
        "repeats_withdrawn": repeats.update(status=Slot.Status.WITHDRAWN),
    }


def _locked(rater: StudyRater) -> StudyRater:
    """Study, then rater, as a withdrawal of an item locks them; neither of their keys, because
    who hands in at this moment refers to them."""
    study = Study.objects.select_for_update(no_key=True).get(pk=rater.study_id)
    if study.state in ENDED:
        raise WrongState(_("The study is closed, so its raters stay as they are."))
    locked = StudyRater.objects.select_for_update(no_key=True).get(pk=rater.pk)
    locked.study = study
    return locked
