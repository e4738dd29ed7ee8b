"""Files and rows that come in: read like those of the pages, all bad rows told at once."""

import json
from tempfile import TemporaryFile
from typing import Any

from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.datasets.isolation import PAGE_SECONDS, parse_file
from annotations.datasets.limits import MAX_FILE_BYTES
from annotations.datasets.parsing import Content, Format, parse
from annotations.datasets.parsing import Request as FileRequest
from annotations.datasets.rows import ParsedFile
from annotations.datasets.services import ImportReport

from .errors import Refused, TooLarge, row_faults
from .parsers import MEGABYTE, StrictJSON
from .serializers import FaultSerializer, StrictBoolean

ROWS = "rows.jsonl"
MOST_ROWS = 20_000


class ManyRows(StrictJSON):
    """JSON that may hold a dataset; what is larger comes as a file."""

    most_megabytes = 10


PARSERS = (ManyRows, MultiPartParser)


class UploadSerializer(serializers.Serializer):
    """A file as multipart/form-data: CSV, JSON, JSONL, XLSX or Parquet, see docs/formats.md."""

    file = serializers.FileField(max_length=200, allow_empty_file=True)
    format = serializers.ChoiceField([form.value for form in Format], default=Format.AUTO.value)
    import_good = serializers.BooleanField(
        default=False, help_text="Import the good rows although some are bad."
    )


class RowsSerializer(serializers.Serializer):
    """Rows as JSON, with the fields of a JSONL file (docs/formats.md)."""

    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.JSONField(allow_null=True)),
        min_length=1,
        max_length=MOST_ROWS,
    )
    import_good = StrictBoolean(default=False)


class CountsSerializer(serializers.Serializer):
    """Rows of one sort: written now, and there before."""

    new = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class ImportSerializer(serializers.Serializer):
    """What an import did. Repeating it adds nothing."""

    items = CountsSerializer()
    responses = CountsSerializer()
    errors = FaultSerializer(many=True, help_text="Bad rows that were left out.")
    without_comparison = serializers.ListField(
        child=serializers.CharField(),
        help_text="Items that fewer than two systems have answered or will answer.",
    )


BODIES = {"multipart/form-data": UploadSerializer, "application/json": RowsSerializer}


def read_upload(request: Request, content: Content) -> tuple[ParsedFile, bool]:
    """The file, and whether its good rows are wanted although others are bad."""
    is_rows = request.content_type.partition(";")[0].strip().lower() == "application/json"
    form = (RowsSerializer if is_rows else UploadSerializer)(data=request.data)
    form.is_valid(raise_exception=True)
    data: dict[str, Any] = form.validated_data
    file = _of_rows(data["rows"], content) if is_rows else _of_file(data, content)
    return file, data["import_good"]


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
        return parse_file(file.name, stream, asked, seconds=PAGE_SECONDS)


def answer_import(report: ImportReport) -> Response:
    """What was done, or every reason why nothing was."""
    faults = row_faults(report.errors)
    if not report.written:
        raise Refused(faults, code="bad_rows")
    found = {
        "items": report.items,
        "responses": report.responses,
        "errors": faults,
        "without_comparison": report.without_comparison,
    }
    return Response(ImportSerializer(found).data)
