"""How a study goes while it runs: raters, items, alarms; nothing of it by system."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.access import runs_study, study_of_member, study_run_by
from annotations.exceptions import AnnotationsError
from annotations.models import Study
from annotations.pages.htmx import render_page, signed_in
from annotations.studies.monitor.selectors import ShownAlarm, find_alarm
from annotations.studies.monitor.selectors import monitor as monitor_of
from annotations.studies.monitor.services import acknowledge_alarm
from annotations.studies.selectors import handed_on, reported_problems


class NoteForm(forms.Form):
    """What was found, for the record."""

    note = forms.CharField(
        label=_("What you found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Recorded with your name, the time and the numbers above."),
    )


@signed_in
@require_safe
def monitor(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, or the part of it that looks again by itself."""
    study = study_of_member(request.user, slug)
    page = _page_number(request)
    runs_it = runs_study(request.user, study)
    context = {
        "study": study,
        "tab": "monitor",
        "here": reverse("researcher:monitor", kwargs={"slug": slug}),
        "monitor": monitor_of(study, page=page),
        "handed_on": handed_on(study),
        "problems": reported_problems(study),
        "runs_it": runs_it,
        "acts": runs_it,
    }
    return render_page(
        request,
        "researcher/monitor.html",
        context,
        partial="researcher/partials/monitor/monitor.html",
    )


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("items", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, slug: str, pseudonym: str, rule: str) -> HttpResponse:
    """Ask what was found and record it. A page of its own: the monitor swaps itself anew."""
    study = study_run_by(request.user, slug)
    found = find_alarm(study, pseudonym, rule)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _alarm_page(request, study, found[1], NoteForm())
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _alarm_page(request, study, found[1], form, status=422)
    note = form.cleaned_data["note"]
    try:
        acknowledge_alarm(study=study, pseudonym=pseudonym, rule=rule, note=note, by=request.user)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _alarm_page(request, study, found[1], form, status=409)
    messages.success(request, gettext("Your note is recorded."))
    return redirect("researcher:monitor", slug=slug)


def _alarm_page(
    request: HttpRequest, study: Study, alarm: ShownAlarm, form: NoteForm, *, status: int = 200
) -> HttpResponse:
    context = {"study": study, "tab": "monitor", "alarm": alarm, "form": form}
    return render(request, "researcher/alarm.html", context, status=status)


urls = [
    path("<slug:slug>/monitor/", monitor, name="monitor"),
    path(
        "<slug:slug>/monitor/alarms/<str:pseudonym>/<slug:rule>/",
        acknowledge,
        name="acknowledge",
    ),
]
