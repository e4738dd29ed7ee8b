"""Files to take away. Every one is recorded; by system there are none before the unblinding."""

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.exports.selectors import exports_of
from annotations.exports.services import (
    RESULT_TABLES,
    ExportedFile,
    export_counts,
    export_judgments,
    export_table,
)
from annotations.exports.writers import CONTENT_TYPES, Format
from annotations.models import Export, Study, User

from .schema import documented
from .serializers import Moment, list_of
from .views import ApiView

TABLES = ("counts", "judgments", "judgments-all-revisions", *RESULT_TABLES)
WHAT = (
    OpenApiParameter("what", str, OpenApiParameter.PATH, enum=TABLES),
    OpenApiParameter("form", str, OpenApiParameter.PATH, enum=[form.value for form in Format]),
)
FILES = {
    (200, content_type.partition(";")[0]): OpenApiTypes.BINARY
    for content_type in CONTENT_TYPES.values()
}


class ExportSerializer(serializers.ModelSerializer):
    """A file that was handed out."""

    created_at = Moment()

    class Meta:
        model = Export
        fields = ("filename", "profile", "row_count", "sha256", "chain_head", "created_at")
        read_only_fields = fields


class ExportsView(ApiView):
    """What was handed out."""

    @documented("list_exports", "results", answer=list_of(ExportSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """The latest files with their hashes and the ledger's head at that moment."""
        rows = ExportSerializer(exports_of(self.study(slug)), many=True).data
        return Response({"results": rows})


class ExportView(ApiView):
    """One file."""

    scopes = {"GET": "results"}

    @documented("export", "results", answer=FILES, parameters=WHAT, changes=True)
    def get(self, request: Request, slug: str, what: str, form: str) -> FileResponse:
        """The file itself. Before the unblinding there are counts alone; the rest answers 409."""
        study = self.study(slug)
        if what not in TABLES or form not in set(Format):
            raise Http404
        file = _export(study, request.user, what, Format(form))
        return FileResponse(
            file.stream, as_attachment=True, filename=file.filename, content_type=file.content_type
        )


def _export(study: Study, by: User, what: str, form: Format) -> ExportedFile:
    if what == "counts":
        return export_counts(study=study, by=by, form=form)
    if what in RESULT_TABLES:
        return export_table(study=study, by=by, what=what, form=form)
    return export_judgments(study=study, by=by, form=form, all_revisions=what != "judgments")
