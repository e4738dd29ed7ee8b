"""Keep what a rater has chosen and typed but not handed in."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from annotations.assignment.services import renew, reopen
from annotations.exceptions import AssignmentGone
from annotations.judging.services import refuse_without_consent
from annotations.models import Assignment, Draft, Slot, Study

State = Assignment.State


def save_draft(
    *, assignment: Assignment, fields: Mapping[str, Any], revision: int, active_seconds: float
) -> Draft:
    """Store the form's state and return what is stored now; the hold is renewed by it.

    ``assignment`` comes locked from ``access.lock_assignment_of_rater``. Repeating
    it, or an older state that arrives late, changes nothing. A hold that ran out
    is given back while its slot is free; without it the draft is kept all the same.
    """
    if assignment.state not in {State.OPEN, State.EXPIRED}:
        raise AssignmentGone(_("This pair is no longer yours to judge; the next one is ready."))
    refuse_without_consent(assignment)
    _hold_on(assignment)
    stored = draft_of(assignment)
    if stored and stored.revision >= revision:
        return stored
    draft = stored or Draft(assignment=assignment)
    draft.fields, draft.revision = dict(fields), revision
    draft.active_seconds = active_seconds
    draft.save()
    return draft


def draft_of(assignment: Assignment) -> Draft | None:
    """The draft that was fetched with the assignment (``select_related``), if there is one."""
    # Asking for one that was not fetched would cost a statement for every pair just claimed.
    return getattr(assignment, "draft", None) if Assignment.draft.is_cached(assignment) else None


def _hold_on(assignment: Assignment) -> None:
    study = assignment.rater.study
    if assignment.state == State.OPEN:
        renew(assignment, study)
    elif study.state == Study.State.RUNNING and _can_reopen(assignment):
        reopen(assignment, study)


def _can_reopen(assignment: Assignment) -> bool:
    # Another open pair of this rater would break assignment_one_open_per_rater.
    is_free = assignment.slot.status == Slot.Status.FREE
    return is_free and not Assignment.objects.open_of(assignment.rater).exists()
