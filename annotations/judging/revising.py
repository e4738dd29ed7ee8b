"""Change a judgment that was handed in: a new revision, while the study takes judgments."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.exceptions import AssignmentGone, ReasonMissing, WrongState
from annotations.judging.entry import Entry
from annotations.judging.history import current_revision, openable_by
from annotations.judging.marks import spans_of
from annotations.judging.services import append, changed_meanwhile, refuse_contradictions
from annotations.models import Assignment, Criterion, Judgment, Study, StudyRater, Submission


def why_not(study: Study, rater: StudyRater) -> str:
    """Why this rater's judgments cannot be changed now; empty when they can."""
    if study.state not in {Study.State.RUNNING, Study.State.PAUSED}:
        return _("The study is closed, so judgments can no longer be changed.")
    if rater.closed_at:
        return _("You have answered the closing question, so judgments can no longer be changed.")
    if not rater.has_accepted(study):
        return _("Accept the study's newest texts first; they wait on its first page.")
    return ""


@transaction.atomic
def revise_judgments(
    *,
    assignment: Assignment,
    entry: Entry,
    criteria: list[Criterion],
    based_on: int,
    opened_at: datetime,
) -> Submission:
    """Append a revision in place of the current one, with its reason.

    ``assignment`` comes locked from ``access.lock_assignment_of_rater``; ``based_on`` is the
    revision that the rater saw. Repeating it with the same idempotency key returns what was
    stored; without a change nothing is stored and the current revision comes back.
    """
    if same := assignment.submissions.filter(idempotency_key=entry.idempotency_key).first():
        return same
    _require_open(assignment)
    refuse_contradictions(entry, assignment.rater.study, criteria)
    current = current_revision(assignment)
    if current.revision != based_on:
        raise changed_meanwhile()
    if says_the_same(entry, entry_of(current)):
        return current
    if not entry.reason:
        raise ReasonMissing(_("Please say why you change it."))
    return append(assignment, entry, criteria, opened_at=opened_at, supersedes=current)


def _require_open(assignment: Assignment) -> None:
    rater, study = assignment.rater, assignment.rater.study
    if reason := why_not(study, rater):
        raise WrongState(reason)
    if not openable_by(study, rater).filter(pk=assignment.pk).exists():
        raise AssignmentGone(_("This pair can be opened and changed again when you are through."))


def entry_of(submission: Submission) -> Entry:
    """A stored revision, as it would be handed in."""
    judgments = list(submission.judgments.select_related("criterion"))
    return Entry(
        choices={judgment.criterion.key: judgment.choice for judgment in judgments},
        strength=_strength(judgments),
        idempotency_key=submission.idempotency_key,
        both_bad=submission.both_bad,
        comment=submission.comment,
        recognised=submission.recognised,
        harm_left=submission.harm_left,
        harm_right=submission.harm_right,
        active_seconds=submission.active_seconds,
        reason=submission.reason,
        spans=spans_of(submission),
    )


def _strength(judgments: list[Judgment]) -> str:
    return next((judgment.strength for judgment in judgments if judgment.criterion.is_overall), "")


def says_the_same(one: Entry, other: Entry) -> bool:
    """Whether nothing that counts differs: how long it took and why it was made do not."""
    return _content(one) == _content(other)


def _content(entry: Entry) -> tuple[object, ...]:
    return (
        dict(entry.choices),
        entry.strength,
        entry.both_bad,
        entry.comment,
        entry.recognised,
        entry.harm_left,
        entry.harm_right,
        frozenset(entry.spans),
    )
