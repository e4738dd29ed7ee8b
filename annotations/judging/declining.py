"""Hand on a pair that its rater cannot judge, or must not."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.exceptions import AssignmentGone, InvalidSubmission, WrongState
from annotations.judging.standing import refuse_gone
from annotations.models import Assignment, Study

State, Reason = Assignment.State, Assignment.DeclineReason
LONGEST_NOTE = 2000


def reasons_of(study: Study) -> tuple[Assignment.DeclineReason, ...]:
    """What a rater may give as a reason: recognising a system only where the study asks for it."""
    return tuple(
        reason for reason in Reason if reason != Reason.RECOGNISED or study.hands_on_recognised
    )


@transaction.atomic
def decline_assignment(*, assignment: Assignment, reason: str, note: str = "") -> Assignment:
    """Give the pair back for good: another rater gets it, this one never again.

    ``assignment`` comes locked from ``access.lock_assignment_of_rater``. Its row keeps
    reason, note and time; the slot is freed and the draft dropped by a trigger. Repeating
    it changes nothing, whatever the reason: the first one stands.
    """
    if assignment.state == State.DECLINED:
        return assignment
    if assignment.state in {State.SUBMITTED, State.SURPLUS}:
        raise AssignmentGone(_("You have already judged this pair; your judgment is kept."))
    refuse_gone(assignment)
    study = assignment.rater.study
    if study.state not in {Study.State.RUNNING, Study.State.PAUSED}:
        raise WrongState(_("This study takes no more judgments."))
    _refuse_empty_reason(study, reason, note)
    assignment.state, assignment.declined_at = State.DECLINED, timezone.now()
    assignment.decline_reason, assignment.decline_note = reason, note.strip()
    assignment.save(update_fields=["state", "declined_at", "decline_reason", "decline_note"])
    return assignment


def _refuse_empty_reason(study: Study, reason: str, note: str) -> None:
    if reason not in reasons_of(study):
        raise InvalidSubmission(_("Please choose one of the reasons."))
    if reason == Reason.OTHER and not note.strip():
        raise InvalidSubmission(_("Please say in a few words why you cannot judge this pair."))
