"""Have the answers written: start, hold, try again, and read them as they arrive."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.generation.item_table import item_page
from annotations.generation.launch import pause_generation, retry_failed, start_generation
from annotations.generation.progress import generation_state
from annotations.generation.reading import calls_of, response_of_study, turns_of, versions_of
from annotations.models import Response, Study, User
from annotations.pages.htmx import render_page
from annotations.studies.regenerating import regenerate_answer

from .forms import ReasonForm


@login_required
@require_safe
def generation(request: HttpRequest, slug: str) -> HttpResponse:
    """How it goes; looks again by itself while something moves."""
    study = study_run_by(request.user, slug)
    only_failed = request.GET.get("show") == "failed"
    page = item_page(study, number=request.GET.get("page"), only_failed=only_failed)
    state = generation_state(study)
    query = f"?page={page.number}" + ("&show=failed" if only_failed else "")
    context = {
        "study": study,
        "tab": "generation",
        "runs_it": True,
        "state": state,
        "page": page,
        "only_failed": only_failed,
        "here": reverse("researcher:generation", kwargs={"slug": slug}) + query,
    }
    return render_page(
        request,
        "researcher/generation.html",
        context,
        partial="researcher/partials/generation.html",
    )


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin, add what is missing, or go on after a pause."""

    def act(study: Study, by: User) -> str:
        count = start_generation(study=study, by=by)
        if not count:
            return _("Generation goes on.")
        text = ngettext(
            "%(count)d answer is being generated.", "%(count)d answers are being generated.", count
        )
        return text % {"count": count}

    return _acted(request, slug, act)


@login_required
@require_POST
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing more is asked; what is under way is finished."""

    def act(study: Study, by: User) -> str:
        pause_generation(study=study, by=by)
        return _("Generation is paused. What is being written is still finished.")

    return _acted(request, slug, act)


@login_required
@require_POST
def retry(request: HttpRequest, slug: str) -> HttpResponse:
    """Every finally failed answer once more."""

    def act(study: Study, by: User) -> str:
        count = retry_failed(study=study, by=by)
        text = ngettext(
            "%(count)d answer is tried again.", "%(count)d answers are tried again.", count
        )
        return text % {"count": count}

    return _acted(request, slug, act)


def _acted(request: HttpRequest, slug: str, act: Callable[[Study, User], str]) -> HttpResponse:
    study = study_run_by(request.user, slug)
    try:
        messages.success(request, act(study, request.user))
    except AnnotationsError as error:
        messages.error(request, str(error))
    return redirect("researcher:generation", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str, response: int) -> HttpResponse:
    """Read one answer with its history; a POST has it written anew, with the reason."""
    study = study_run_by(request.user, slug)
    chosen = get_object_or_404(response_of_study(study), pk=response)
    if request.method != "POST":
        return _answer_page(request, study, chosen, ReasonForm())
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _answer_page(request, study, chosen, form, status=422)
    try:
        made = regenerate_answer(
            response=chosen, by=request.user, reason=form.cleaned_data["reason"]
        )
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _answer_page(request, study, chosen, form, status=409)
    messages.success(request, _("A new version is being generated; the old one is kept."))
    return redirect("researcher:answer", slug=slug, response=made.response.pk)


def _answer_page(
    request: HttpRequest, study: Study, response: Response, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    can_regenerate = (
        response.superseded_at is None
        and response.status in (Response.Status.DONE, Response.Status.FAILED)
        and response.system.endpoint_id is not None
        and study.state in (Study.State.DRAFT, Study.State.RUNNING, Study.State.PAUSED)
    )
    context = {
        "study": study,
        "tab": "generation",
        "runs_it": True,
        "response": response,
        "turns": turns_of(response),
        "calls": calls_of(response),
        "versions": versions_of(response),
        "form": form if can_regenerate else None,
    }
    return render(request, "researcher/answer.html", context, status=status)
