"""Results by system of an unblinded study; before that they do not exist."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from annotations.access import study_with_results
from annotations.analysis.report import build_report


@login_required
@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Win, tie and loss of every pair of systems, with what is needed to check them."""
    study = study_with_results(request.user, slug)
    report = build_report(study, language=get_language() or "en")
    context = {"study": study, "tab": "results", "report": report}
    return render(request, "researcher/results.html", context)
