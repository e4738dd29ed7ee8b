"""The set-up's step "items": what the study holds, files to bring more, and the undo."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.datasets.removing import remove_items, remove_responses
from annotations.datasets.selectors import (
    answers_by_system,
    items_without_comparison,
    listed_items,
    overview,
)
from annotations.exceptions import AnnotationsError
from annotations.models import Study, System

from .files_forms import FileForm
from .setup import steps_context

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
EXAMPLE_NAMES = (
    "items.xlsx",
    "items.csv",
    "items.jsonl",
    "responses.xlsx",
    "responses.csv",
    "responses.jsonl",
    "judgments.csv",
)
ROWS_A_PAGE = 50


@login_required
@require_safe
def setup_items(request: HttpRequest, slug: str) -> HttpResponse:
    return items_page(request, study_run_by(request.user, slug))


def items_page(
    request: HttpRequest, study: Study, form: FileForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The step's page; with the form that was refused, or an empty one."""
    pages = Paginator(listed_items(study), ROWS_A_PAGE)
    context = steps_context(study, "items") | {
        "form": form or FileForm(),
        "overview": overview(study),
        "systems": list(answers_by_system(study)),
        "without_comparison": items_without_comparison(study).count(),
        "uploads": study.uploads.filter(user=request.user).order_by("-pk"),
        "items": pages.get_page(request.GET.get("page")),
        "examples": EXAMPLE_NAMES,
    }
    return render(request, "researcher/setup_items.html", context, status=status)


@login_required
@require_safe
def setup_item(request: HttpRequest, slug: str, item: int) -> HttpResponse:
    """One item with everything that came with it."""
    study = study_run_by(request.user, slug)
    found = get_object_or_404(study.items, pk=item)
    responses = (
        found.responses.filter(superseded_at__isnull=True)
        .select_related("system")
        .prefetch_related("turns")
        .order_by("system__position", "sample")
    )
    context = steps_context(study, "items") | {"item": found, "responses": responses}
    return render(request, "researcher/setup_item.html", context)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the ticked items out, or all. Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    everything = request.POST.get("which") == "all"
    ids = [int(key) for key in request.POST.getlist("item") if key.isdecimal()]
    try:
        count = remove_items(study=study, by=request.user, ids=None if everything else ids)
    except AnnotationsError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)d item is removed.", "%(count)d items are removed.", count)
        messages.success(request, text % {"count": count})
    return redirect("researcher:setup_items", slug=slug)


@login_required
@require_POST
def remove_answers(request: HttpRequest, slug: str, system: int) -> HttpResponse:
    """Take a system's imported answers out. Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    found = get_object_or_404(study.systems, pk=system, role=System.Role.CANDIDATE)
    try:
        count = remove_responses(study=study, system=found, by=request.user)
    except AnnotationsError as error:
        messages.error(request, str(error))
    else:
        text = _("The imported answers of %(system)s are removed (%(count)d).")
        messages.success(request, text % {"system": found.name, "count": count})
    return redirect("researcher:setup_items", slug=slug)


@login_required
@require_safe
def example_file(request: HttpRequest, slug: str, example: str) -> HttpResponseBase:
    """A file to fill in."""
    study_run_by(request.user, slug)
    if example not in EXAMPLE_NAMES:
        raise Http404
    return FileResponse((EXAMPLES / example).open("rb"), as_attachment=True)
