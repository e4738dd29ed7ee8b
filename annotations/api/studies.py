"""Studies: which there are, a new one, and one of them."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import may_create_studies, study_run_by
from annotations.models import Study, StudyMember
from annotations.studies.editing import change_criteria, change_rules
from annotations.studies.making import RESERVED
from annotations.studies.plan import StudyPlan
from annotations.studies.setup import create_study
from annotations.studies.templates import TEMPLATES

from .rules import RULES, RulesSerializer, criteria_of, exclusions_of
from .schema import documented
from .serializers import BothSerializer, LongBothSerializer, Moment, page_of
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


class StudySerializer(RulesSerializer):
    """A study and its rules. Nothing here tells which system stood where."""

    role = serializers.ChoiceField(StudyMember.Role.choices, help_text="Yours in the study.")
    reference_system = serializers.SerializerMethodField()
    created_at, started_at = Moment(), Moment(allow_null=True)
    frozen_at, unblinded_at = Moment(allow_null=True), Moment(allow_null=True)

    class Meta:
        model = Study
        fields = (
            "slug",
            "state",
            "role",
            "title",
            "instructions",
            "criteria",
            *RULES,
            "judged_elsewhere",
            "protocol_sha256",
            "created_at",
            "started_at",
            "frozen_at",
            "unblinded_at",
        )
        read_only_fields = fields

    def get_reference_system(self, study: Study) -> str | None:
        """Its name; analysts stay blinded until the unblinding."""
        may_read = study.is_unblinded or study.role != StudyMember.Role.ANALYST
        return study.reference_system.name if study.reference_system and may_read else None


class NewStudySerializer(RulesSerializer):
    """A study to make: a short name, a title, and what differs from the template."""

    slug = serializers.SlugField(max_length=60)
    template = serializers.ChoiceField(sorted(TEMPLATES), required=False)
    consent = LongBothSerializer(help_text="What every rater accepts before the first pair.")
    guideline = LongBothSerializer()
    reference_system = None

    class Meta(RulesSerializer.Meta):
        fields = (
            "slug",
            "template",
            "title",
            "instructions",
            "consent",
            "guideline",
            "criteria",
            *(rule for rule in RULES if rule != "reference_system"),
        )

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in ("slug", "title")
            field.default = serializers.empty
        return fields

    def validate_slug(self, slug: str) -> str:
        if slug in RESERVED:
            raise serializers.ValidationError(_("This name is taken."), code="reserved")
        return slug

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        template = TEMPLATES.get(attrs.get("template", ""))
        self.context["defaults"] = template.rules if template else {}
        return super().validate(attrs)


class ChangeStudySerializer(RulesSerializer):
    """Rules of a draft to change; what is not sent stays as it is."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.required, field.default = False, serializers.empty
        return fields


class StudiesView(ApiView):
    """The person's studies."""

    scopes = {"GET": "read", "POST": "setup"}

    @documented("list_studies", "studies", answer=page_of(StudyRowSerializer), is_list=True)
    def get(self, request: Request) -> Response:
        """The studies that you run, administer or analyse, the newest first."""
        return self.page(with_role(self.studies(), request), StudyRowSerializer)

    @documented(
        "create_study",
        "studies",
        answer=StudySerializer,
        status=201,
        body=NewStudySerializer,
    )
    def post(self, request: Request) -> Response:
        """Make a draft, which you administer. A short name that is taken is an error."""
        require_new_studies(request)
        study = create_study(plan=plan_of(self.taken(NewStudySerializer)), by=request.user)
        return Response(shown(study, request), status=201)


class StudyView(ApiView):
    """One study."""

    scopes = {"GET": "read", "PATCH": "setup"}

    @documented("read_study", "studies", answer=StudySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """A study's rules and state."""
        return Response(shown(self.study(slug), request))

    @documented(
        "change_study", "studies", answer=StudySerializer, body=ChangeStudySerializer, changes=True
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Change rules of a draft. Repeating it changes nothing."""
        study = self.study(slug, study_run_by)
        # Not "partial": that would go on inwards, and let half a title through.
        form = ChangeStudySerializer(study, data=request.data)
        form.is_valid(raise_exception=True)
        _change(study, request, dict(form.validated_data))
        return Response(shown(study, request))


def require_new_studies(request: Request) -> None:
    """The person may make studies, and the token is not for one that is there."""
    if request.auth.study_id or not may_create_studies(request.user):
        raise PermissionDenied(
            _("The scope “setup” of this token does not reach to new studies."),
            code="scope_missing",
        )


@transaction.atomic
def _change(study: Study, request: Request, data: dict[str, Any]) -> None:
    criteria = data.pop("criteria", None)
    if criteria is not None:
        change_criteria(study=study, by=request.user, criteria=criteria_of(criteria))
    if "exclusion_rules" in data:
        rules = exclusions_of(data["exclusion_rules"])
        data["exclusion_rules"] = [rule.as_json for rule in rules]
    change_rules(study=study, by=request.user, rules=data)


def plan_of(data: dict[str, Any]) -> StudyPlan:
    """What was sent, on top of the template."""
    template = TEMPLATES.get(data.pop("template", ""))
    if "criteria" in data:
        data["criteria"] = criteria_of(data["criteria"])
    if "exclusion_rules" in data:
        data["exclusion_rules"] = exclusions_of(data["exclusion_rules"])
    if "stopping_rule" in data:
        data["stopping_rule"] = data["stopping_rule"]["kind"]
    plan = StudyPlan(slug=data["slug"], title=data["title"], systems=())
    return replace(plan, **(dict(template.rules) if template else {}) | data)


def shown(study: Study, request: Request) -> dict[str, Any]:
    found = with_role(Study.objects.filter(pk=study.pk), request)
    found = found.select_related("reference_system").prefetch_related("criteria")
    return StudySerializer(found.get()).data


def with_role(studies: QuerySet[Study], request: Request) -> QuerySet[Study]:
    """Each with the person's role in it, in the same statement."""
    own = StudyMember.objects.filter(study=OuterRef("pk"), user=request.user)
    return studies.annotate(role=Subquery(own.values("role")))
