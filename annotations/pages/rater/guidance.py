"""Consent and guideline: read, accepted, looked up again, withdrawn."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import rater_of
from annotations.blinding.blinded import BlindedGuidance, blind_specialties
from annotations.entrance.guidance import TextChanged, accept, withdraw_consent
from annotations.entrance.profiles import profile_of
from annotations.entrance.selectors import current_texts, guidance_for
from annotations.judging.selectors import progress_of
from annotations.models import GuidanceText, Study, StudyRater
from annotations.pages.htmx import render_page, signed_in

from .pair import blinded_study

Purpose = GuidanceText.Purpose


class AcceptForm(forms.Form):
    """The versions that stood on the page, and a tick where a consent is among them."""

    consent_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    guideline_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label=_("I have read this and agree to take part"),
        error_messages={"required": _("Please tick this box if you want to take part.")},
    )

    def __init__(self, *args: object, pending: tuple[BlindedGuidance, ...]) -> None:
        super().__init__(
            *args, initial={f"{text.purpose}_version": text.version for text in pending}
        )
        if all(text.purpose != Purpose.CONSENT for text in pending):
            del self.fields["agrees"]


@login_required
@require_safe
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """What the study is about, what is to be accepted first, and the way in."""
    return _study_page(request, rater_of(request.user, study_id))


@login_required
@require_POST
def accept_guidance(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Accept what the page showed; a version that is no longer the newest is shown anew."""
    rater = rater_of(request.user, study_id)
    form = AcceptForm(request.POST, pending=_pending(rater))
    if not form.is_valid():
        return _study_page(request, rater, form, status=422)
    read = {purpose: form.cleaned_data[f"{purpose}_version"] for purpose in Purpose}
    if any(read[text.purpose] not in (None, text.version) for text in current_texts(rater.study)):
        return _shown_anew(request, rater)
    texts = [text for text in current_texts(rater.study) if read[text.purpose]]
    try:
        accept(rater=rater, texts=texts, language=get_language() or "en")
    except TextChanged:
        return _shown_anew(request, rater)
    is_first = rater.consent_accepted == 0
    if is_first and profile_of(request.user) is None:
        return redirect(f"{reverse('account:profile')}?study={study_id}")
    return redirect("rater:judge", study_id=study_id)


@signed_in
@require_safe
def guideline(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """The guideline to look something up in; the judging page shows it beside the pair."""
    rater = rater_of(request.user, study_id)
    texts = guidance_for(rater, get_language() or "en")
    text = next((text for text in texts if text.purpose == Purpose.GUIDELINE), None)
    if text is None:
        raise Http404
    context = {"study": blinded_study(rater.study, []), "guideline": text}
    page, partial = "rater/guideline.html", "rater/partials/guideline.html"
    return render_page(request, page, context, partial=partial)


@login_required
def withdraw(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Say what a withdrawal means; by POST it takes place."""
    rater = rater_of(request.user, study_id)
    if not rater.study.consent_version or not rater.consent_accepted:
        return redirect("rater:study", study_id=study_id)
    if request.method != "POST":
        context = {
            "study": blinded_study(rater.study, []),
            "progress": progress_of(rater.study, rater),
            "excludes": rater.study.withdrawal_rule == Study.WithdrawalRule.EXCLUDE,
        }
        return render(request, "rater/withdraw.html", context)
    withdraw_consent(rater=rater)
    messages.success(request, gettext("Your consent is withdrawn. You are given no more pairs."))
    return redirect("rater:study", study_id=study_id)


def _shown_anew(request: HttpRequest, rater: StudyRater) -> HttpResponse:
    rater.study.refresh_from_db()
    messages.warning(
        request, gettext("The text has changed meanwhile. Please read the new version.")
    )
    return _study_page(request, rater, status=409)


def _study_page(
    request: HttpRequest, rater: StudyRater, form: AcceptForm | None = None, *, status: int = 200
) -> HttpResponse:
    pending = _pending(rater)
    context = {
        "specialties": blind_specialties(rater.study, rater),
        "study": blinded_study(rater.study, list(rater.study.criteria.all())),
        "progress": progress_of(rater.study, rater),
        "pending": pending,
        "form": form or AcceptForm(pending=pending),
        "here": request.path if request.method != "POST" else "",
    }
    return render(request, "rater/study.html", context, status=status)


def _pending(rater: StudyRater) -> tuple[BlindedGuidance, ...]:
    if rater.has_accepted(rater.study):
        return ()
    texts = guidance_for(rater, get_language() or "en")
    return tuple(text for text in texts if not text.is_accepted)
