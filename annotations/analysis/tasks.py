"""Large reports are computed here; whoever opens the page waits beside it."""

from celery import shared_task

from annotations.analysis.computed import report_of
from annotations.analysis.report import Filters
from annotations.models import Study


@shared_task(acks_late=True)
def compute_report(study_id: int, filters: dict[str, object]) -> None:
    """Safe to deliver twice: what is stored already is not computed again."""
    raters = tuple(map(str, filters.pop("raters", ())))
    report_of(Study.objects.get(pk=study_id), Filters(**filters, raters=raters))
