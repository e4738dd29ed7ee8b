"""Links by which raters come in. A link's address is told once."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.entrance.invitations import DAYS, Link, make_group_link, revoke_link
from annotations.entrance.selectors import links_of

from .schema import documented
from .serializers import Moment, list_of
from .views import ApiView


class DaysSerializer(serializers.Serializer):
    """How long a link may be used."""

    days = serializers.IntegerField(min_value=1, max_value=90, default=DAYS)


class GroupSerializer(DaysSerializer):
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
        return Response(told(request, link), status=201)


class InvitationView(ApiView):
    """One link."""

    scopes = {"DELETE": "raters"}

    @documented("revoke_invitation", "raters", answer=None, status=204)
    def delete(self, request: Request, slug: str, link: int) -> Response:
        """From here on it is dead. Repeating it changes nothing."""
        study = self.study(slug, study_run_by)
        revoke_link(invitation=get_object_or_404(study.invitations, pk=link), by=request.user)
        return Response(status=204)


def told(request: Request, link: Link) -> dict[str, Any]:
    """With its address, which nobody can read again."""
    rater = link.invitation.rater
    path = reverse("account:join", kwargs={"token": link.token})
    found = {
        "address": request.build_absolute_uri(path),
        "pseudonym": rater.pseudonym if rater else None,
        "expires_at": link.invitation.expires_at,
    }
    return LinkSerializer(found).data
