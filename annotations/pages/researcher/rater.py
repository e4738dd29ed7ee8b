"""One rater: what they are given, a pause, a reminder, somebody in their place."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import administers_study, study_run_by
from annotations.entrance.inviting import invite_successor
from annotations.entrance.letters import queue_letter, site_of
from annotations.entrance.profiles import study_specialties
from annotations.entrance.reminding import remind
from annotations.entrance.seats import (
    pause_rater,
    remove_rater,
    resume_rater,
    update_rater,
)
from annotations.entrance.selectors import rater_row
from annotations.exceptions import AnnotationsError
from annotations.models import Letter, StudyRater
from annotations.models.fields import new_key

from .links import made_link
from .rater_forms import PlaceForm, RemoveForm, SuccessorForm

ACTS: dict[str, tuple[Callable[..., StudyRater], Promise]] = {
    "pause": (pause_rater, _("The rater is paused.")),
    "resume": (resume_rater, _("The rater gets pairs again.")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rater(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """Look at somebody, or change what they are given."""
    found = _find(request, slug, pseudonym)
    if request.method != "POST":
        return _page(request, found)
    form = PlaceForm(request.POST, prefix="place")
    if not form.is_valid():
        return _page(request, found, status=422, place_form=form)
    try:
        update_rater(rater=found, by=request.user, **form.cleaned_data)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, found, status=409, place_form=form)
    messages.success(request, _("What this rater is given is changed."))
    return redirect("researcher:rater", slug=slug, pseudonym=pseudonym)


@login_required
@require_POST
def act(request: HttpRequest, slug: str, pseudonym: str, act: str) -> HttpResponse:
    """Pause or resume. Repeating it changes nothing."""
    found = _find(request, slug, pseudonym)
    perform, done = ACTS[act]
    try:
        perform(rater=found, by=request.user)
        messages.success(request, done)
    except AnnotationsError as error:
        messages.error(request, str(error))
    return redirect("researcher:rater", slug=slug, pseudonym=pseudonym)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """End somebody's part; what they judged stays."""
    found = _find(request, slug, pseudonym)
    form = RemoveForm(request.POST, prefix="remove")
    if not form.is_valid():
        return _page(request, found, status=422, remove_form=form)
    try:
        remove_rater(rater=found, by=request.user)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, found, status=409, remove_form=form)
    messages.success(request, _("The rater is removed; what they judged stays."))
    return redirect("researcher:raters", slug=slug)


@login_required
@require_POST
def replace(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """Put somebody new in the rater's place and show their link."""
    found = _find(request, slug, pseudonym)
    form = SuccessorForm(request.POST, prefix="successor")
    if not form.is_valid():
        return _page(request, found, status=422, successor_form=form)
    try:
        link = invite_successor(rater=found, by=request.user, **form.cleaned_data)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, found, status=409, successor_form=form)
    found.refresh_from_db()
    return _page(request, found, made=made_link(request, link))


@login_required
@require_POST
def remind_one(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """A reminder to this rater, unless there was one in the last three days."""
    found = _find(request, slug, pseudonym)
    reminder = remind(
        rater=found, site=site_of(request), by_mail=settings.MAIL_IS_SET_UP, by=request.user
    )
    if reminder is None:
        messages.error(request, _("This rater cannot be reminded now."))
        return redirect("researcher:rater", slug=slug, pseudonym=pseudonym)
    kind = Letter.Kind.REMINDER
    made = made_link(request, reminder.link, kind=kind, by_mail=reminder.by_mail)
    return _page(request, found, made=made)


@login_required
@require_POST
def mail_link(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """Send a new personal link by mail, and show it too."""
    found = _find(request, slug, pseudonym)
    if not (settings.MAIL_IS_SET_UP and found.user and found.user.email):
        raise Http404
    try:
        with transaction.atomic():
            link = queue_letter(
                rater=found,
                kind=Letter.Kind.INVITATION,
                site=site_of(request),
                by=request.user,
            )
    except AnnotationsError as error:
        messages.error(request, str(error))
        return redirect("researcher:rater", slug=slug, pseudonym=pseudonym)
    return _page(request, found, made=made_link(request, link, by_mail=True))


def _find(request: HttpRequest, slug: str, pseudonym: str) -> StudyRater:
    study = study_run_by(request.user, slug)
    raters = study.raters.select_related("user")
    found: StudyRater = get_object_or_404(raters, pseudonym=pseudonym)
    found.study = study
    return found


def _page(
    request: HttpRequest, found: StudyRater, *, status: int = 200, **context: object
) -> HttpResponse:
    place = {"quota": found.quota, "specialties": ", ".join(found.specialties)}
    shown = {
        "study": found.study,
        "tab": "raters",
        "rater": rater_row(found.study, found),
        "specialties": study_specialties([found.study]),
        "place_form": PlaceForm(prefix="place", initial=place),
        "successor_form": SuccessorForm(prefix="successor", initial={"key": new_key()}),
        "remove_form": RemoveForm(prefix="remove"),
        "takes_mail": settings.MAIL_IS_SET_UP and bool(found.user and found.user.email),
        "made": None,
        "may_erase": administers_study(request.user, found.study),
    } | context
    return render(request, "researcher/rater.html", shown, status=status)


urls = [
    path("<slug:slug>/raters/<str:pseudonym>/", rater, name="rater"),
    path("<slug:slug>/raters/<str:pseudonym>/pause/", act, {"act": "pause"}, name="pause_rater"),
    path("<slug:slug>/raters/<str:pseudonym>/resume/", act, {"act": "resume"}, name="resume_rater"),
    path("<slug:slug>/raters/<str:pseudonym>/remove/", remove, name="remove_rater"),
    path("<slug:slug>/raters/<str:pseudonym>/replace/", replace, name="replace_rater"),
    path("<slug:slug>/raters/<str:pseudonym>/mail/", mail_link, name="mail_link"),
    path("<slug:slug>/raters/<str:pseudonym>/remind/", remind_one, name="remind"),
]
