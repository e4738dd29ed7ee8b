"""Who judges: invited, paused, given more or less, replaced, reminded, removed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.entrance.invitations import Link, make_personal_link
from annotations.entrance.inviting import invite_one, invite_successor
from annotations.entrance.letters import queue_letter, site_of
from annotations.entrance.reminding import remind
from annotations.entrance.seats import pause_rater, remove_rater, resume_rater, update_rater
from annotations.entrance.selectors import rater_row, raters_of
from annotations.exceptions import WrongState
from annotations.models import Letter, StudyRater

from .errors import Fault, Refused
from .invitations import DaysSerializer, LinkSerializer, told
from .schema import documented
from .serializers import NothingSerializer, StrictBoolean, list_of
from .views import ApiView

CHANGES = {
    StudyRater.Status.ACTIVE: resume_rater,
    StudyRater.Status.PAUSED: pause_rater,
    StudyRater.Status.REMOVED: remove_rater,
}
QUOTA: dict[str, Any] = {"min_value": 1, "max_value": 1_000_000, "allow_null": True}


class RaterSerializer(serializers.Serializer):
    """A rater as the study's researchers see them."""

    pseudonym = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(StudyRater.Status.choices, source="status_key")
    seat = serializers.IntegerField(allow_null=True)
    quota = serializers.IntegerField(allow_null=True)
    specialties = serializers.ListField(child=serializers.CharField())
    submitted = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Pairs that they can still be given.")
    has_accepted = serializers.BooleanField(help_text="The newest consent text and guideline.")
    has_withdrawn = serializers.BooleanField()


class PersonSerializer(serializers.Serializer):
    """Somebody new."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(required=False, allow_null=True, max_length=254)
    key = serializers.RegexField(
        r"^[0-9a-f]{32}$",
        required=False,
        help_text="Chosen by you; sent again, it is the same person and not a second one.",
    )


class InviteSerializer(PersonSerializer, DaysSerializer):
    """Somebody to invite by a personal link."""

    quota = serializers.IntegerField(**QUOTA, required=False)


class ChangeRaterSerializer(serializers.Serializer):
    """What is to change. Removing is for good; what they judged stays and counts."""

    status = serializers.ChoiceField(StudyRater.Status.choices, required=False)
    quota = serializers.IntegerField(
        **QUOTA, required=False, help_text="At most so many pairs; null for no limit."
    )
    specialties = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=50, required=False
    )


class LinkRequestSerializer(DaysSerializer):
    """How long the link works, and whether it is written to the rater's address."""

    by_mail = StrictBoolean(default=False)


class RatersView(ApiView):
    """The study's raters."""

    scopes = {"GET": "read", "POST": "raters"}

    @documented("list_raters", "raters", answer=list_of(RaterSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """All of them, removed ones too."""
        rows = RaterSerializer(raters_of(self.study(slug, study_run_by)), many=True).data
        return Response({"results": rows})

    @documented(
        "invite_rater",
        "raters",
        answer=LinkSerializer,
        status=201,
        body=InviteSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make somebody a rater and a link that signs them in once."""
        study = self.study(slug, study_run_by)
        link = invite_one(study=study, by=request.user, **self.taken(InviteSerializer))
        return Response(told(request, link), status=201)


class OneRaterView(ApiView):
    """What all addresses of one rater share."""

    def rater(self, slug: str, pseudonym: str) -> StudyRater:
        study = self.study(slug, study_run_by)
        raters = study.raters.select_related("study", "user")
        found: StudyRater = get_object_or_404(raters, pseudonym=pseudonym)
        return found


class RaterView(OneRaterView):
    """One rater."""

    scopes = {"GET": "read", "PATCH": "raters"}

    @documented("read_rater", "raters", answer=RaterSerializer)
    def get(self, request: Request, slug: str, pseudonym: str) -> Response:
        """One rater."""
        return Response(_row(self.rater(slug, pseudonym)))

    @documented(
        "change_rater", "raters", answer=RaterSerializer, body=ChangeRaterSerializer, changes=True
    )
    def patch(self, request: Request, slug: str, pseudonym: str) -> Response:
        """Pause, resume, remove; or give more, less or other pairs."""
        rater = self.rater(slug, pseudonym)
        _change(rater, request, self.taken(ChangeRaterSerializer))
        return Response(_row(rater))


class RaterLinkView(OneRaterView):
    """A new link for a rater who is there."""

    scopes = {"POST": "raters"}

    @documented(
        "make_rater_link",
        "raters",
        answer=LinkSerializer,
        status=201,
        body=LinkRequestSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str, pseudonym: str) -> Response:
        """To come in, or to come back; older links that nobody used are dead from here on."""
        rater = self.rater(slug, pseudonym)
        data = self.taken(LinkRequestSerializer)
        make = _mailed if data["by_mail"] else make_personal_link
        link = make(rater=rater, by=request.user, days=data["days"], **_site(request, data))
        return Response(told(request, link), status=201)


class ReplaceRaterView(OneRaterView):
    """Somebody in a rater's place."""

    scopes = {"POST": "raters"}

    @documented(
        "replace_rater",
        "raters",
        answer=LinkSerializer,
        status=201,
        body=PersonSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str, pseudonym: str) -> Response:
        """The new person gets the seat, or in a pool what is left of the quota."""
        rater = self.rater(slug, pseudonym)
        link = invite_successor(rater=rater, by=request.user, **self.taken(PersonSerializer))
        return Response(told(request, link), status=201)


class RemindRaterView(OneRaterView):
    """A reminder."""

    scopes = {"POST": "raters"}

    @documented(
        "remind_rater",
        "raters",
        answer=LinkSerializer,
        status=201,
        body=NothingSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str, pseudonym: str) -> Response:
        """A new link, mailed where that is possible; at most one in three days."""
        rater = self.rater(slug, pseudonym)
        self.taken(NothingSerializer)
        by_mail = settings.MAIL_IS_SET_UP
        made = remind(rater=rater, site=site_of(request), by_mail=by_mail, by=request.user)
        if made is None:
            raise WrongState(_("This rater cannot be reminded now."))
        return Response(told(request, made.link), status=201)


def _row(rater: StudyRater) -> dict[str, Any]:
    return RaterSerializer(rater_row(rater.study, rater)).data


@transaction.atomic
def _change(rater: StudyRater, request: Request, data: dict[str, Any]) -> None:
    if "status" in data:
        CHANGES[data["status"]](rater=rater, by=request.user)
    if data.keys() & {"quota", "specialties"}:
        now = {"quota": rater.quota, "specialties": rater.specialties}
        given = now | {name: data[name] for name in now if name in data}
        update_rater(rater=rater, by=request.user, **given)


@transaction.atomic
def _mailed(*, rater: StudyRater, **more: Any) -> Link:
    if not (settings.MAIL_IS_SET_UP and rater.user and rater.user.email):
        fault = _("There is no mail server, or no address of this rater.")
        raise Refused([Fault("no_mail", fault, "by_mail")])
    return queue_letter(rater=rater, kind=Letter.Kind.INVITATION, **more)


def _site(request: Request, data: dict[str, Any]) -> dict[str, str]:
    return {"site": site_of(request)} if data["by_mail"] else {}
