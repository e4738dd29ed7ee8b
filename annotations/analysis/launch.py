"""Whether a report is at hand, can be computed while somebody waits, or has to be asked for."""

from dataclasses import asdict
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.analysis.computed import report_key, report_of
from annotations.analysis.report import Filters
from annotations.analysis.results import Results
from annotations.analysis.tasks import compute_report
from annotations.analysis.unblinding import require_unblinded
from annotations.models import ComputedReport, Study

# Judgments, as rows per criterion, of a report that takes two or three seconds.
MOST_AT_ONCE = 6_000
# A message may be lost with its broker; who still waits then sends it again.
ASKED_AGAIN_AFTER = timedelta(minutes=2)


def ready_report(study: Study, filters: Filters) -> Results | None:
    """The report, or None while a worker computes it. Asking again is harmless."""
    require_unblinded(study)
    key = report_key(study, filters)
    if _is_stored(study, key) or _size(study) <= MOST_AT_ONCE:
        return report_of(study, filters, key=key)
    _ask_for(study, filters, key)
    return None


def _is_stored(study: Study, key: str) -> bool:
    return study.computed_reports.filter(key=key).exclude(content="").exists()


def _size(study: Study) -> int:
    head = study.submissions.order_by("-sequence").values_list("sequence", flat=True).first()
    return (head or 0) * study.criteria.count()


def _ask_for(study: Study, filters: Filters, key: str) -> None:
    """One message however many people look at the page."""
    now = timezone.now()
    row, is_new = ComputedReport.objects.get_or_create(
        study=study, key=key, defaults={"filters": asdict(filters)}
    )
    overdue = Q(content="", requested_at__lt=now - ASKED_AGAIN_AFTER)
    waiting = ComputedReport.objects.filter(overdue, pk=row.pk)
    if is_new or waiting.update(requested_at=now):
        send = partial(compute_report.delay, study.pk, asdict(filters))
        # robust: without a broker the page says that it waits, and asks again later.
        transaction.on_commit(send, robust=True)
