"""What departed from the protocol, what a running study may still change, whether all holds."""

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.ledger import canonical_json
from annotations.models import Study
from annotations.studies.deviations import (
    Changes,
    change_running,
    deviations_of,
    record_deviation,
)
from annotations.studies.manifest import changed_since
from annotations.studies.verification import verify_study

from .record import EventSerializer
from .schema import documented
from .serializers import page_of
from .studies import StudySerializer, shown
from .views import ApiView


class DeviationSerializer(serializers.Serializer):
    """Something that happened otherwise than planned, in words."""

    what = serializers.CharField(max_length=2000)


class ChangeRunningSerializer(serializers.Serializer):
    """What a study may change while it runs or is paused, and why; what is left out stays."""

    lease_seconds = serializers.IntegerField(
        min_value=3600, max_value=8760 * 3600, required=False, help_text="How long a pair is held."
    )
    retain_until = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=2000)


class ChainSerializer(serializers.Serializer):
    """What became of one chain when it was computed again."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    head = serializers.CharField()
    holds = serializers.BooleanField()
    broken_at = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class VerificationSerializer(serializers.Serializer):
    """Whether the ledger still says what was handed in."""

    chains = ChainSerializer(many=True)
    changed_tables = serializers.ListField(
        child=serializers.CharField(), help_text="No longer what was noted at the freeze."
    )


class DeviationsView(ApiView):
    """Departures from the protocol."""

    scopes = {"GET": "read", "POST": "run"}

    @documented("list_deviations", "record", answer=page_of(EventSerializer), is_list=True)
    def get(self, request: Request, slug: str) -> Response:
        """Every departure since the start, the oldest first."""
        study = self.study(slug, study_run_by)
        return self.page(deviations_of(study), EventSerializer, ordering="sequence")

    @documented(
        "record_deviation",
        "record",
        answer=EventSerializer,
        status=201,
        body=DeviationSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Write one down. Sent twice it is two notes."""
        study = self.study(slug, study_run_by)
        what = self.taken(DeviationSerializer)["what"]
        event = record_deviation(study=study, by=request.user, what=what)
        return Response(EventSerializer(event).data, status=201)


class ChangeRunningView(ApiView):
    """Changes of a running study."""

    scopes = {"POST": "run"}

    @documented(
        "change_running_study",
        "acts",
        answer=StudySerializer,
        body=ChangeRunningSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Each change is a deviation of its own. Repeating it changes nothing."""
        study = self.study(slug, study_run_by)
        data = self.taken(ChangeRunningSerializer)
        reason = data.pop("reason")
        change_running(study=study, by=request.user, changes=_changes(study, data), reason=reason)
        return Response(shown(study, request))


class ProtocolView(ApiView):
    """The protocol that was fixed at the start."""

    @documented("read_protocol", "record", answer={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, slug: str) -> HttpResponse:
        """The very bytes whose SHA-256 is the study's protocol_sha256; a draft has none yet."""
        study = self.study(slug, study_run_by)
        if study.protocol is None:
            raise Http404
        return HttpResponse(canonical_json(study.protocol), content_type="application/json")


class VerificationView(ApiView):
    """The ledger, computed again."""

    @documented("verify_study", "record", answer=VerificationSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Computes both chains and the freeze's manifest anew, which takes as long as they are."""
        study = self.study(slug, study_run_by)
        found = {"chains": verify_study(study), "changed_tables": changed_since(study)}
        return Response(VerificationSerializer(found).data)


def _changes(study: Study, data: dict[str, Any]) -> Changes:
    now = {"lease_seconds": study.lease_seconds, "retain_until": study.retain_until}
    return Changes(**now | data)
