"""What a physician says about themselves: optional, and short."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.entrance.profiles import (
    Profile,
    matching_raters,
    profile_of,
    save_profile,
    skip_profile,
    study_specialties,
)
from annotations.models import User
from annotations.pages.reach import studies_in_reach

LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English")), ("other", _("Other"))]
TITLES = [
    _("Resident"),
    _("Attending physician"),
    _("Associate chief physician"),
    _("Chief physician"),
]


class ProfileForm(forms.Form):
    """Every field may stay empty."""

    specialty = forms.CharField(label=_("Specialty"), max_length=120, required=False)
    specialties = forms.MultipleChoiceField(
        label=_("Which of the study's fields are you at home in?"),
        help_text=_("You are given questions from these fields first."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    years_of_practice = forms.IntegerField(
        label=_("Years of practice"), min_value=0, max_value=80, required=False
    )
    title = forms.CharField(label=_("Professional title"), max_length=120, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages you practise in"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, offered: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specialty"].widget.attrs["list"] = "known-specialties"
        self.fields["title"].widget.attrs["list"] = "known-titles"
        self.fields["specialties"].choices = [(name, name) for name in offered]
        if not offered:
            del self.fields["specialties"]

    def profile(self) -> Profile:
        data = self.cleaned_data
        return Profile(
            specialty=data["specialty"],
            years_of_practice=data["years_of_practice"],
            title=data["title"],
            languages=tuple(data["languages"]),
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Say something about oneself, or skip it; both lead on to where one came from."""
    reached = studies_in_reach(request)
    raters = matching_raters(request.user, reached)
    offered = study_specialties(rater.study for rater in raters)
    if request.method == "POST" and "skip" in request.POST:
        skip_profile(user=request.user)
        return _on(request)
    initial = _initial(request.user, [name for rater in raters for name in rater.specialties])
    form = ProfileForm(request.POST or None, initial=initial, offered=offered)
    if request.method == "POST" and form.is_valid():
        ticked = form.cleaned_data.get("specialties", [])
        save_profile(user=request.user, profile=form.profile(), specialties=ticked, studies=reached)
        messages.success(request, gettext("Your profile is saved."))
        return _on(request)
    context = {
        "form": form,
        "offered": offered,
        "titles": TITLES,
        "study": _study(request),
        "is_new": profile_of(request.user) is None,
    }
    return render(request, "account/profile.html", context, status=422 if form.errors else 200)


def _initial(user: User, specialties: list[str]) -> dict[str, object]:
    stored = profile_of(user)
    fields = ("specialty", "years_of_practice", "title", "languages")
    return {name: getattr(stored, name) for name in fields if stored} | {"specialties": specialties}


def _on(request: HttpRequest) -> HttpResponse:
    study = _study(request)
    return redirect("rater:judge", study_id=study) if study else redirect("account:profile")


def _study(request: HttpRequest) -> UUID | None:
    """The study that somebody came from, which they are led back to."""
    try:
        return UUID(request.POST.get("study") or request.GET.get("study") or "")
    except ValueError:
        return None
