"""Judgments that were made elsewhere fill a draft, once; they stay marked as imported."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.datasets.parsing import Content
from annotations.studies.elsewhere.services import JudgmentReport, import_judgments

from .errors import Refused, row_faults
from .schema import documented
from .serializers import FaultSerializer, StrictBoolean
from .uploads import PARSERS, RowsSerializer, UploadSerializer, read_upload
from .views import ApiView

MAKES_MISSING = "Make systems, items and answers that the study lacks, without their texts."


class JudgmentUploadSerializer(UploadSerializer):
    """A table with a row for each choice; see docs/formats.md."""

    import_good = None
    makes_missing = serializers.BooleanField(default=False, help_text=MAKES_MISSING)


class JudgmentRowsSerializer(RowsSerializer):
    """Rows as JSON, a row for each choice."""

    import_good = None
    makes_missing = StrictBoolean(default=False, help_text=MAKES_MISSING)


class MadeSerializer(serializers.Serializer):
    """What the study lacked and got without its text."""

    systems = serializers.IntegerField()
    items = serializers.IntegerField()
    responses = serializers.IntegerField()


class JudgmentsSerializer(serializers.Serializer):
    """What an import of judgments did, or with ``preview`` would do."""

    is_preview = serializers.BooleanField(help_text="Nothing was written.")
    raters = serializers.IntegerField()
    comparisons = serializers.IntegerField()
    submissions = serializers.IntegerField()
    judgments = serializers.IntegerField()
    without_sides = serializers.IntegerField(help_text="Submissions that tell no sides.")
    without_time = serializers.IntegerField()
    made = MadeSerializer()
    errors = FaultSerializer(many=True, help_text="With one bad row nothing is imported.")


class JudgmentsView(ApiView):
    """Judgments from a file."""

    scopes = {"POST": "setup"}
    parser_classes = PARSERS
    bodies = {
        "multipart/form-data": JudgmentUploadSerializer,
        "application/json": JudgmentRowsSerializer,
    }

    @documented(
        "import_judgments", "judgments", answer=JudgmentsSerializer, body=bodies, changes=True
    )
    def post(self, request: Request, slug: str) -> Response:
        """Fill a draft nobody was invited to: all rows or none. It is paused then, for good."""
        study = self.study(slug, study_run_by)
        sent = read_upload(request, Content.JUDGMENTS, self.bodies)
        report = import_judgments(
            study=study,
            files=[sent.file],
            by=request.user,
            makes_missing=sent.data["makes_missing"],
            dry_run=sent.is_preview,
        )
        if not report.written and not sent.is_preview:
            raise Refused(row_faults(report.errors), code="bad_rows")
        return Response(_told(report, is_preview=sent.is_preview))


def _told(report: JudgmentReport, *, is_preview: bool) -> dict[str, Any]:
    more = {"is_preview": is_preview, "errors": row_faults(report.errors)}
    return JudgmentsSerializer(vars(report) | more).data
