"""Who judges, and the links by which they come in. A link's address is told once."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.entrance.invitations import (
    DAYS,
    Link,
    make_group_link,
    make_personal_link,
    revoke_link,
)
from annotations.entrance.raters import add_rater, physician
from annotations.entrance.seats import pause_rater, remove_rater, resume_rater
from annotations.entrance.selectors import links_of, raters_of
from annotations.models import Study, StudyRater

from .schema import documented
from .serializers import Moment, NothingSerializer, list_of
from .views import ApiView

CHANGES = {
    StudyRater.Status.ACTIVE: resume_rater,
    StudyRater.Status.PAUSED: pause_rater,
    StudyRater.Status.REMOVED: remove_rater,
}


class RaterSerializer(serializers.Serializer):
    """A rater as the study's researchers see them."""

    pseudonym = serializers.CharField()
    name = serializers.CharField()
    status = serializers.CharField(help_text="In the language of Accept-Language.")
    seat = serializers.IntegerField(allow_null=True)
    quota = serializers.IntegerField(allow_null=True)
    submitted = serializers.IntegerField()
    has_accepted = serializers.BooleanField(help_text="The newest consent text and guideline.")
    has_withdrawn = serializers.BooleanField()


class _DaysSerializer(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=90, default=DAYS)


class InviteSerializer(_DaysSerializer):
    """Somebody to invite by a personal link."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(required=False, allow_null=True, max_length=254)
    quota = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, allow_null=True
    )
    key = serializers.RegexField(
        r"^[0-9a-f]{32}$",
        required=False,
        help_text="Chosen by you; sent again, it is the same person and not a second one.",
    )


class GroupSerializer(_DaysSerializer):
    """A link by which several people enrol themselves."""

    name = serializers.CharField(max_length=120)
    use_limit = serializers.IntegerField(min_value=1, max_value=1000)


class LinkSerializer(serializers.Serializer):
    """A link that was just made. Nobody can read it again."""

    address = serializers.URLField()
    pseudonym = serializers.CharField(allow_null=True, help_text="Of a personal link's rater.")
    expires_at = Moment()


class InvitationSerializer(serializers.Serializer):
    """A link with its state; the link itself is known to nobody."""

    id = serializers.IntegerField(source="number")
    whom = serializers.CharField()
    is_group = serializers.BooleanField()
    used = serializers.IntegerField()
    limit = serializers.IntegerField()
    expires_at = Moment()
    state = serializers.CharField(
        help_text="Empty for one that works; else used, expired, revoked, paused or closed."
    )


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
        link = _invite(study, request, self.taken(InviteSerializer))
        return Response(_told(request, link), status=201)


class StatusSerializer(serializers.Serializer):
    """Whether a rater gets pairs. Removing is for good."""

    status = serializers.ChoiceField(StudyRater.Status.choices)


class RaterView(ApiView):
    """One rater."""

    scopes = {"PATCH": "raters"}

    @documented(
        "change_rater", "raters", answer=StatusSerializer, body=StatusSerializer, changes=True
    )
    def patch(self, request: Request, slug: str, pseudonym: str) -> Response:
        """Pause, resume or remove; what they judged stays and counts."""
        study = self.study(slug, study_run_by)
        rater = get_object_or_404(study.raters.select_related("study"), pseudonym=pseudonym)
        status = self.taken(StatusSerializer)["status"]
        changed = CHANGES[status](rater=rater, by=request.user)
        return Response({"status": changed.status})


class RaterLinkView(ApiView):
    """A new link for a rater who is there."""

    scopes = {"POST": "raters"}

    @documented(
        "make_rater_link",
        "raters",
        answer=LinkSerializer,
        status=201,
        body=NothingSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str, pseudonym: str) -> Response:
        """To come in, or to come back; older links that nobody used are dead from here on."""
        study = self.study(slug, study_run_by)
        self.taken(NothingSerializer)
        rater = get_object_or_404(study.raters, pseudonym=pseudonym)
        return Response(
            _told(request, make_personal_link(rater=rater, by=request.user)), status=201
        )


class InvitationsView(ApiView):
    """The study's links."""

    scopes = {"GET": "read", "POST": "raters"}

    @documented("list_invitations", "raters", answer=list_of(InvitationSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """The newest hundred."""
        rows = InvitationSerializer(links_of(self.study(slug, study_run_by)), many=True).data
        return Response({"results": rows})

    @documented(
        "make_group_link",
        "raters",
        answer=LinkSerializer,
        status=201,
        body=GroupSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make a link by which several people enrol themselves."""
        study = self.study(slug, study_run_by)
        link = make_group_link(study=study, by=request.user, **self.taken(GroupSerializer))
        return Response(_told(request, link), status=201)


class InvitationView(ApiView):
    """One link."""

    scopes = {"DELETE": "raters"}

    @documented("revoke_invitation", "raters", answer=None, status=204)
    def delete(self, request: Request, slug: str, link: int) -> Response:
        """From here on it is dead. Repeating it changes nothing."""
        study = self.study(slug, study_run_by)
        revoke_link(invitation=get_object_or_404(study.invitations, pk=link), by=request.user)
        return Response(status=204)


@transaction.atomic
def _invite(study: Study, request: Request, data: dict[str, Any]) -> Link:
    user = physician(email=data.get("email"), name=data["name"], key=data.get("key", ""))
    rater = add_rater(study=study, user=user, by=request.user, quota=data.get("quota"))
    return make_personal_link(rater=rater, by=request.user, days=data["days"])


def _told(request: Request, link: Link) -> dict[str, Any]:
    rater = link.invitation.rater
    path = reverse("account:join", kwargs={"token": link.token})
    found = {
        "address": request.build_absolute_uri(path),
        "pseudonym": rater.pseudonym if rater else None,
        "expires_at": link.invitation.expires_at,
    }
    return LinkSerializer(found).data
