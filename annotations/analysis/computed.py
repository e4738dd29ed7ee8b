"""Reports that were computed once, so that opening the page again is quick."""

from dataclasses import asdict

from django.db.models import Count, Max
from django.utils import timezone

from annotations.analysis.acknowledging import with_acknowledged
from annotations.analysis.codec import dumps, loads
from annotations.analysis.judges import judge_keys
from annotations.analysis.report import VERSION, Filters, build_report
from annotations.analysis.results import Results
from annotations.analysis.unblinding import require_unblinded
from annotations.ledger import content_sha256
from annotations.models import Acceptance, ComputedReport, Study


def report_of(study: Study, filters: Filters | None = None, *, key: str = "") -> Results:
    """The stored report, or a new one, which is stored. Refused before the unblinding.

    A frozen study's judgments do not change any more; if anything that the report depends on
    does, its key does too. ``key``: that of ``report_key``, where it is known already.
    """
    require_unblinded(study)
    filters = filters or Filters()
    key = key or report_key(study, filters)
    stored = study.computed_reports.filter(key=key).exclude(content="").first()
    results = loads(stored.content) if stored else store(study, filters, key)
    return with_acknowledged(study, results)


def store(study: Study, filters: Filters, key: str) -> Results:
    """Two at once store the same: the later one overwrites equal content."""
    results = build_report(study, filters)
    ComputedReport.objects.update_or_create(
        study=study,
        key=key,
        defaults={
            "filters": asdict(filters),
            "content": dumps(results),
            "finished_at": timezone.now(),
        },
    )
    return results


def report_key(study: Study, filters: Filters) -> str:
    """Over the chain's head, what can be withdrawn beside it, rules, filters and LLM judges."""
    head = study.submissions.order_by("-sequence").values_list("sequence", "hash").first()
    withdrawn = study.comparisons.aggregate(n=Count("pk"), last=Max("withdrawn_at"))
    consent = Acceptance.objects.filter(rater__study=study).aggregate(last=Max("withdrawn_at"))
    moments = [str(withdrawn["last"]), str(consent["last"])]
    fixed = [study.protocol_sha256, str(study.pk), VERSION]
    covered = [head, withdrawn["n"], moments, fixed, asdict(filters)]
    # What was stored of a study without judges stays found.
    judges = judge_keys(study)
    return content_sha256([*covered, judges] if judges else covered)
