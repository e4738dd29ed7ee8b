"""Who runs and analyses a study: its administrators decide."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_administered_by, study_run_by
from annotations.models import MemberInvitation, StudyMember
from annotations.studies import members as services

from .schema import documented
from .serializers import Moment, list_of
from .views import ApiView


class MemberSerializer(serializers.ModelSerializer):
    """Somebody of the study's team."""

    name = serializers.CharField(source="user.name")
    email = serializers.CharField(source="user.email", allow_null=True)

    class Meta:
        model = StudyMember
        fields = ("id", "name", "email", "role")
        read_only_fields = fields


class NewMemberSerializer(serializers.Serializer):
    """Somebody to add."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(StudyMember.Role.choices)


class RoleSerializer(serializers.Serializer):
    """Another role for somebody who is there."""

    role = serializers.ChoiceField(StudyMember.Role.choices)


class AddedSerializer(serializers.Serializer):
    """A member; or, where nobody has the address, a link to send, told this once."""

    member = MemberSerializer(allow_null=True)
    link = serializers.URLField(allow_null=True)


class MemberLinkSerializer(serializers.ModelSerializer):
    """A link into the team that nobody has used yet; the link itself is known to nobody."""

    expires_at = Moment()

    class Meta:
        model = MemberInvitation
        fields = ("id", "email", "role", "expires_at")
        read_only_fields = fields


class MembersView(ApiView):
    """The study's team."""

    scopes = {"GET": "read", "POST": "administer"}

    @documented("list_members", "members", answer=list_of(MemberSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """All of them."""
        study = self.study(slug, study_run_by)
        team = study.members.select_related("user").order_by("pk")
        return Response({"results": MemberSerializer(team, many=True).data})

    @documented(
        "add_member",
        "members",
        answer=AddedSerializer,
        status=201,
        body=NewMemberSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Whoever has an account is in at once; for anybody else a link is made."""
        study = self.study(slug, study_administered_by)
        data = self.taken(NewMemberSerializer)
        added = services.add_member(study=study, by=request.user, **data)
        return Response(_told(request, added), status=201)


class MemberView(ApiView):
    """One member."""

    scopes = {"PATCH": "administer", "DELETE": "administer"}

    @documented(
        "change_member", "members", answer=MemberSerializer, body=RoleSerializer, changes=True
    )
    def patch(self, request: Request, slug: str, member: int) -> Response:
        """Another role; the last administrator stays one."""
        chosen = self._member(slug, member)
        changed = services.change_role(member=chosen, by=request.user, **self.taken(RoleSerializer))
        return Response(MemberSerializer(changed).data)

    @documented("remove_member", "members", answer=None, status=204, changes=True)
    def delete(self, request: Request, slug: str, member: int) -> Response:
        """From the next request on the study does not exist for them."""
        services.remove_member(member=self._member(slug, member), by=request.user)
        return Response(status=204)

    def _member(self, slug: str, member: int) -> StudyMember:
        study = self.study(slug, study_administered_by)
        return get_object_or_404(study.members.select_related("user", "study"), pk=member)


class MemberLinksView(ApiView):
    """Links into the team."""

    @documented("list_member_links", "members", answer=list_of(MemberLinkSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """Those that can still be used."""
        links = services.open_invitations(self.study(slug, study_run_by))
        return Response({"results": MemberLinkSerializer(links, many=True).data})


class MemberLinkView(ApiView):
    """One link into the team."""

    scopes = {"DELETE": "administer"}

    @documented("revoke_member_link", "members", answer=None, status=204)
    def delete(self, request: Request, slug: str, link: int) -> Response:
        """From here on it is dead. Repeating it changes nothing."""
        study = self.study(slug, study_administered_by)
        invitation = get_object_or_404(study.member_invitations, pk=link)
        services.revoke_invitation(invitation=invitation, by=request.user)
        return Response(status=204)


def _told(request: Request, added: services.Added) -> dict[str, Any]:
    link = None
    if added.token:
        path = reverse("account:join_team", kwargs={"token": added.token})
        link = request.build_absolute_uri(path)
    return AddedSerializer({"member": added.member, "link": link}).data
