"""The list of studies, and one study on its way from draft to unblinded."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.access import (
    administers_study,
    may_create_studies,
    runs_study,
    studies_of_member,
    studies_run_by,
    study_administered_by,
    study_of_member,
    study_run_by,
)
from annotations.exceptions import AnnotationsError
from annotations.generation.launch import retry_failed
from annotations.generation.selectors import failed_responses, generation_progress
from annotations.models import Study
from annotations.pages.htmx import render_page, signed_in
from annotations.retention.selectors import overdue_studies
from annotations.studies.listing import study_rows
from annotations.studies.next_step import next_step
from annotations.studies.selectors import (
    choice_totals,
    handed_on,
    planned_work,
    rater_progress,
    reported_problems,
)

from .acts import ACTS
from .setup import draft_steps


@login_required
@require_safe
def studies(request: HttpRequest) -> HttpResponse:
    """Every study that this person runs or analyses."""
    context = {
        "rows": study_rows(studies_of_member(request.user)),
        "may_create": may_create_studies(request.user),
        "overdue": overdue_studies().filter(pk__in=studies_run_by(request.user).values("pk")),
    }
    return render(request, "researcher/studies.html", context)


@signed_in
@require_safe
def study(request: HttpRequest, slug: str) -> HttpResponse:
    """Progress in counts, and the acts that are possible now."""
    return _study_page(request, study_of_member(request.user, slug))


@login_required
@require_POST
def act(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """Start, pause, resume, freeze or unblind. Repeating one that was done changes nothing."""
    chosen = ACTS[act]
    fetch = study_administered_by if chosen.for_administrators else study_run_by
    study = fetch(request.user, slug)
    form = chosen.form_for(request, request.POST)
    if not form.is_valid():
        return _study_page(request, study, {act: form}, status=422)
    try:
        chosen.perform(study=study, by=request.user, **chosen.said_in(form))
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _study_page(request, study, {act: form}, status=409)
    messages.success(request, chosen.done)
    return redirect("researcher:study", slug=slug)


@login_required
@require_POST
def retry(request: HttpRequest, slug: str) -> HttpResponse:
    """Try every finally failed answer again."""
    study = study_run_by(request.user, slug)
    count = retry_failed(study=study, by=request.user)
    message = ngettext(
        "%(count)d answer is tried again.", "%(count)d answers are tried again.", count
    )
    messages.success(request, message % {"count": count})
    return redirect("researcher:study", slug=slug)


def _study_page(
    request: HttpRequest,
    study: Study,
    bound: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    planned = planned_work(study)
    runs_it = runs_study(request.user, study)
    raters = rater_progress(study)
    steps, gaps = draft_steps(study) if study.state == Study.State.DRAFT else ([], [])
    following = next_step(study, planned, gaps, has_raters=bool(raters))
    acts = _acts(request, study, bound or {}, planned.failed > 0, following.act) if runs_it else []
    context = {
        "study": study,
        "tab": "study",
        "here": reverse("researcher:study", kwargs={"slug": study.slug}),
        "planned": planned,
        "raters": raters,
        "next": following,
        "steps": steps,
        "choices": choice_totals(study),
        "handed_on": handed_on(study),
        "problems": reported_problems(study),
        "generation": generation_progress(study),
        "failures": failed_responses(study, limit=20),
        "runs_it": runs_it,
        "acts": acts,
    }
    return render_page(
        request,
        "researcher/study.html",
        context,
        partial="researcher/partials/progress.html",
        status=status,
    )


def _acts(
    request: HttpRequest,
    study: Study,
    bound: dict[str, forms.Form],
    has_failed: bool,
    next_act: str,
) -> list[dict[str, Any]]:
    """What this person can do now, each with its form; one that was refused stays."""
    administers = study.state == Study.State.FROZEN and administers_study(request.user, study)
    return [
        {
            "act": act,
            "form": bound.get(act.name) or act.form_for(request),
            "is_next": act.name == next_act,
        }
        for act in ACTS.values()
        if act.name in bound
        or (
            act.is_offered(study, has_failed=has_failed)
            and (administers or not act.for_administrators)
        )
    ]
