"""Files to rows and errors, all bad rows at once. Pure: no Django, no I/O.

A caller reads the bytes, asks for items or responses, and hands the rows to ``services``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from annotations.datasets import huatuo, native
from annotations.datasets.fields import Fields
from annotations.datasets.reading import (
    Container,
    Record,
    UnreadableError,
    read_records,
    read_text,
    sniff,
)
from annotations.datasets.rows import ItemRow, ParsedFile, Reason, ResponseRow, RowError


class Format(StrEnum):
    """What a caller may say about a file; ``auto`` looks into it."""

    AUTO = "auto"
    HUATUO = "huatuo"
    JSONL = "jsonl"
    CSV = "csv"


Row: TypeAlias = ItemRow | ResponseRow


@dataclass(frozen=True)
class Layout:
    """What a row means: its fields, and how they are read."""

    columns: tuple[str, ...]
    read: Callable[[Fields], tuple[Row, ...]]


ITEMS = Layout(native.ITEM_FIELDS, lambda fields: (native.read_item(fields),))
RESPONSES = Layout(native.RESPONSE_FIELDS, lambda fields: (native.read_response(fields),))
PUBLISHED = Layout((), huatuo.read_item_and_response)


def parse_items(file: str, data: bytes, file_format: Format = Format.AUTO) -> ParsedFile:
    """The items of one file. A published HuatuoEval file gives its answers too."""
    return _parse(file, data, file_format, ITEMS)


def parse_responses(file: str, data: bytes, file_format: Format = Format.AUTO) -> ParsedFile:
    """One system's responses; a published HuatuoEval file gives their items too."""
    return _parse(file, data, file_format, RESPONSES)


def _parse(file: str, data: bytes, file_format: Format, layout: Layout) -> ParsedFile:
    rows: list[Row] = []
    errors: list[RowError] = []
    try:
        text = read_text(file, data)
        records = read_records(file, text, _container(text, file_format), layout.columns)
        _read_rows(file, records, file_format, layout, rows, errors)
    except UnreadableError as unreadable:
        errors.extend(unreadable.errors)
    if not rows and not errors:
        errors.append(RowError(file, None, "", Reason.NO_ROWS))
    return ParsedFile(
        file,
        sha256(data).hexdigest(),
        items=tuple(row for row in rows if isinstance(row, ItemRow)),
        responses=tuple(row for row in rows if isinstance(row, ResponseRow)),
        errors=tuple(errors),
    )


def _container(text: str, file_format: Format) -> Container:
    if file_format is Format.CSV:
        return Container.CSV
    found = sniff(text)
    if file_format is Format.AUTO or found is Container.JSON:
        return found
    return Container.JSONL


def _read_rows(
    file: str,
    records: Iterable[Record | RowError],
    file_format: Format,
    layout: Layout,
    rows: list[Row],
    errors: list[RowError],
) -> None:
    """Fill ``rows`` and ``errors``, which keep what was found before a file breaks off."""
    chosen: Layout | None = None
    first_rows: dict[tuple[str, str], int] = {}
    for record in records:
        if isinstance(record, RowError):
            errors.append(record)
            continue
        chosen = chosen or _layout(record, file_format, layout)
        fields = Fields(file, record)
        found = chosen.read(fields)
        _refuse_second(fields, found[0], first_rows)
        if fields.errors:
            errors.extend(fields.errors)
        else:
            rows.extend(found)


def _layout(first: Record, file_format: Format, own: Layout) -> Layout:
    looks_published = file_format is Format.AUTO and huatuo.MARKS & first.values.keys()
    return PUBLISHED if looks_published or file_format is Format.HUATUO else own


def _refuse_second(fields: Fields, row: Row, first_rows: dict[tuple[str, str], int]) -> None:
    """The second row of an id is bad even if the first is, and even if both are equal.

    An id counts per kind: published single- and multi-turn files number alike.
    """
    if not row.external_id:
        return
    first = first_rows.setdefault((row.kind, row.external_id), fields.row)
    if first != fields.row:
        fields.refuse(fields.id_field, Reason.DUPLICATE_ID, value=row.external_id, first=first)
