"""Studies: which there are, and one of them."""

from django.db.models import OuterRef, QuerySet, Subquery
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.models import Criterion, Study, StudyMember

from .schema import documented
from .serializers import BothSerializer, Moment, page_of
from .views import ApiView


class StudyRowSerializer(serializers.ModelSerializer):
    """A study in a list."""

    title = BothSerializer()
    role = serializers.ChoiceField(StudyMember.Role.choices, help_text="Yours in the study.")
    created_at = Moment()

    class Meta:
        model = Study
        fields = ("slug", "title", "state", "role", "created_at")
        read_only_fields = fields


class CriterionSerializer(serializers.ModelSerializer):
    """A dimension that is judged; overall is the verdict itself."""

    name = BothSerializer()
    description = BothSerializer()

    class Meta:
        model = Criterion
        fields = ("key", "name", "description")
        read_only_fields = fields


class StudySerializer(serializers.ModelSerializer):
    """A study and its rules. Nothing here tells which system stood where."""

    title = BothSerializer()
    instructions = BothSerializer()
    role = serializers.ChoiceField(StudyMember.Role.choices, help_text="Yours in the study.")
    criteria = CriterionSerializer(many=True)
    created_at, started_at = Moment(), Moment(allow_null=True)
    frozen_at, unblinded_at = Moment(allow_null=True), Moment(allow_null=True)

    class Meta:
        model = Study
        fields = (
            "slug",
            "title",
            "instructions",
            "state",
            "role",
            "criteria",
            "panel",
            "raters_per_comparison",
            "repeat_share",
            "lease_seconds",
            "planned_rounds",
            "scale",
            "primary_criterion",
            "allows_both_bad",
            "allows_not_applicable",
            "shows_reference",
            "leak_policy",
            "hands_on_recognised",
            "matches_specialties",
            "protocol_sha256",
            "created_at",
            "started_at",
            "frozen_at",
            "unblinded_at",
        )
        read_only_fields = fields


class StudiesView(ApiView):
    """The person's studies."""

    @documented("list_studies", "studies", answer=page_of(StudyRowSerializer), is_list=True)
    def get(self, request: Request) -> Response:
        """The studies that you run, administer or analyse, the newest first."""
        return self.page(with_role(self.studies(), request), StudyRowSerializer)


class StudyView(ApiView):
    """One study."""

    @documented("read_study", "studies", answer=StudySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """A study's rules and state."""
        study = self.study(slug)
        found = with_role(Study.objects.filter(pk=study.pk), request)
        return Response(StudySerializer(found.prefetch_related("criteria").get()).data)


def with_role(studies: QuerySet[Study], request: Request) -> QuerySet[Study]:
    """Each with the person's role in it, in the same statement."""
    own = StudyMember.objects.filter(study=OuterRef("pk"), user=request.user)
    return studies.annotate(role=Subquery(own.values("role")))
