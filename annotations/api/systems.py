"""The systems that are compared, and the simulated patient; fixed at the start."""

from dataclasses import replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.models import Study, System
from annotations.studies.systems import (
    SystemSettings,
    add_system,
    change_system,
    remove_system,
)

from .schema import documented
from .serializers import StorableJSON, list_of
from .views import ApiView

SETTINGS = (
    "name",
    "aliases",
    "endpoint",
    "model_name",
    "parameters",
    "system_prompt",
    "prompt_template",
)


class OwnEndpointField(serializers.IntegerField):
    """The id of one of the study's endpoints; null for a system whose answers are imported."""

    def run_validators(self, value: Any) -> None:
        """Of the number, before it is looked for: what is found is an endpoint."""

    def to_internal_value(self, data: Any) -> Any:
        number = super().to_internal_value(data)
        super().run_validators(number)
        study = self.context["study"]
        if endpoint := study.endpoints.filter(pk=number).first():
            return endpoint
        raise serializers.ValidationError(_("The study has no such endpoint."), code="unknown")

    def to_representation(self, value: Any) -> int:
        return int(value.pk)


class SystemSerializer(serializers.ModelSerializer):
    """A candidate with exact settings, or the simulated patient."""

    aliases = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=200, required=False
    )
    endpoint = OwnEndpointField(allow_null=True, required=False, min_value=1, max_value=2**63 - 1)
    parameters = StorableJSON(required=False)
    system_prompt = serializers.CharField(
        max_length=100_000, allow_blank=True, required=False, trim_whitespace=False
    )
    prompt_template = serializers.CharField(
        max_length=100_000, required=False, trim_whitespace=False
    )

    class Meta:
        model = System
        fields = ("id", "role", *SETTINGS)
        read_only_fields = ("id",)
        validators = ()


class SystemsView(ApiView):
    """The study's systems."""

    scopes = {"GET": "read", "POST": "setup"}

    @documented("list_systems", "systems", answer=list_of(SystemSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """All of them, in the study's order."""
        study = self.study(slug, study_run_by)
        systems = study.systems.select_related("endpoint").order_by("position")
        return Response({"results": SystemSerializer(systems, many=True).data})

    @documented(
        "add_system",
        "systems",
        answer=SystemSerializer,
        status=201,
        body=SystemSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add one to a draft. A name that is taken is an error."""
        study = self.study(slug, study_run_by)
        data = self.taken(SystemSerializer, study=study)
        role = data.pop("role", System.Role.CANDIDATE)
        settings = _settings(SystemSettings(name=""), data)
        system = add_system(study=study, by=request.user, settings=settings, role=role)
        return Response(SystemSerializer(system).data, status=201)


class SystemView(ApiView):
    """One system."""

    scopes = {"GET": "read", "PATCH": "setup", "DELETE": "setup"}

    @documented("read_system", "systems", answer=SystemSerializer)
    def get(self, request: Request, slug: str, system: int) -> Response:
        """One system."""
        return Response(SystemSerializer(self._system(slug, system)).data)

    @documented(
        "change_system",
        "systems",
        answer=SystemSerializer,
        body=SystemSerializer(partial=True),
        changes=True,
    )
    def patch(self, request: Request, slug: str, system: int) -> Response:
        """Change one in a draft; answers that other settings brought are discarded."""
        chosen = self._system(slug, system)
        form = SystemSerializer(
            chosen, data=request.data, partial=True, context={"study": chosen.study}
        )
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        data.pop("role", None)  # what a system is for is said once, when it is added
        known = SystemSettings(**{name: getattr(chosen, name) for name in SETTINGS})
        changed = change_system(system=chosen, by=request.user, settings=_settings(known, data))
        return Response(SystemSerializer(changed).data)

    @documented("remove_system", "systems", answer=None, status=204, changes=True)
    def delete(self, request: Request, slug: str, system: int) -> Response:
        """Remove one with its answers, from a draft."""
        remove_system(system=self._system(slug, system), by=request.user)
        return Response(status=204)

    def _system(self, slug: str, system: int) -> System:
        study: Study = self.study(slug, study_run_by)
        return get_object_or_404(study.systems.select_related("study", "endpoint"), pk=system)


def _settings(known: SystemSettings, data: dict[str, Any]) -> SystemSettings:
    if "aliases" in data:
        data = data | {"aliases": tuple(data["aliases"])}
    return replace(known, **data)
