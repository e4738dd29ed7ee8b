"""Try a system before all of its answers are paid for."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.generation.launch import launch_trial
from annotations.generation.trial_results import latest_trial
from annotations.models import Study, System
from annotations.pages.htmx import render_page, wants_partial

from .setup import steps_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def try_system(request: HttpRequest, slug: str, system: int) -> HttpResponse:
    """Three sample answers, looked at as they come. Pressing twice asks once."""
    study = study_run_by(request.user, slug)
    chosen = get_object_or_404(study.systems.select_related("endpoint"), pk=system)
    if request.method != "POST":
        return _page(request, study, chosen)
    try:
        launch_trial(study=study, system=chosen, by=request.user)
    except AnnotationsError as error:
        return _page(request, study, chosen, error=str(error), status=409)
    if wants_partial(request):
        return _page(request, study, chosen)
    return redirect("researcher:try_system", slug=slug, system=system)


def _page(
    request: HttpRequest, study: Study, system: System, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {"system": system, "trial": latest_trial(system), "error": error}
    if not wants_partial(request):
        context = steps_context(study, "systems") | context
    return render_page(
        request,
        "researcher/try_system.html",
        {"study": study} | context,
        partial="researcher/partials/trial.html",
        status=status,
    )
