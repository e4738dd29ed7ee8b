"""The rules of a study, as they are read, sent with a new study, or changed in a draft."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotations.models import Criterion, Study
from annotations.studies.plan import CriterionPlan
from annotations.studies.rules import STOPPING_KINDS, ExclusionPlan, ExclusionRule

from .serializers import AnyBothSerializer, BothSerializer, LongBothSerializer, StrictBoolean

RULES = (
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
    "matches_specialties",
    "hands_on_recognised",
    "leak_policy",
    "reviews_leaks",
    "hypotheses",
    "noninferiority_margin",
    "exclusion_rules",
    "stopping_rule",
    "withdrawal_rule",
    "export_responses",
    "retain_until",
    "system_pairs",
    "reference_system",
)


class CriterionSerializer(serializers.ModelSerializer):
    """A dimension that is judged; overall is the verdict itself."""

    key = serializers.SlugField(max_length=40)
    name = BothSerializer()
    description = LongBothSerializer()

    class Meta:
        model = Criterion
        fields = ("key", "name", "description")


class ExclusionSerializer(serializers.Serializer):
    """What is left out of the analysis: a rule, and its number where it has one."""

    rule = serializers.ChoiceField([rule.value for rule in ExclusionRule])
    value = serializers.DecimalField(
        max_digits=10, decimal_places=4, min_value=0, allow_null=True, default=None
    )


class StoppingSerializer(serializers.Serializer):
    """When judging ends."""

    kind = serializers.ChoiceField(STOPPING_KINDS)


class SystemNameField(serializers.CharField):
    """One of the study's systems, by its name."""

    def run_validators(self, value: Any) -> None:
        """Of the name, before it is looked for: what is found is a system."""

    def to_internal_value(self, data: Any) -> Any:
        name = super().to_internal_value(data)
        super().run_validators(name)
        study = self.root.instance
        if found := study and study.systems.filter(role="candidate", name=name).first():
            return found
        raise serializers.ValidationError(
            _("The study has no system “%(name)s”.") % {"name": name}, code="unknown_system"
        )


class RulesSerializer(serializers.ModelSerializer):
    """What a study is judged and counted by; fixed when it starts."""

    title = BothSerializer()
    instructions = LongBothSerializer()
    criteria = CriterionSerializer(many=True, max_length=30)
    repeat_share = serializers.DecimalField(
        max_digits=4, decimal_places=3, min_value=0, max_value=1
    )
    primary_criterion = serializers.SlugField(max_length=40)
    hypotheses = AnyBothSerializer()
    noninferiority_margin = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=Decimal("0.0001"), max_value=1, allow_null=True
    )
    exclusion_rules = ExclusionSerializer(many=True, max_length=10)
    stopping_rule = StoppingSerializer()
    reference_system = SystemNameField(allow_null=True, max_length=120)
    allows_both_bad = StrictBoolean()
    allows_not_applicable = StrictBoolean()
    shows_reference = StrictBoolean()
    matches_specialties = StrictBoolean()
    hands_on_recognised = StrictBoolean()
    reviews_leaks = StrictBoolean()
    export_responses = StrictBoolean()

    class Meta:
        model = Study
        fields = ("title", "instructions", "criteria", *RULES)
        extra_kwargs = {
            "raters_per_comparison": {"min_value": 1, "max_value": 100},
            "lease_seconds": {"min_value": 60, "max_value": 366 * 24 * 3600},
            "planned_rounds": {"min_value": 1, "max_value": 50},
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What one rule says about another, with the rules that are there already."""
        known = self.instance or Study()
        if self._now(attrs, known, "matches_specialties") and (
            self._now(attrs, known, "panel") != Study.Panel.OPEN
        ):
            raise serializers.ValidationError(
                {"matches_specialties": _("In a fixed panel everybody judges all.")},
                code="needs_pool",
            )
        self._check_primary(attrs)
        return attrs

    def _now(self, attrs: Mapping[str, Any], known: Study, name: str) -> Any:
        defaults = self.context.get("defaults", {})
        return attrs.get(name, defaults.get(name, getattr(known, name)))

    def _check_primary(self, attrs: Mapping[str, Any]) -> None:
        primary = attrs.get("primary_criterion", Criterion.OVERALL)
        sent = [criterion["key"] for criterion in attrs.get("criteria", ())]
        keys = sent or (
            self.instance.criteria.values_list("key", flat=True) if self.instance else ()
        )
        if keys and primary not in keys:
            raise serializers.ValidationError(
                {"primary_criterion": _("There is no such criterion.")}, code="unknown_criterion"
            )


def criteria_of(data: list[dict[str, Any]]) -> tuple[CriterionPlan, ...]:
    return tuple(CriterionPlan(**criterion) for criterion in data)


def exclusions_of(data: list[dict[str, Any]]) -> tuple[ExclusionPlan, ...]:
    return tuple(ExclusionPlan(**rule) for rule in data)
