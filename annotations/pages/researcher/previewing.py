"""The preview step: a phone with the raters' page in it, and the way to the whole page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from annotations.access import study_run_by
from annotations.models.fields import LANGUAGES
from annotations.studies.preview import preview_pair

from .setup import steps_context


@login_required
@require_safe
def preview_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing has to be done here; it is worth a look in both languages."""
    study = study_run_by(request.user, slug)
    own = {"study_id": study.public_id}
    pages = {one: reverse(f"preview-{one}:judge", kwargs=own) for one in LANGUAGES}
    language = get_language() or "en"
    context = steps_context(study, "preview") | {
        "pages": pages,
        "own_page": pages[language],
        "pair": preview_pair(study, 1, language),
        # Looking changes nothing, so nothing of it is locked.
        "is_locked": False,
    }
    response = render(request, "researcher/setup_preview.html", context)
    response.frames_own_pages = True
    return response
