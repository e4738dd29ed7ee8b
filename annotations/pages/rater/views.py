"""A study's entry page and the page that takes judgments."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from annotations.access import lock_assignment_of_rater, rater_of
from annotations.assignment.services import claim_next_assignment
from annotations.blinding.blinded import (
    BlindedStudy,
    blind_assignment,
    blind_progress,
    blind_study,
)
from annotations.exceptions import AnnotationsError
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Criterion, Study, StudyRater
from annotations.pages.htmx import render_page, signed_in, wants_partial

from .forms import JudgmentForm

PAGE = "rater/judge.html"
PARTIAL = "rater/partials/assignment.html"


@login_required
@require_safe
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """What the study is about, and the way in."""
    rater = rater_of(request.user, study_id)
    context = {
        "study": _blinded(rater.study, list(rater.study.criteria.all())),
        "progress": blind_progress(rater.study, rater),
    }
    return render(request, "rater/study.html", context)


@signed_in
@require_safe
def judge(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """The rater's open pair, or the next one. A reload gives the same pair again."""
    rater = rater_of(request.user, study_id)
    criteria = list(rater.study.criteria.all())
    return _next_pair(request, rater.study, rater, _blinded(rater.study, criteria))


@signed_in
@require_POST
def submit(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """Take a verdict; repeating it with the same idempotency key answers the same."""
    with transaction.atomic():
        assignment = lock_assignment_of_rater(request.user, study_id, token)
        rater = assignment.rater
        criteria = list(rater.study.criteria.all())
        blinded = _blinded(rater.study, criteria)
        form = JudgmentForm(request.POST, study=blinded)
        if not form.is_valid():
            return _same_pair(request, assignment, blinded, form, status=422)
        try:
            submit_judgments(assignment=assignment, entry=form.entry(), criteria=criteria)
        except AnnotationsError as error:
            form.add_error(None, str(error))
            return _same_pair(request, assignment, blinded, form, status=409)
    if wants_partial(request):
        return _next_pair(request, rater.study, rater, blinded, saved=True)
    return redirect("rater:judge", study_id=study_id)


def _next_pair(
    request: HttpRequest,
    study: Study,
    rater: StudyRater,
    blinded: BlindedStudy,
    *,
    saved: bool = False,
) -> HttpResponse:
    claim = claim_next_assignment(study=study, rater=rater)
    if claim.waiting and wants_partial(request) and "waiting" in request.GET:
        return HttpResponse(status=204)  # nothing new: htmx leaves the page as it is
    pair, progress = claim.assignment, blind_progress(study, claim.rater)
    if claim.finished:
        # Colleagues, or repeats that came too late, took what was counted as left.
        progress = replace(progress, left=0)
    context = {
        "study": blinded,
        "progress": progress,
        "assignment": blind_assignment(pair, shows_reference=study.shows_reference)
        if pair
        else None,
        "form": JudgmentForm(study=blinded) if pair else None,
        "waiting": claim.waiting,
        "paused": claim.paused,
        "saved": saved,
    }
    return render_page(request, PAGE, context, partial=PARTIAL)


def _same_pair(
    request: HttpRequest,
    assignment: Assignment,
    blinded: BlindedStudy,
    form: JudgmentForm,
    *,
    status: int,
) -> HttpResponse:
    study = assignment.rater.study
    context = {
        "study": blinded,
        "progress": blind_progress(study, assignment.rater),
        "assignment": blind_assignment(assignment, shows_reference=study.shows_reference),
        "form": form,
        "is_gone": status == 409,
    }
    return render_page(request, PAGE, context, partial=PARTIAL, status=status)


def _blinded(study: Study, criteria: list[Criterion]) -> BlindedStudy:
    return blind_study(study, criteria, get_language() or "en")
