"""Who judges, and the links by which they come in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.entrance.invitations import (
    DAYS,
    Link,
    make_group_link,
    make_personal_link,
    revoke_link,
)
from annotations.entrance.qr import qr_svg
from annotations.entrance.raters import add_rater, physician
from annotations.entrance.selectors import links_of, raters_of
from annotations.exceptions import AnnotationsError
from annotations.models import Study
from annotations.models.fields import LANGUAGES, new_key


class DaysForm(forms.Form):
    """How long a link may be used."""

    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=90, initial=DAYS)


class RaterForm(DaysForm):
    """Somebody new."""

    # Sent again, by a reload or a double click, it is the same person and not a second one.
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As the study's researchers read it.")
    )
    email = forms.EmailField(label=_("E-mail (optional)"), required=False)
    quota = forms.IntegerField(
        label=_("At most so many pairs (optional)"), min_value=1, required=False
    )
    field_order = ("key", "name", "email", "quota", "days")


class GroupForm(DaysForm):
    """A link for several people who enrol themselves."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    use_limit = forms.IntegerField(
        label=_("For at most so many people"), min_value=1, max_value=1000, initial=10
    )
    field_order = ("name", "use_limit", "days")


@dataclass(frozen=True)
class MadeLink:
    """A link that was just made, with what can be sent along; it is shown this once."""

    address: str
    letter: str
    qr: SafeString
    name: str
    is_group: bool


@login_required
@require_safe
def raters(request: HttpRequest, slug: str) -> HttpResponse:
    """The raters of the study and their links."""
    return _page(request, study_run_by(request.user, slug))


@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Make somebody new a rater and show their link."""
    study = study_run_by(request.user, slug)
    form = RaterForm(request.POST, prefix="rater")
    return _made(request, study, form, partial(_invite, request, study), shown_as="rater_form")


@login_required
@require_POST
def invite_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link for several people and show it."""
    study = study_run_by(request.user, slug)
    form = GroupForm(request.POST, prefix="group")
    make = partial(make_group_link, study=study, by=request.user)
    return _made(request, study, form, make, shown_as="group_form")


@login_required
@require_POST
def new_link(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """A new link for somebody who is there: to come in, or to come back."""
    study = study_run_by(request.user, slug)
    rater = get_object_or_404(study.raters, pseudonym=pseudonym)
    try:
        link = make_personal_link(rater=rater, by=request.user)
    except AnnotationsError as error:
        messages.error(request, str(error))
        return redirect("researcher:raters", slug=slug)
    return _page(request, study, made=_shown(request, link))


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, link: int) -> HttpResponse:
    """Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    revoke_link(invitation=get_object_or_404(study.invitations, pk=link), by=request.user)
    messages.success(request, gettext("The link is revoked."))
    return redirect("researcher:raters", slug=slug)


def _invite(
    request: HttpRequest,
    study: Study,
    *,
    key: str,
    name: str,
    email: str,
    quota: int | None,
    days: int,
) -> Link:
    user = physician(email=email or None, name=name, key=key)
    rater = add_rater(study=study, user=user, by=request.user, quota=quota)
    return make_personal_link(rater=rater, by=request.user, days=days)


def _made(
    request: HttpRequest,
    study: Study,
    form: forms.Form,
    make: Callable[..., Link],
    *,
    shown_as: str,
) -> HttpResponse:
    """The page with the link that was just made, or with what is wrong with the form."""
    if not form.is_valid():
        return _page(request, study, status=422, **{shown_as: form})
    try:
        link = make(**form.cleaned_data)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, status=409, **{shown_as: form})
    return _page(request, study, made=_shown(request, link))


def _shown(request: HttpRequest, link: Link) -> MadeLink:
    path = reverse("account:join", kwargs={"token": link.token})
    address = request.build_absolute_uri(path)
    invitation = link.invitation
    rater = invitation.rater
    return MadeLink(
        address=address,
        letter=_letter(link, address),
        qr=qr_svg(address),
        name=(rater.user.name or rater.pseudonym) if rater else invitation.name,
        is_group=rater is None,
    )


def _letter(link: Link, address: str) -> str:
    """To be pasted into a chat, in both languages: nobody knows which one is read."""
    return "\n\n".join(_paragraph(link, address, language) for language in reversed(LANGUAGES))


def _paragraph(link: Link, address: str, language: str) -> str:
    invitation = link.invitation
    with override(language):
        text = _group_text() if invitation.rater is None else _personal_text()
        return text % {
            "title": invitation.study.title[language],
            "address": address,
            "day": f"{invitation.expires_at:%Y-%m-%d}",
        }


def _personal_text() -> str:
    return gettext(
        "You are invited to judge in the study “%(title)s”. Open this link: %(address)s\n"
        "It is for you alone, works once and until %(day)s. No password is needed."
    )


def _group_text() -> str:
    return gettext(
        "Take part in the study “%(title)s” as a physician: %(address)s\n"
        "It works until %(day)s. No password is needed."
    )


def _page(
    request: HttpRequest, study: Study, *, status: int = 200, **context: object
) -> HttpResponse:
    shown = {
        "study": study,
        "tab": "raters",
        "here": reverse("researcher:raters", kwargs={"slug": study.slug}),
        "raters": raters_of(study),
        "links": links_of(study),
        "rater_form": RaterForm(prefix="rater", initial={"key": new_key()}),
        "group_form": GroupForm(prefix="group"),
        "made": None,
    } | context
    return render(request, "researcher/raters.html", shown, status=status)
