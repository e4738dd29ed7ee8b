"""A finding withholds results: whoever runs the study says that they have looked at it, and why."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.access import study_run_by
from annotations.analysis.acknowledging import (
    LONGEST_REASON,
    SHORTEST_REASON,
    acknowledge_finding,
)
from annotations.analysis.launch import ready_report
from annotations.analysis.report import Filters
from annotations.analysis.results import Results
from annotations.analysis.telling.refusals import refusing, told
from annotations.stats.sanity import Problem


class FindingForm(forms.Form):
    """Nobody's name stands under something without a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Why the results may be shown all the same"),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, slug: str, problem: str) -> HttpResponse:
    study = study_run_by(request.user, slug)
    if not study.is_unblinded:
        raise Http404
    if (results := ready_report(study, Filters())) is None:
        return redirect("researcher:results", slug=slug)
    if problem not in unseen(results):
        raise Http404
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        acknowledge_finding(
            study=study, results=results, problem=problem, reason=reason, by=request.user
        )
        messages.success(request, _("Recorded. The report names you beside the finding."))
        return redirect("researcher:results", slug=slug)
    context = {"study": study, "tab": "results", "told": told(Problem(problem)), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "researcher/finding.html", context, status=status)


def unseen(results: Results) -> dict[Problem, str]:
    """What withholds results and was not looked at yet, in words."""
    known = {one.problem for one in results.acknowledged}
    return {one: told(one) for one in Problem if one in refusing(results) and one not in known}
