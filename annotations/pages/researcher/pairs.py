"""One pair after the unblinding: what both systems said, and what was said about it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations.access import study_with_results
from annotations.analysis.behind import Question, behind
from annotations.analysis.report import Filters
from annotations.pages.researcher.narrowing import page_language


@login_required
@require_safe
def pair(request: HttpRequest, slug: str, comparison: int) -> HttpResponse:
    study = study_with_results(request.user, slug)
    comparisons = study.comparisons.select_related(
        "item", "system_a", "system_b", "response_a", "response_b"
    )
    found = get_object_or_404(comparisons, pk=comparison)
    question = Question(study.primary_criterion, comparison=found.pk)
    shown = behind(study, Filters(), question).pairs
    language = page_language()
    context = {
        "study": study,
        "tab": "results",
        "comparison": found,
        "sides": [
            (found.system_a.name, found.response_a.turns.all()),
            (found.system_b.name, found.response_b.turns.all()),
        ],
        "pair": shown[0] if shown else None,
        "criteria": {one.key: one.name[language] for one in study.criteria.all()},
    }
    return render(request, "researcher/pair.html", context)
