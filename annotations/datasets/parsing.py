"""Files to rows and errors, all bad rows at once. Pure: no Django, no I/O but the file given.

A caller reads the bytes, asks for items or responses, and hands the rows to ``services``.
Bytes from outside are read in a process of their own (``isolation``), which calls ``read_rows``.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import BinaryIO, TypeAlias

from annotations.datasets import huatuo, judgments, native, verdicts
from annotations.datasets.fields import Fields
from annotations.datasets.limits import MAX_ERRORS, MAX_WARNINGS
from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.reading import Record, UnreadableError
from annotations.datasets.rows import (
    ItemRow,
    JudgmentRow,
    ParsedFile,
    Reason,
    ResponseRow,
    RowError,
    RowWarning,
    VerdictRow,
)
from annotations.datasets.suspicions import warnings_of
from annotations.datasets.tables import Container, Source, open_source, read_records


class Format(StrEnum):
    """What a caller may say about a file; ``auto`` looks into it."""

    AUTO = "auto"
    HUATUO = "huatuo"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class Content(StrEnum):
    """What a file's rows are."""

    ITEMS = "items"
    RESPONSES = "responses"
    JUDGMENTS = "judgments"
    # Of an LLM judge; they come in on a page of their own.
    VERDICTS = "verdicts"


Row: TypeAlias = ItemRow | ResponseRow | JudgmentRow | VerdictRow
Found: TypeAlias = Row | RowError | RowWarning


@dataclass(frozen=True)
class Layout:
    """What a row means: its fields, and how they are read."""

    columns: tuple[str, ...]
    read: Callable[[Fields], tuple[Row, ...]]


LAYOUTS = {
    Content.ITEMS: Layout(native.ITEM_FIELDS, lambda fields: (native.read_item(fields),)),
    Content.RESPONSES: Layout(
        native.RESPONSE_FIELDS, lambda fields: (native.read_response(fields),)
    ),
    Content.JUDGMENTS: Layout(
        judgments.JUDGMENT_FIELDS, lambda fields: (judgments.read_judgment(fields),)
    ),
    Content.VERDICTS: Layout(
        verdicts.VERDICT_FIELDS, lambda fields: (verdicts.read_verdict(fields),)
    ),
}
PUBLISHED = Layout((), huatuo.read_item_and_response)
_CONTAINERS = {
    Format.JSONL: Container.JSONL,
    Format.HUATUO: Container.JSONL,
    Format.CSV: Container.CSV,
    Format.XLSX: Container.XLSX,
    Format.PARQUET: Container.PARQUET,
}


@dataclass(frozen=True)
class Request:
    """What is asked of a file."""

    content: Content
    file_format: Format = Format.AUTO
    # None: the columns have our own names, and any other is an error.
    mapping: ColumnMapping | None = None
    sheet: str = ""


def parse_items(file: str, data: bytes, file_format: Format = Format.AUTO) -> ParsedFile:
    """The items of one file. A published HuatuoEval file gives its answers too."""
    return parse(file, data, Request(Content.ITEMS, file_format))


def parse_responses(file: str, data: bytes, file_format: Format = Format.AUTO) -> ParsedFile:
    """One system's responses; a published HuatuoEval file gives their items too."""
    return parse(file, data, Request(Content.RESPONSES, file_format))


def parse(file: str, data: bytes, request: Request) -> ParsedFile:
    """In this process; bytes from outside go through ``isolation.parse_file`` instead."""
    return gather(file, sha256(data).hexdigest(), read_rows(file, io.BytesIO(data), request))


def gather(file: str, digest: str, found: Iterator[Found]) -> ParsedFile:
    sorts: dict[type, list[Found]] = {}
    for row in found:
        sorts.setdefault(type(row), []).append(row)
    kinds = (ItemRow, ResponseRow, RowError, RowWarning, JudgmentRow, VerdictRow)
    return ParsedFile(file, digest, *(tuple(sorts.get(kind, ())) for kind in kinds))  # type: ignore[arg-type]


def read_rows(file: str, stream: BinaryIO, request: Request) -> Iterator[Found]:
    """Good rows, what is suspicious in them, and every reason why others are bad, in order."""
    count = errors = 0
    try:
        source = open_file(file, stream, request)
        for row in _rows(source, request):
            count += 1
            errors += isinstance(row, RowError)
            yield row
            if errors > MAX_ERRORS:
                yield RowError(file, None, "", Reason.TOO_MANY_ERRORS, {"limit": MAX_ERRORS})
                return
    except UnreadableError as unreadable:
        yield from unreadable.errors
        return
    if not count:
        yield RowError(file, None, "", Reason.NO_ROWS)


def open_file(file: str, stream: BinaryIO, request: Request) -> Source:
    container = _CONTAINERS.get(request.file_format)
    return open_source(file, stream, container, request.sheet)


def _rows(source: Source, request: Request) -> Iterator[Found]:
    own = LAYOUTS[request.content]
    chosen: Layout | None = None
    first_rows: dict[tuple[str, str], int] = {}
    warnings = 0
    columns = None if request.mapping or _is_table_of_others(source, request) else own.columns
    for record in read_records(source, columns):
        if isinstance(record, RowError):
            yield record
            continue
        chosen = chosen or _layout(record, request, own)
        fields = Fields(source.file, _mapped(record, request))
        found = chosen.read(fields)
        _refuse_second(fields, found[0], first_rows)
        yield from fields.errors or found
        if not fields.errors and warnings < MAX_WARNINGS:
            suspicions = [warning for row in found for warning in warnings_of(row)]
            warnings += len(suspicions)
            yield from suspicions


def _is_table_of_others(source: Source, request: Request) -> bool:
    """A published file that somebody saved as a workbook or Parquet has its own column names."""
    return request.file_format is Format.HUATUO and source.container is not Container.CSV


def _mapped(record: Record, request: Request) -> Record:
    return request.mapping.apply(record) if request.mapping else record


def _layout(first: Record, request: Request, own: Layout) -> Layout:
    if request.mapping or request.content in (Content.JUDGMENTS, Content.VERDICTS):
        return own
    looks_published = request.file_format is Format.AUTO and huatuo.MARKS & first.values.keys()
    return PUBLISHED if looks_published or request.file_format is Format.HUATUO else own


def _refuse_second(fields: Fields, row: Row, first_rows: dict[tuple[str, str], int]) -> None:
    """The second row of an id is bad even if the first is, and even if both are equal.

    An id counts per kind: published single- and multi-turn files number alike.
    """
    if not row.external_id or isinstance(row, JudgmentRow | VerdictRow):
        return
    first = first_rows.setdefault((row.kind, row.external_id), fields.row)
    if first != fields.row:
        fields.refuse(fields.id_field, Reason.DUPLICATE_ID, value=row.external_id, first=first)
