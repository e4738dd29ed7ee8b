"""Store what a rater hands in."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.exceptions import (
    AssignmentGone,
    ChangedMeanwhile,
    InvalidSubmission,
    WrongState,
    violated_constraint,
)
from annotations.judging.active_time import within_reason
from annotations.judging.content import submission_content
from annotations.judging.entry import Entry, Scale, contradictions
from annotations.judging.marks import marked_spans, texts_of, turns_of
from annotations.judging.repeating import says_the_same
from annotations.judging.spans import Place, SpanError, refuse_faults
from annotations.judging.standing import refuse_gone
from annotations.ledger import content_sha256
from annotations.models import (
    Assignment,
    Criterion,
    Judgment,
    MarkedSpan,
    Slot,
    Study,
    Submission,
    Turn,
)

State = Assignment.State


@transaction.atomic
def submit_judgments(
    *, assignment: Assignment, entry: Entry, criteria: list[Criterion]
) -> Submission:
    """Append the first revision of a rater's judgments and close the assignment.

    ``assignment`` comes locked from ``access.lock_assignment_of_rater``; ``criteria``
    are all of its study. Repeating it returns what was stored, as long as it says
    the same: what was changed meanwhile must not be taken for stored. A hold that
    ran out is still honoured while its slot is free; after that the work is kept
    as surplus, never counted, never thrown away.
    """
    if assignment.state in {State.SUBMITTED, State.SURPLUS}:
        return _submitted_before(assignment, entry)
    refuse_gone(assignment)
    study = assignment.rater.study
    if study.state not in {Study.State.RUNNING, Study.State.PAUSED}:
        raise WrongState(_("This study takes no more judgments."))
    refuse_without_consent(assignment)
    refuse_contradictions(entry, study, criteria)
    submission = append(assignment, entry, criteria, opened_at=assignment.claimed_at)
    _close(assignment, submission.submitted_at)
    return submission


def _submitted_before(assignment: Assignment, entry: Entry) -> Submission:
    revisions = assignment.submissions.order_by("-revision")
    stored = revisions.filter(idempotency_key=entry.idempotency_key).first() or revisions.first()
    if stored is None or not says_the_same(stored, entry):
        raise AssignmentGone(_("You have already judged this pair; your first answer is kept."))
    return stored


def refuse_without_consent(assignment: Assignment) -> None:
    """Nothing is taken from somebody who has withdrawn, be it in another tab."""
    if not assignment.rater.has_consent(assignment.rater.study):
        raise WrongState(_("You have withdrawn your consent, so this was not stored."))


def scale_of(study: Study, criteria: list[Criterion]) -> Scale:
    return Scale(
        criteria=[criterion.key for criterion in criteria],
        allows_strength=study.scale == Study.Scale.FIVE_POINT,
        allows_both_bad=study.allows_both_bad,
        allows_not_applicable=study.allows_not_applicable,
    )


def refuse_contradictions(entry: Entry, study: Study, criteria: list[Criterion]) -> None:
    if contradictions(entry, scale_of(study, criteria)):
        raise InvalidSubmission(_("Some choices are missing or contradict each other."))
    if entry.recognised and study.hands_on_recognised:
        raise InvalidSubmission(
            _("Whoever recognises a system hands the pair on in this study, unjudged.")
        )


def _marked_turns(assignment: Assignment, entry: Entry) -> dict[Place, Turn]:
    """What the marks stand in; asked for only where there are marks."""
    turns = turns_of(assignment) if entry.spans else {}
    try:
        refuse_faults(entry.spans, texts_of(turns))
    except SpanError as error:
        raise InvalidSubmission(_("A marked passage does not fit its answer.")) from error
    return turns


def append(
    assignment: Assignment,
    entry: Entry,
    criteria: list[Criterion],
    *,
    opened_at: datetime,
    supersedes: Submission | None = None,
) -> Submission:
    """Add a row to the ledger: the first of its assignment, or one that takes another's place."""
    turns, now = _marked_turns(assignment, entry), timezone.now()
    submission = Submission(
        study=assignment.rater.study,
        assignment=assignment,
        revision=supersedes.revision + 1 if supersedes else 1,
        supersedes=supersedes,
        idempotency_key=entry.idempotency_key,
        reason=entry.reason,
        comment=entry.comment,
        both_bad=entry.both_bad,
        recognised=entry.recognised,
        harm_left=entry.harm_left,
        harm_right=entry.harm_right,
        guideline_version=assignment.rater.guideline_accepted or None,
        opened_at=opened_at,
        submitted_at=now,
        active_seconds=_active_seconds(entry, opened_at, now),
    )
    judgments = [
        Judgment(
            submission=submission,
            criterion=criterion,
            choice=entry.choices[criterion.key],
            strength=entry.strength if criterion.is_overall else "",
        )
        for criterion in criteria
    ]
    spans = marked_spans(submission, entry.spans, turns)
    submission.content_sha256 = content_sha256(
        submission_content(submission, assignment, judgments, spans)
    )
    _insert(submission)
    Judgment.objects.bulk_create(judgments)
    MarkedSpan.objects.bulk_create(spans)
    return submission


def _active_seconds(entry: Entry, opened_at: datetime, now: datetime) -> float | None:
    measured = entry.active_seconds
    return None if measured is None else within_reason(measured, opened_at, now)


def _insert(submission: Submission) -> None:
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError as error:
        # What was overtaken while it was under way: by a freeze, or by another tab.
        if violated_constraint(error) == "submission_study_takes_judgments":
            raise WrongState(_("This study takes no more judgments.")) from error
        if violated_constraint(error) in {"submission_revision_once", "submission_superseded_once"}:
            raise changed_meanwhile() from error
        raise


def changed_meanwhile() -> ChangedMeanwhile:
    return ChangedMeanwhile(
        _(
            "This pair was changed in another tab or on another device meanwhile. What you chose"
            " here is kept: hand it in again to put it in the place of that change."
        )
    )


def _close(assignment: Assignment, submitted_at: datetime) -> None:
    """The slot, the rater's counts and hidden repeats follow in the database."""
    held = assignment.state == State.OPEN or assignment.slot.status == Slot.Status.FREE
    assignment.state = State.SUBMITTED if held else State.SURPLUS
    assignment.submitted_at = submitted_at
    assignment.save(update_fields=["state", "submitted_at"])
