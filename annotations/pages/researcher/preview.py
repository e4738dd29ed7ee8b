"""The very page that raters get, for who sets the study up: everything works, nothing is stored.

Its addresses have the names of the raters' own in a namespace of its own, so that the raters'
templates lead here and not to the study. No view here writes a row.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_previewed_by
from annotations.blinding.blinded import BlindedProgress, BlindedStudy
from annotations.entrance.selectors import guideline_in
from annotations.models import Study
from annotations.pages.htmx import render_page, signed_in, wants_partial
from annotations.pages.rater.acts import Acts, CannotJudgeForm, ReportForm, acts_of
from annotations.pages.rater.drafts import DraftForm
from annotations.pages.rater.forms import JudgmentForm, kept_form
from annotations.pages.rater.pair import PAGE, PARTIAL, blinded_study
from annotations.pages.rater.shortcuts import shortcuts_of
from annotations.studies.preview import PreviewPair, number_of, preview_pair

OTHER_LANGUAGE = {"en": "zh-hans", "zh-hans": "en"}


def previewed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In the language of the address; only for who runs the study; may stand in our own frame."""

    @signed_in
    @xframe_options_sameorigin
    @wraps(view)
    def guarded(request: HttpRequest, study_id: UUID, language: str, **kwargs: Any) -> HttpResponse:
        study = study_previewed_by(request.user, study_id)
        with override(language):
            response = view(request, study, language, **kwargs)
        response.may_be_framed = True
        return response

    return guarded


@require_safe
@previewed
def judge(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    """A pair, by its number in the query."""
    return _pair(request, study, language, number_of(request.GET.get("pair", "")))


@require_POST
@previewed
def submit(request: HttpRequest, study: Study, language: str, token: str) -> HttpResponse:
    """Check the verdict as a rater's is checked, and go on."""
    number = number_of(token)
    pair, blinded = preview_pair(study, number, language), _blinded(study)
    form = JudgmentForm(request.POST, study=blinded, texts=lambda: pair.texts)
    if not form.is_valid():
        return _pair(request, study, language, number, form=form, status=422)
    return _next(request, study, language, number, saved=True)


@require_POST
@previewed
def decline(request: HttpRequest, study: Study, language: str, token: str) -> HttpResponse:
    number, blinded = number_of(token), _blinded(study)
    form = CannotJudgeForm(request.POST, study=blinded)
    if form.is_valid():
        return _next(request, study, language, number, said=_("Handed on"))
    kept, acts = kept_form(request.POST, blinded), acts_of(blinded, cannot=form)
    return _pair(request, study, language, number, form=kept, acts=acts, status=422)


@require_POST
@previewed
def report(request: HttpRequest, study: Study, language: str, token: str) -> HttpResponse:
    form, blinded = ReportForm(request.POST), _blinded(study)
    is_valid = form.is_valid()
    said = _("Reported, thank you.") if is_valid else ""
    acts = acts_of(blinded, report=None if is_valid else form, said=said)
    status = 200 if is_valid else 422
    if wants_partial(request):
        context = {"study": blinded, "assignment": {"token": token}, "acts": acts}
        return render(request, "rater/partials/report_sent.html", context, status=status)
    kept = kept_form(request.POST, blinded)
    return _pair(request, study, language, number_of(token), form=kept, acts=acts, status=status)


@require_POST
@previewed
def draft(request: HttpRequest, study: Study, language: str, token: str) -> HttpResponse:
    """What the page's script hears when a draft is stored; here none is."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    revision = form.cleaned_data["draft_revision"] or 0
    return JsonResponse({"revision": revision, "saved_at": timezone.now().isoformat()})


@require_safe
@previewed
def csrf(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    return JsonResponse({"csrf": get_token(request)})


@require_safe
@previewed
def guideline(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    text = guideline_in(study, language)
    if text is None:
        raise Http404
    context = {"study": _blinded(study), "guideline": text}
    page, partial = "rater/guideline.html", "rater/partials/guideline.html"
    return render_page(request, page, context, partial=partial)


@require_safe
@previewed
def elsewhere(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    """What raters have beside the pair (earlier pairs, their record) is empty here: back to it."""
    notice = _("In the preview nothing is handed in, so there is nothing to look back at.")
    return _pair(request, study, language, 1, notice=notice)


@require_POST
@previewed
def switch_language(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    """The same in the other language; the person's own language stays as it is."""
    return redirect(_url(study, OTHER_LANGUAGE[language]))


@require_POST
@previewed
def set_size(request: HttpRequest, study: Study, language: str) -> HttpResponse:
    """The script has made the letters larger already; here nobody keeps that."""
    if request.accepts("text/html") and request.headers.get("Accept") != "application/json":
        return redirect(_url(study, language))
    return HttpResponse(status=204)


def _next(
    request: HttpRequest, study: Study, language: str, number: int, **shown: Any
) -> HttpResponse:
    if wants_partial(request):
        return _pair(request, study, language, number + 1, **shown)
    following = preview_pair(study, number + 1, language).number
    return redirect(f"{_url(study, language)}?pair={following}")


def _pair(
    request: HttpRequest,
    study: Study,
    language: str,
    number: int,
    *,
    form: JudgmentForm | None = None,
    acts: Acts | None = None,
    notice: str = "",
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    pair, blinded = preview_pair(study, number, language), _blinded(study)
    initial = {"idempotency_key": secrets.token_hex(16)}
    context = {
        "study": blinded,
        "progress": BlindedProgress(pair.number - 1, pair.total - pair.number + 1),
        "assignment": pair.assignment,
        "form": form or JudgmentForm(study=blinded, initial=initial),
        "shortcuts": shortcuts_of(request.user.preferences),
        "notice": notice or _sentence(pair),
        "acts": acts or acts_of(blinded),
        "language_url": _url(study, language, "language"),
        "size_url": _url(study, language, "size"),
        **shown,
    }
    return render_page(request, PAGE, context, partial=PARTIAL, status=status)


def _sentence(pair: PreviewPair) -> str:
    said = _("Preview: this is the very page that raters get. Nothing you do here is stored.")
    if pair.is_sample:
        said += " " + _("There are no complete answers yet, so the texts are a sample.")
    return said


def _blinded(study: Study) -> BlindedStudy:
    return blinded_study(study, list(study.criteria.all()))


def _url(study: Study, language: str, name: str = "judge") -> str:
    return reverse(f"preview-{language}:{name}", kwargs={"study_id": study.public_id})
