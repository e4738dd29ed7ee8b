"""Words that tell who wrote an answer: what the scan found, and what was decided about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.comparisons.leak_preview import preview_of
from annotations.comparisons.leak_review import (
    counts_by_system,
    decide_hits,
    hits_of,
)
from annotations.comparisons.leak_words import REASONS
from annotations.comparisons.services import release_ready_comparisons
from annotations.exceptions import AnnotationsError
from annotations.models import Study

PER_PAGE = 40


@login_required
@require_safe
def leaks(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that wait for somebody first; with ``?all=1`` whatever was found."""
    study = study_run_by(request.user, slug)
    if study.state == Study.State.DRAFT:
        return _preview(request, study)
    waiting = hits_of(study, waiting=True)
    shows_all = "all" in request.GET or not waiting.exists()
    hits = hits_of(study, waiting=False) if shows_all else waiting
    page = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    for hit in page.object_list:
        hit.because = REASONS.get(hit.reason, hit.reason)
    context = {
        "study": study,
        "tab": "leaks",
        "page": page,
        "shows_all": shows_all,
        "waiting_count": waiting.count(),
        "counts": counts_by_system(study),
        "is_open": study.state in (Study.State.RUNNING, Study.State.PAUSED),
    }
    return render(request, "researcher/leaks.html", context)


def _preview(request: HttpRequest, study: Study) -> HttpResponse:
    """Of a draft: what will be found, as many answers as can be looked through at once."""
    start = request.GET.get("from", "")
    preview = preview_of(study, int(start) if start.isdecimal() and len(start) < 9 else 0)
    for hit in preview.hits:
        hit.because = REASONS.get(hit.reason, hit.reason)
    context = {"study": study, "tab": "leaks", "preview": preview, "counts": preview.counts}
    return render(request, "researcher/leaks_of_draft.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """What is ticked, or with ``everything`` all that waits, is accepted, masked or excluded."""
    study = study_run_by(request.user, slug)
    decision = request.POST.get("decision", "")
    try:
        ids = _chosen(request, study)
        count = decide_hits(study=study, by=request.user, hit_ids=ids, decision=decision)
    except AnnotationsError as error:
        messages.error(request, str(error))
    else:
        message = ngettext("%(count)d find is decided.", "%(count)d finds are decided.", count)
        messages.success(request, message % {"count": count})
        release_ready_comparisons(study)
    return redirect(reverse("researcher:leaks", kwargs={"slug": slug}))


def _chosen(request: HttpRequest, study: Study) -> list[int]:
    if request.POST.get("everything"):
        return list(hits_of(study, waiting=True).values_list("pk", flat=True))
    ids = [int(value) for value in request.POST.getlist("hit") if value.isdecimal()]
    if not ids:
        raise AnnotationsError(_("Tick the finds that you mean."))
    return ids[:1000]


urls = [
    path("<slug:slug>/leaks/", leaks, name="leaks"),
    path("<slug:slug>/leaks/decide/", decide, name="decide_leaks"),
]
