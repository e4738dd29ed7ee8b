"""Keep what raters report about a pair; judging goes on."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.exceptions import WrongState
from annotations.models import Assignment, ProblemReport, Study

LONGEST_REPORT = 4000


@transaction.atomic
def report_problem(*, assignment: Assignment, text: str, idempotency_key: str) -> ProblemReport:
    """Store a report on a pair in any state. The same key again is the same report.

    ``assignment`` comes locked from ``access.lock_assignment_of_rater``, so that the
    two halves of a double click come one after the other.
    """
    if assignment.rater.study.state not in {Study.State.RUNNING, Study.State.PAUSED}:
        raise WrongState(_("The study is closed and takes no more reports."))
    report, _is_new = ProblemReport.objects.get_or_create(
        assignment=assignment,
        idempotency_key=idempotency_key,
        defaults={"text": text.strip()},
    )
    return report
