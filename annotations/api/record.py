"""The record of acts, and what raters reported."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.models import AuditEvent
from annotations.studies.problems import settle_report
from annotations.studies.selectors import reported_problems

from .schema import documented
from .serializers import Moment, list_of, page_of
from .views import ApiView


class EventSerializer(serializers.ModelSerializer):
    """Who did what to what, and when; chained, so that a change shows."""

    data = serializers.DictField()
    created_at = Moment()

    class Meta:
        model = AuditEvent
        fields = (
            "sequence",
            "created_at",
            "actor",
            "action",
            "target",
            "data",
            "previous_hash",
            "hash",
        )
        read_only_fields = fields


class ProblemSerializer(serializers.Serializer):
    """What a rater reported about a pair; says nothing about systems."""

    id = serializers.IntegerField()
    item_id = serializers.IntegerField()
    item = serializers.CharField()
    rater = serializers.CharField()
    text = serializers.CharField()
    created_at = Moment()
    is_settled = serializers.BooleanField()
    is_withdrawn = serializers.BooleanField()


class RecordView(ApiView):
    """The study's record of acts."""

    @documented("list_events", "record", answer=page_of(EventSerializer), is_list=True)
    def get(self, request: Request, slug: str) -> Response:
        """The newest first."""
        study = self.study(slug, study_run_by)
        return self.page(study.audit_events.all(), EventSerializer, ordering="-sequence")


class ProblemsView(ApiView):
    """What raters reported."""

    @documented("list_problems", "record", answer=list_of(ProblemSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """The newest fifty, unsettled ones first."""
        rows = ProblemSerializer(reported_problems(self.study(slug, study_run_by)), many=True).data
        return Response({"results": rows})


class ProblemView(ApiView):
    """One report."""

    scopes = {"DELETE": "run"}

    @documented("settle_problem", "record", answer=None, status=204)
    def delete(self, request: Request, slug: str, report: int) -> Response:
        """Set it aside; it stays in the record and in exports. Repeating it changes nothing."""
        study = self.study(slug, study_run_by)
        if not settle_report(study=study, report_id=report, by=request.user):
            raise Http404
        return Response(status=204)
