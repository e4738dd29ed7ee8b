"""The criteria of a study: edited, added, removed and ordered on one page, without script."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.models import Criterion, Study
from annotations.studies.editing import change_criteria
from annotations.studies.plan import DEFAULT_CRITERIA, CriterionPlan

from .setup import steps_context, url_after

MOST = 30
LONGEST_KEY = 40


class CriterionForm(forms.Form):
    """One criterion. ``key`` stands in exports; of a new one it is made from its English name."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_KEY)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    description_en = forms.CharField(
        label=_("Which answer is better, in English"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description_zh = forms.CharField(
        label=_("Which answer is better, in Chinese"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def is_overall(self) -> bool:
        return self["key"].value() == Criterion.OVERALL

    def plan(self, taken: set[str]) -> CriterionPlan:
        data = self.cleaned_data
        return CriterionPlan(
            key=data["key"] or _free_key(data["name_en"], taken),
            name={"en": data["name_en"], "zh-hans": data["name_zh"]},
            description={"en": data["description_en"], "zh-hans": data["description_zh"]},
        )


CriteriaForms = forms.formset_factory(CriterionForm, extra=0, max_num=MOST, validate_max=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criteria(request: HttpRequest, slug: str) -> HttpResponse:
    """Every button sends the whole page, so that nothing typed is lost by moving a row."""
    study = study_run_by(request.user, slug)
    if request.method != "POST":
        return _page(request, study, _forms(study, add="add" in request.GET))
    rows = CriteriaForms(request.POST, form_kwargs=_KWARGS)
    if not rows.is_valid():
        return _page(request, study, rows, status=422)
    act, _colon, place = request.POST.get("act", "").partition(":")
    plans = _acted(_plans(rows), act, int(place) if place.isdecimal() else -1)
    try:
        stored = change_criteria(study=study, by=request.user, criteria=plans)
    except AnnotationsError as error:
        return _page(request, study, rows, error=str(error), status=409)
    if stored.primary_criterion != study.primary_criterion:
        messages.info(request, gettext("The overall verdict is the primary criterion now."))
    return _on(study, act)


_KWARGS: dict[str, Any] = {"label_suffix": "", "use_required_attribute": False}


def _on(study: Study, act: str) -> HttpResponse:
    here = redirect("researcher:setup_criteria", slug=study.slug)
    if act == "add":
        here["Location"] += "?add=1#new"
    return here if act else redirect(url_after(study, "criteria"))


def _plans(rows: Any) -> list[CriterionPlan]:
    """Rows that are empty altogether are not there."""
    plans: list[CriterionPlan] = []
    taken = {row.cleaned_data.get("key", "") for row in rows if row.cleaned_data}
    for row in rows:
        if row.has_changed() or row.cleaned_data:
            plans.append(row.plan(taken))
            taken.add(plans[-1].key)
    return plans


def _acted(plans: list[CriterionPlan], act: str, place: int) -> list[CriterionPlan]:
    """What a row's button asks for; the overall verdict keeps the first place."""
    keys = {plan.key for plan in plans}
    if act == "standard":
        return plans + [plan for plan in DEFAULT_CRITERIA if plan.key not in keys]
    if not 0 <= place < len(plans):
        return plans
    if act == "remove":
        return plans[:place] + plans[place + 1 :]
    other = place + {"up": -1, "down": 1}.get(act, 0)
    fixed = 1 if plans[0].key == Criterion.OVERALL else 0
    if min(place, other) >= fixed and other < len(plans):
        plans[place], plans[other] = plans[other], plans[place]
    return plans


def _free_key(name: str, taken: set[str]) -> str:
    stem = slugify(name).replace("-", "_")[: LONGEST_KEY - 4] or "criterion"
    numbered = (f"{stem}_{number}" if number > 1 else stem for number in range(1, MOST + 2))
    return next(key for key in numbered if key not in taken)


def _forms(study: Study, *, add: bool) -> Any:
    initial = [
        {
            "key": one.key,
            "name_en": one.name["en"],
            "name_zh": one.name["zh-hans"],
            "description_en": one.description["en"],
            "description_zh": one.description["zh-hans"],
        }
        for one in study.criteria.all()
    ]
    rows = CriteriaForms(initial=initial, form_kwargs=_KWARGS)
    rows.extra = int(add)
    return rows


def _page(
    request: HttpRequest, study: Study, rows: Any, *, error: str = "", status: int = 200
) -> HttpResponse:
    keys = {row["key"].value() for row in rows}
    context = steps_context(study, "criteria") | {
        "rows": rows,
        "error": error,
        "lacks_standard": any(plan.key not in keys for plan in DEFAULT_CRITERIA),
    }
    return render(request, "researcher/setup_criteria.html", context, status=status)
