"""What systems answered: read, and imported where answers are ready."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from annotations import models
from annotations.access import study_run_by
from annotations.datasets.parsing import Content
from annotations.datasets.removing import remove_responses
from annotations.datasets.services import import_responses

from .errors import Fault, Refused
from .schema import documented
from .serializers import Moment, page_of
from .uploads import BODIES, PARSERS, ImportSerializer, answer_import, read_upload
from .views import ApiView

FILTERS = (
    OpenApiParameter("system", int, description="Of this system only (its id)."),
    OpenApiParameter("status", enum=models.Response.Status.values),
)


class TurnSerializer(serializers.ModelSerializer):
    """One message, as raters read it."""

    text = serializers.CharField(source="shown_text")

    class Meta:
        model = models.Turn
        fields = ("role", "round_number", "text")
        read_only_fields = fields


class ResponseSerializer(serializers.ModelSerializer):
    """What one system answered to one item; superseded versions are not listed."""

    item = serializers.CharField(source="item.external_id")
    item_id = serializers.IntegerField()
    system = serializers.CharField(source="system.name")
    system_id = serializers.IntegerField()
    completed_at = Moment(allow_null=True)
    turns = TurnSerializer(many=True)

    class Meta:
        model = models.Response
        fields = (
            "id",
            "item",
            "item_id",
            "system",
            "system_id",
            "version",
            "origin",
            "status",
            "failures",
            "error_code",
            "completed_at",
            "turns",
        )
        read_only_fields = fields


class ResponsesView(ApiView):
    """The study's responses."""

    @documented(
        "list_responses",
        "responses",
        answer=page_of(ResponseSerializer),
        is_list=True,
        is_filtered=True,
        parameters=FILTERS,
    )
    def get(self, request: Request, slug: str) -> Answer:
        """Every current response with its messages."""
        study = self.study(slug, study_run_by)
        responses = models.Response.objects.filter(item__study=study, superseded_at__isnull=True)
        found = responses.filter(**_filters(request)).select_related("item", "system")
        return self.page(found.prefetch_related("turns"), ResponseSerializer, ordering="pk")


class SystemResponsesView(ApiView):
    """Ready-made responses of one system."""

    scopes = {"POST": "setup", "DELETE": "setup"}
    parser_classes = PARSERS

    @documented("import_responses", "responses", answer=ImportSerializer, body=BODIES, changes=True)
    def post(self, request: Request, slug: str, system: int) -> Answer:
        """Import a file or rows into a draft: all of it or, with bad rows, nothing."""
        study = self.study(slug, study_run_by)
        chosen = get_object_or_404(study.systems, pk=system)
        sent = read_upload(request, Content.RESPONSES)
        report = import_responses(study=study, system=chosen, by=request.user, **sent.asked)
        return answer_import(report, sent)

    @documented("remove_responses", "responses", answer=None, status=204, changes=True)
    def delete(self, request: Request, slug: str, system: int) -> Answer:
        """Take a system's imported answers out of a draft. Repeating it changes nothing."""
        study = self.study(slug, study_run_by)
        chosen = get_object_or_404(study.systems, pk=system)
        remove_responses(study=study, system=chosen, by=request.user)
        return Answer(status=204)


def _filters(request: Request) -> dict[str, object]:
    filters: dict[str, object] = {}
    system, status = (request.query_params.get(name) for name in ("system", "status"))
    if system is not None:
        if not (system.isascii() and system.isdigit()):
            raise Refused([Fault("invalid", "system is a number.", "system")])
        filters["system"] = int(system[:18])
    if status is not None:
        if status not in models.Response.Status.values:
            raise Refused([Fault("invalid", "There is no such status.", "status")])
        filters["status"] = status
    return filters
