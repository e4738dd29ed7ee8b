"""Keep what a rater has chosen and typed but not handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.assignment.services import renew, reopen
from annotations.exceptions import AssignmentGone
from annotations.judging.active_time import within_reason
from annotations.judging.services import refuse_without_consent
from annotations.judging.standing import refuse_gone
from annotations.models import Assignment, Draft, Slot, Study

State = Assignment.State
PAGE = "draft_page"


@dataclass(frozen=True)
class Sent:
    """A form's state as one open page sends it.

    ``revision`` counts up within a page; ``base`` is the revision that the page took over or
    stored last. Without them a page that was opened before another one wrote could not be told
    from one that has seen it.
    """

    fields: Mapping[str, Any]
    revision: int
    active_seconds: float = 0
    page: str = ""
    base: int = 0


def save_draft(*, assignment: Assignment, sent: Sent) -> Draft:
    """Store a page's state unless it is older than what is stored; return what is stored now.

    ``assignment`` comes locked from ``access.lock_assignment_of_rater``. Repeating
    it, or an older state that arrives late, changes nothing, and so does a page
    that does not know what another page stored meanwhile. A hold that ran out is
    given back while its slot is free; without it the draft is kept all the same.
    """
    refuse_gone(assignment)
    if assignment.state not in {State.OPEN, State.EXPIRED}:
        raise AssignmentGone(_("This pair is no longer yours to judge; the next one is ready."))
    refuse_without_consent(assignment)
    _hold_on(assignment)
    # Read again under the lock: what came with it may be as old as the wait for it.
    stored = Draft.objects.filter(assignment=assignment).first()
    if stored and not _follows(stored, sent):
        return stored
    draft = stored or Draft(assignment=assignment)
    draft.fields, draft.revision = {**sent.fields, PAGE: sent.page}, sent.revision
    opened_at = assignment.claimed_at
    draft.active_seconds = within_reason(sent.active_seconds, opened_at, timezone.now())
    draft.save(force_insert=stored is None)
    return draft


def is_stored(draft: Draft, sent: Sent) -> bool:
    """Whether what is stored is what was sent."""
    return draft.revision == sent.revision and _page(draft) == sent.page


def draft_of(assignment: Assignment) -> Draft | None:
    """The draft that was fetched with the assignment (``select_related``), if there is one."""
    # Asking for one that was not fetched would cost a statement for every pair just claimed.
    return getattr(assignment, "draft", None) if Assignment.draft.is_cached(assignment) else None


def _follows(stored: Draft, sent: Sent) -> bool:
    is_newer = sent.revision > stored.revision
    return is_newer and (_page(stored) == sent.page or stored.revision == sent.base)


def _page(draft: Draft) -> str:
    return draft.fields.get(PAGE, "")


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
