"""The record of a study: what was fixed, what departed from it, who did what, whether it holds."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.ledger import canonical_json
from annotations.models import Study
from annotations.studies.audit_sentences import sentences
from annotations.studies.deviations import (
    RUNNING,
    Changes,
    change_running,
    deviations_of,
    record_deviation,
)
from annotations.studies.manifest import changed_since, manifest_event
from annotations.studies.verification import verify_study

PER_PAGE = 50


class DeviationForm(forms.Form):
    """Something that happened otherwise than planned, in words."""

    what = forms.CharField(
        label=gettext_lazy("What was otherwise than planned"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChangesForm(forms.Form):
    """What may still change while a study runs."""

    lease_hours = forms.IntegerField(
        label=gettext_lazy("Hours for which a rater holds a pair"), min_value=1, max_value=8760
    )
    retain_until = forms.DateField(
        label=gettext_lazy("The study is kept until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000)

    @property
    def changes(self) -> Changes:
        return Changes(
            lease_seconds=3600 * self.cleaned_data["lease_hours"],
            retain_until=self.cleaned_data["retain_until"],
        )


@login_required
@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, study_run_by(request.user, slug))


@login_required
@require_safe
def protocol(request: HttpRequest, slug: str) -> HttpResponse:
    """The protocol in the very bytes whose hash was published; the same bytes every time."""
    study = study_run_by(request.user, slug)
    if study.protocol is None:
        raise Http404
    answer = HttpResponse(canonical_json(study.protocol), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{study.slug}-protocol.json"'
    return answer


@login_required
@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Compute chains and manifest again, and say what was found."""
    study = study_run_by(request.user, slug)
    found = {"verdicts": verify_study(study), "changed": changed_since(study), "is_verified": True}
    return _page(request, study, **found)


@login_required
@require_POST
def note_deviation(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_run_by(request.user, slug)
    form = DeviationForm(request.POST)
    if not form.is_valid():
        return _page(request, study, status=422, deviation_form=form)
    try:
        record_deviation(study=study, by=request.user, what=form.cleaned_data["what"])
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, status=409, deviation_form=form)
    messages.success(request, _("The deviation is recorded."))
    return redirect("researcher:record", slug=slug)


@login_required
@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what may still change; each change is a deviation of its own."""
    study = study_run_by(request.user, slug)
    form = ChangesForm(request.POST)
    if not form.is_valid():
        return _page(request, study, status=422, changes_form=form)
    try:
        reason = form.cleaned_data["reason"]
        change_running(study=study, by=request.user, changes=form.changes, reason=reason)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, status=409, changes_form=form)
    messages.success(request, _("The change is recorded."))
    return redirect("researcher:record", slug=slug)


def _page(request: HttpRequest, study: Study, *, status: int = 200, **more: object) -> HttpResponse:
    events = study.audit_events.order_by("-sequence")
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    heads = [chain.order_by("-sequence").first() for chain in (study.submissions, events)]
    context = {
        "study": study,
        "tab": "record",
        "runs_it": True,
        "page": page,
        "events": sentences(page.object_list),
        "deviations": sentences(deviations_of(study)),
        "submission_head": heads[0],
        "audit_head": heads[1],
        "manifest": manifest_event(study),
        "rules": _rules(study),
        "deviation_form": DeviationForm(),
        "changes_form": _changes_form(study) if study.state in RUNNING else None,
    }
    return render(request, "researcher/record.html", context | more, status=status)


def _changes_form(study: Study) -> ChangesForm:
    initial = {"lease_hours": study.lease_seconds // 3600, "retain_until": study.retain_until}
    return ChangesForm(initial=initial)


def _rules(study: Study) -> list[tuple[str, str]]:
    """The protocol's plain values, name by name as the file has them; the file holds the rest."""
    protocol = study.protocol or {}
    return [
        (name, str(value))
        for name, value in sorted(protocol.items())
        if isinstance(value, (str, int, bool)) and name != "study"
    ]


urls = [
    path("<slug:slug>/record/", record, name="record"),
    path("<slug:slug>/record/protocol.json", protocol, name="protocol"),
    path("<slug:slug>/record/verify/", verify, name="verify"),
    path("<slug:slug>/record/deviation/", note_deviation, name="note_deviation"),
    path("<slug:slug>/record/change/", change, name="change_running"),
]
