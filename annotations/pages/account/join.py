"""Links into a study. Opening one changes nothing; its button signs in."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.entrance.invitations import (
    LinkDead,
    enrol,
    find_link,
    join_as,
    rater_in,
    use_personal_link,
    why_dead,
)
from annotations.exceptions import AnnotationsError
from annotations.models import Invitation, StudyRater, User
from annotations.pages.reach import reaches

from .entering import SharedForm, browser_of, forget_browser, let_in, remember_browser
from .language import remember_language

# A dead link is gone for good, but for a pause.
STATUS = {"unknown": 404, "paused": 409}
GONE = 410


class PersonalForm(SharedForm):
    """Nothing to say: the link knows whom it is for."""


class GroupForm(SharedForm):
    """Who somebody new is."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=User.Language, required=False)
    field_order = ("name", "language", "shared")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}


@dataclass(frozen=True)
class Door:
    """What the page of a link says: the study's title, and who is known already."""

    title: str
    is_group: bool
    is_inside: bool
    signed_in_as: str


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD show a button and change nothing, whoever asks; POST signs in."""
    invitation = find_link(token)
    if invitation is None:
        return _dead(request, "unknown")
    if rater := _is_inside(request, invitation):
        return _inside(request, invitation, rater)
    if request.user.is_authenticated and _runs(request.user, invitation):
        return render(request, "account/link_dead.html", {"reason": "member"}, status=403)
    if request.method == "POST":
        return _enter(request, invitation, token)
    if reason := why_dead(invitation):
        return _dead(request, reason)
    return _door(request, invitation, _form(invitation)())


def _enter(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    is_known = request.user.is_authenticated and invitation.rater is None
    form = (PersonalForm if is_known else _form(invitation))(request.POST)
    if not form.is_valid():
        return _door(request, invitation, form, status=422)
    try:
        rater = _rater(request, invitation, token, form)
    except LinkDead as dead:
        return _dead(request, dead.reason)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _door(request, invitation, form, status=409)
    shared, study = form.cleaned_data["shared"], invitation.study.public_id
    let_in(request, rater.user, shared=shared, studies=[study])
    answer = redirect("rater:study", study_id=invitation.study.public_id)
    return forget_browser(remember_language(answer, rater.user))


def _rater(
    request: HttpRequest, invitation: Invitation, token: str, form: forms.Form
) -> StudyRater:
    browser = browser_of(request)
    if invitation.rater:
        return use_personal_link(token=token, browser=browser)
    if request.user.is_authenticated:
        _refuse_unproven(request, invitation)
        return join_as(token=token, user=request.user, browser=browser)
    return enrol(
        token=token,
        name=form.cleaned_data["name"],
        language=form.cleaned_data["language"] or get_language() or "en",
        browser=browser,
    )


def _form(invitation: Invitation) -> type[SharedForm]:
    return PersonalForm if invitation.rater else GroupForm


def _is_inside(request: HttpRequest, invitation: Invitation) -> StudyRater | None:
    """The signed-in person's place in the study, where the link has nothing to add."""
    rater = rater_in(invitation.study, request.user)
    is_theirs = rater and invitation.rater in (None, rater)
    return rater if is_theirs and reaches(request, invitation.study.public_id) else None


def _refuse_unproven(request: HttpRequest, invitation: Invitation) -> None:
    """A link that many hold adds no study to another link's session in which its person judges."""
    study = invitation.study
    if rater_in(study, request.user) and not reaches(request, study.public_id):
        raise AnnotationsError(_("You take part already. Sign in with a code to go on there."))


def _inside(request: HttpRequest, invitation: Invitation, rater: StudyRater) -> HttpResponse:
    """Led in without a use: the link stays good."""
    if request.method == "POST":
        return redirect("rater:study", study_id=invitation.study.public_id)
    return _door(request, invitation, PersonalForm(), is_inside=True)


def _runs(user: User, invitation: Invitation) -> bool:
    """A group link must not make a member of the study its rater."""
    return invitation.rater is None and invitation.study.members.filter(user=user).exists()


def _door(
    request: HttpRequest,
    invitation: Invitation,
    form: forms.Form,
    *,
    status: int = 200,
    is_inside: bool = False,
) -> HttpResponse:
    door = Door(
        title=invitation.study.title[get_language() or "en"],
        is_group=invitation.rater is None,
        is_inside=is_inside,
        signed_in_as=str(request.user) if request.user.is_authenticated else "",
    )
    if door.signed_in_as and door.is_group:
        form.fields.pop("name", None), form.fields.pop("language", None)
    page = render(request, "account/join.html", {"door": door, "form": form}, status=status)
    return remember_browser(request, page)


def _dead(request: HttpRequest, reason: str) -> HttpResponse:
    context = {"reason": reason}
    return render(request, "account/link_dead.html", context, status=STATUS.get(reason, GONE))
