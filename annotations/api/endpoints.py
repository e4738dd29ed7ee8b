"""Where models are reached. A key goes in and never comes out."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.models import Endpoint
from annotations.studies.endpoints import (
    EndpointLimits,
    add_endpoint,
    change_endpoint,
    change_limits,
    remove_endpoint,
    set_key,
)

from .schema import documented
from .serializers import list_of
from .views import ApiView

LIMITS = tuple(vars(EndpointLimits()))


class EndpointSerializer(serializers.ModelSerializer):
    """An OpenAI-compatible server with its limits and budget."""

    base_url = serializers.CharField(max_length=500)
    api_key = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        write_only=True,
        required=False,
        help_text="Stored encrypted and never told again; empty removes it.",
    )
    has_key = serializers.SerializerMethodField()
    spent = serializers.DecimalField(max_digits=18, decimal_places=8, read_only=True)

    class Meta:
        model = Endpoint
        fields = ("id", "name", "base_url", "api_key", "has_key", "spent", *LIMITS)
        read_only_fields = ("id", "has_key", "spent")
        # The service says it better, and in which study.
        validators = ()
        extra_kwargs = {
            "concurrency": {"min_value": 1, "max_value": 1000},
            "requests_per_minute": {"min_value": 1, "max_value": 1_000_000},
            "timeout_seconds": {"min_value": 1, "max_value": 3600},
            "max_attempts": {"min_value": 1, "max_value": 100},
            "budget": {"min_value": 0},
            "price_per_million_prompt_tokens": {"min_value": 0},
            "price_per_million_completion_tokens": {"min_value": 0},
        }

    def get_has_key(self, endpoint: Endpoint) -> bool:
        return bool(endpoint.encrypted_key)


class EndpointsView(ApiView):
    """The study's endpoints."""

    scopes = {"GET": "read", "POST": "setup"}

    @documented("list_endpoints", "systems", answer=list_of(EndpointSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """All of them."""
        study = self.study(slug, study_run_by)
        rows = EndpointSerializer(study.endpoints.order_by("pk"), many=True).data
        return Response({"results": rows})

    @documented(
        "add_endpoint",
        "systems",
        answer=EndpointSerializer,
        status=201,
        body=EndpointSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add one to a draft. A name that is taken is an error."""
        study = self.study(slug, study_run_by)
        data = self.taken(EndpointSerializer)
        endpoint = add_endpoint(
            study=study,
            by=request.user,
            name=data["name"],
            base_url=data["base_url"],
            key=data.get("api_key", ""),
            limits=_limits(EndpointLimits(), data),
        )
        return Response(EndpointSerializer(endpoint).data, status=201)


class EndpointView(ApiView):
    """One endpoint."""

    scopes = {"GET": "read", "PATCH": "setup", "DELETE": "setup"}

    @documented("read_endpoint", "systems", answer=EndpointSerializer)
    def get(self, request: Request, slug: str, endpoint: int) -> Response:
        """One endpoint."""
        return Response(EndpointSerializer(self._endpoint(slug, endpoint)).data)

    @documented(
        "change_endpoint",
        "systems",
        answer=EndpointSerializer,
        body=EndpointSerializer(partial=True),
        changes=True,
    )
    def patch(self, request: Request, slug: str, endpoint: int) -> Response:
        """Limits and key at any time, name and address in a draft only."""
        chosen = self._endpoint(slug, endpoint)
        form = EndpointSerializer(chosen, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        _change(chosen, request, form.validated_data)
        return Response(EndpointSerializer(self._endpoint(slug, endpoint)).data)

    @documented("remove_endpoint", "systems", answer=None, status=204, changes=True)
    def delete(self, request: Request, slug: str, endpoint: int) -> Response:
        """Remove one that no system is asked at, from a draft."""
        remove_endpoint(endpoint=self._endpoint(slug, endpoint), by=request.user)
        return Response(status=204)

    def _endpoint(self, slug: str, endpoint: int) -> Endpoint:
        study = self.study(slug, study_run_by)
        return get_object_or_404(study.endpoints.select_related("study"), pk=endpoint)


@transaction.atomic
def _change(endpoint: Endpoint, request: Request, data: dict[str, Any]) -> None:
    limits = _limits(EndpointLimits(**{name: getattr(endpoint, name) for name in LIMITS}), data)
    if "name" in data or "base_url" in data:
        name, base_url = (data.get(key, getattr(endpoint, key)) for key in ("name", "base_url"))
        change_endpoint(
            endpoint=endpoint, by=request.user, name=name, base_url=base_url, limits=limits
        )
    elif data.keys() & set(LIMITS):
        change_limits(endpoint=endpoint, by=request.user, limits=limits)
    if "api_key" in data:
        set_key(endpoint=endpoint, by=request.user, key=data["api_key"])


def _limits(known: EndpointLimits, data: dict[str, Any]) -> EndpointLimits:
    return replace(known, **{name: data[name] for name in LIMITS if name in data})
