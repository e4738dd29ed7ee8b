"""Files and rows that come in: read like those of the pages, all bad rows told at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from annotations.datasets.columns import BadColumn, with_columns
from annotations.datasets.isolation import PAGE_SECONDS, parse_file
from annotations.datasets.limits import MAX_COLUMNS, MAX_FILE_BYTES
from annotations.datasets.parsing import Content, Format, parse
from annotations.datasets.parsing import Request as FileRequest
from annotations.datasets.rows import ParsedFile
from annotations.datasets.services import ImportReport

from .errors import Fault, Refused, TooLarge, row_faults
from .parsers import MEGABYTE, StrictJSON
from .serializers import FaultSerializer, StrictBoolean

ROWS = "rows.jsonl"
MOST_ROWS = 20_000


class ManyRows(StrictJSON):
    """JSON that may hold a dataset; what is larger comes as a file."""

    most_megabytes = 10


PARSERS = (ManyRows, MultiPartParser)


PREVIEW = "Import nothing: say what would be imported, and every bad row."


class UploadSerializer(serializers.Serializer):
    """A file as multipart/form-data: CSV, JSON, JSONL, XLSX or Parquet, see docs/formats.md."""

    file = serializers.FileField(max_length=200, allow_empty_file=True)
    format = serializers.ChoiceField([form.value for form in Format], default=Format.AUTO.value)
    import_good = serializers.BooleanField(
        default=False, help_text="Import the good rows although some are bad."
    )
    preview = serializers.BooleanField(default=False, help_text=PREVIEW)
    column = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=MAX_COLUMNS,
        required=False,
        help_text="field=column, once for each field that the file calls otherwise.",
    )


class RowsSerializer(serializers.Serializer):
    """Rows as JSON, with the fields of a JSONL file (docs/formats.md)."""

    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.JSONField(allow_null=True)),
        min_length=1,
        max_length=MOST_ROWS,
    )
    import_good = StrictBoolean(default=False)
    preview = StrictBoolean(default=False, help_text=PREVIEW)


class CountsSerializer(serializers.Serializer):
    """Rows of one sort: written now, and there before."""

    new = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class ImportSerializer(serializers.Serializer):
    """What an import did, or with ``preview`` would do. Repeating it adds nothing."""

    is_preview = serializers.BooleanField(help_text="Nothing was written.")
    items = CountsSerializer()
    responses = CountsSerializer()
    errors = FaultSerializer(many=True, help_text="Bad rows, which are left out.")
    without_comparison = serializers.ListField(
        child=serializers.CharField(),
        help_text="Items that fewer than two systems have answered or will answer.",
    )


BODIES = {"multipart/form-data": UploadSerializer, "application/json": RowsSerializer}


@dataclass(frozen=True)
class Sent:
    """What was sent, read, and how it is meant."""

    file: ParsedFile
    data: Mapping[str, Any]

    @property
    def is_preview(self) -> bool:
        return bool(self.data["preview"])

    @property
    def asked(self) -> dict[str, Any]:
        """As the importing services take it."""
        return {
            "files": [self.file],
            "skip_bad": self.data["import_good"],
            "dry_run": self.is_preview,
        }


def read_upload(
    request: Request, content: Content, bodies: Mapping[str, type[Serializer]] = BODIES
) -> Sent:
    """The file or rows, and whether they are imported, good ones alone, or only looked at."""
    sort = request.content_type.partition(";")[0].strip().lower()
    # Whatever is neither was refused when it was read; without a body there is no sort at all.
    form = bodies.get(sort, bodies["multipart/form-data"])(data=request.data)
    form.is_valid(raise_exception=True)
    data: dict[str, Any] = form.validated_data
    rows = data.get("rows")
    return Sent(_of_file(data, content) if rows is None else _of_rows(rows, content), data)


def _of_rows(rows: list[dict[str, Any]], content: Content) -> ParsedFile:
    lines = "\n".join(json.dumps(row, ensure_ascii=True) for row in rows)
    return parse(ROWS, lines.encode(), FileRequest(content, Format.JSONL))


def _of_file(data: dict[str, Any], content: Content) -> ParsedFile:
    file = data["file"]
    if file.size > MAX_FILE_BYTES:
        raise TooLarge(MAX_FILE_BYTES // MEGABYTE)
    asked = FileRequest(content, Format(data["format"]))
    # The reader is a process of its own, which needs a file and not a piece of our memory.
    with TemporaryFile() as stream:
        for piece in file.chunks():
            stream.write(piece)
        try:
            asked = with_columns(
                file.name, stream, asked, data.get("column", ()), seconds=PAGE_SECONDS
            )
        except BadColumn as error:
            raise Refused([Fault("unknown_column", str(error), "column")]) from error
        return parse_file(file.name, stream, asked, seconds=PAGE_SECONDS)


def answer_import(report: ImportReport, sent: Sent) -> Response:
    """What was done or would be, or every reason why nothing was."""
    faults = row_faults(report.errors)
    if not report.written and not sent.is_preview:
        raise Refused(faults, code="bad_rows")
    found = {
        "is_preview": sent.is_preview,
        "items": report.items,
        "responses": report.responses,
        "errors": faults,
        "without_comparison": report.without_comparison,
    }
    return Response(ImportSerializer(found).data)
