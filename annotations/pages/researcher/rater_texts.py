"""The raters step: who is expected, and what they read and agree to before the first pair."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.access import study_run_by
from annotations.entrance.guidance import publish_guidance
from annotations.entrance.selectors import RaterRow, current_texts, links_of, raters_of
from annotations.exceptions import AnnotationsError
from annotations.models import GuidanceText, Study, StudyRater

from .setup import steps_context

Purpose = GuidanceText.Purpose
TITLES: dict[str, Promise] = {
    Purpose.CONSENT: _("Consent text"),
    Purpose.GUIDELINE: _("Guideline"),
}


class TextForm(forms.Form):
    """One text in both languages, as Markdown."""

    en = forms.CharField(
        label=_("In English"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    zh = forms.CharField(
        label=_("In Chinese"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 14})
    )


@dataclass(frozen=True)
class TextEntry:
    """A text as the page shows it. Version 0: there is none yet."""

    purpose: str
    title: Promise
    version: int
    form: TextForm


@dataclass(frozen=True)
class Seat:
    """A place in a fixed panel; empty while nobody has it."""

    number: int
    rater: RaterRow | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rater_texts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is expected, and publish a text; an equal one adds no version."""
    study = study_run_by(request.user, slug)
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        return _page(request, study, {})
    form = TextForm(request.POST, prefix=purpose, label_suffix="")
    if not form.is_valid():
        return _page(request, study, {purpose: form}, status=422)
    text = {"en": form.cleaned_data["en"], "zh-hans": form.cleaned_data["zh"]}
    try:
        published = publish_guidance(study=study, purpose=purpose, text=text, by=request.user)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, {purpose: form}, status=409)
    said = gettext("Version %(version)s is what raters read now.")
    messages.success(request, said % {"version": published.version})
    return redirect("researcher:setup_raters", slug=slug)


def _page(
    request: HttpRequest, study: Study, bound: dict[str, TextForm], *, status: int = 200
) -> HttpResponse:
    raters = [row for row in raters_of(study) if row.status != StudyRater.Status.REMOVED.label]
    context = steps_context(study, "raters") | {
        "texts": _texts(study, bound),
        "raters": raters,
        "seats": _seats(study, raters),
        "live_links": sum(link.is_live for link in links_of(study)),
        "has_started": study.state != Study.State.DRAFT,
    }
    # Raters come and go, and texts get new versions, while a study runs.
    return render(
        request, "researcher/setup_raters.html", context | {"is_locked": False}, status=status
    )


def _texts(study: Study, bound: dict[str, TextForm]) -> list[TextEntry]:
    current = {text.purpose: text for text in current_texts(study)}
    return [
        TextEntry(
            purpose=purpose.value,
            title=TITLES[purpose],
            version=current[purpose].version if purpose in current else 0,
            form=bound.get(purpose) or _form(purpose, current.get(purpose)),
        )
        for purpose in Purpose
    ]


def _form(purpose: str, text: GuidanceText | None) -> TextForm:
    initial: dict[str, Any] = {"en": text.text["en"], "zh": text.text["zh-hans"]} if text else {}
    return TextForm(prefix=purpose, initial=initial, label_suffix="")


def _seats(study: Study, raters: list[RaterRow]) -> list[Seat]:
    if study.panel != Study.Panel.FIXED:
        return []
    by_seat = {row.seat: row for row in raters}
    numbers = range(1, study.raters_per_comparison + 1)
    return [Seat(number, by_seat.get(number)) for number in numbers]
