"""What the people who run a study do about reported problems."""

from django.db import transaction
from django.utils import timezone

from annotations import audit
from annotations.models import ProblemReport, Study, User


@transaction.atomic
def settle_report(*, study: Study, report_id: int, by: User | None) -> bool:
    """Note that a report needs nothing more; False if the study has no such report.

    Repeating it changes nothing.
    """
    reports = ProblemReport.objects.filter(assignment__rater__study=study, pk=report_id)
    if reports.filter(resolved_at__isnull=True).update(resolved_at=timezone.now()):
        audit.record(by=by, action="report.settle", study=study, target=str(report_id))
        return True
    return reports.exists()
