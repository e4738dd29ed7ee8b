"""Who judges, and the links by which they come in."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.entrance.invitations import (
    Link,
    make_group_link,
    make_personal_link,
    revoke_link,
)
from annotations.entrance.inviting import REASONS, BadList, invite_list, invite_one
from annotations.entrance.letters import site_of
from annotations.entrance.reminding import raters_to_remind, remind
from annotations.entrance.selectors import links_of, raters_of
from annotations.exceptions import AnnotationsError
from annotations.models import Letter, Study
from annotations.models.fields import new_key

from .links import MadeLink, all_letters, made_link
from .rater_forms import GroupForm, ListForm, RaterForm


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
    make = partial(invite_one, study=study, by=request.user)
    return _made(request, study, form, make, shown_as="rater_form")


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
def invite_many(request: HttpRequest, slug: str) -> HttpResponse:
    """Make everybody on a pasted list a rater and show all links, or say what is wrong with it."""
    study = study_run_by(request.user, slug)
    form = ListForm(request.POST, prefix="list")
    if not form.is_valid():
        return _page(request, study, status=422, list_form=form)
    given = form.cleaned_data
    site = site_of(request) if given["by_mail"] and settings.MAIL_IS_SET_UP else ""
    try:
        invited = invite_list(
            study=study,
            text=given["people"],
            key=given["key"],
            by=request.user,
            site=site,
            days=given["days"],
        )
    except BadList as error:
        form.add_error(None, str(error))
        bad = [(line.line, line.text, REASONS[line.fault]) for line in error.lines]
        return _page(request, study, status=422, list_form=form, bad_lines=bad)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, status=409, list_form=form)
    shown = [made_link(request, one.link, by_mail=one.by_mail) for one in invited]
    return _many(request, study, shown)


@login_required
@require_POST
def remind_all(request: HttpRequest, slug: str) -> HttpResponse:
    """A reminder for everybody who has pairs left and may be reminded now."""
    study = study_run_by(request.user, slug)
    made = []
    for rater in raters_to_remind(study):
        rater.study = study
        reminder = remind(
            rater=rater,
            site=site_of(request),
            by_mail=settings.MAIL_IS_SET_UP,
            by=request.user,
        )
        if reminder:
            kind = Letter.Kind.REMINDER
            made.append(made_link(request, reminder.link, kind=kind, by_mail=reminder.by_mail))
    if not made:
        messages.info(request, _("Nobody is to be reminded now."))
        return redirect("researcher:raters", slug=slug)
    return _many(request, study, made)


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
    return _page(request, study, made=made_link(request, link))


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, link: int) -> HttpResponse:
    """Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    revoke_link(invitation=get_object_or_404(study.invitations, pk=link), by=request.user)
    messages.success(request, _("The link is revoked."))
    return redirect("researcher:raters", slug=slug)


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
    return _page(request, study, made=made_link(request, link))


def _many(request: HttpRequest, study: Study, made: list[MadeLink]) -> HttpResponse:
    return _page(request, study, many=made, all_letters=all_letters(made))


def _page(
    request: HttpRequest, study: Study, *, status: int = 200, **context: object
) -> HttpResponse:
    rows = raters_of(study)
    shown = {
        "study": study,
        "tab": "raters",
        "here": reverse("researcher:raters", kwargs={"slug": study.slug}),
        "raters": rows,
        "remindable": sum(row.can_be_reminded for row in rows),
        "links": links_of(study),
        "takes_mail": settings.MAIL_IS_SET_UP,
        "rater_form": RaterForm(prefix="rater", initial={"key": new_key()}),
        "list_form": ListForm(prefix="list", initial={"key": new_key()}),
        "group_form": GroupForm(prefix="group"),
        "made": None,
        "many": (),
        "bad_lines": (),
    } | context
    return render(request, "researcher/raters.html", shown, status=status)


urls = [
    path("<slug:slug>/raters/", raters, name="raters"),
    path("<slug:slug>/raters/invite/", invite, name="invite"),
    path("<slug:slug>/raters/invite-group/", invite_group, name="invite_group"),
    path("<slug:slug>/raters/invite-many/", invite_many, name="invite_many"),
    path("<slug:slug>/raters/remind/", remind_all, name="remind_all"),
    path("<slug:slug>/raters/<str:pseudonym>/link/", new_link, name="new_link"),
    path("<slug:slug>/links/<int:link>/revoke/", revoke, name="revoke"),
]
