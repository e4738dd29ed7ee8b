"""The ledger's rows of judgments made elsewhere; each says so in its hashed content."""

from collections.abc import Sequence

from annotations.datasets.writing import batched
from annotations.judging.content import submission_content
from annotations.ledger import content_sha256
from annotations.models import Assignment, Judgment, Study, Submission
from annotations.models.fields import new_key
from annotations.studies.elsewhere.cases import Case
from annotations.studies.elsewhere.names import BATCH, Names


def append_submissions(
    study: Study, cases: Sequence[Case], assignments: Sequence[Assignment], names: Names
) -> None:
    """The ledger's rows, in the order of the moments that the file says."""
    for batch in batched(zip(cases, assignments, strict=True), BATCH):
        submissions, judgments = [], []
        for case, assignment in batch:
            submission, chosen = _submission(study, case, assignment, names)
            submissions.append(submission)
            judgments += chosen
        Submission.objects.bulk_create(submissions)
        Judgment.objects.bulk_create(judgments, batch_size=BATCH)


def _submission(
    study: Study, case: Case, assignment: Assignment, names: Names
) -> tuple[Submission, list[Judgment]]:
    assignment.rater.study = study
    comments = dict.fromkeys(row.comment for row in case.rows if row.comment)
    submission = Submission(
        study=study,
        assignment=assignment,
        idempotency_key=new_key(),
        comment="\n".join(comments),
        opened_at=assignment.claimed_at,
        submitted_at=assignment.submitted_at,
        origin=Submission.Origin.IMPORTED,
    )
    judgments = [
        Judgment(submission=submission, criterion=names.criterion(row), choice=row.choice)
        for row in case.rows
    ]
    content = submission_content(submission, assignment, judgments)
    submission.content_sha256 = content_sha256(content)
    return submission, judgments
