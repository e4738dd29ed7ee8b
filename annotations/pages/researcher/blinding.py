"""How well the blinding held, on one page after the unblinding."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from annotations.access import study_with_results
from annotations.analysis.blinding_report import blinding_report


@login_required
@require_safe
def blinding(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_with_results(request.user, slug)
    context = {"study": study, "tab": "results", "report": blinding_report(study)}
    return render(request, "researcher/blinding.html", context)


urls = [path("<slug:slug>/blinding/", blinding, name="blinding")]
