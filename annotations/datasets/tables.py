"""A file to numbered records, whatever it is. Pure but for the open file it is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from annotations.datasets.decoding import check_size, decode
from annotations.datasets.headers import Columns
from annotations.datasets.limits import MAX_CHARACTERS, MAX_FILE_BYTES, MAX_ROWS
from annotations.datasets.reading import Record, unreadable
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.text_tables import read_csv, read_json_lines, read_json_list

_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"


class Container(StrEnum):
    """How the records lie in the file."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Source:
    """A file whose container is known, and its text if it is one."""

    file: str
    stream: BinaryIO
    container: Container
    text: str = ""
    encoding: str = ""
    sheet: str = ""


def open_source(
    file: str, stream: BinaryIO, container: Container | None = None, sheet: str = ""
) -> Source:
    """Look into the file; ``container`` overrides what text looks like, never what bytes are."""
    size = stream.seek(0, 2)
    check_size(file, size)
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    if start == _ZIP:
        return Source(file, stream, Container.XLSX, sheet=sheet)
    if start == _PARQUET:
        return Source(file, stream, Container.PARQUET)
    text, encoding = decode(file, stream.read(MAX_FILE_BYTES + 1))
    return Source(file, stream, _text_container(text, container), text, encoding)


def _text_container(text: str, wanted: Container | None) -> Container:
    if wanted is Container.CSV:
        return Container.CSV
    found = sniff(text)
    if found is Container.JSON or wanted in (None, Container.XLSX, Container.PARQUET):
        return found
    return Container.JSONL


def sniff(text: str) -> Container:
    """Tell the container from the first character that is not a blank."""
    first = text.lstrip()[:1]
    return {"[": Container.JSON, "{": Container.JSONL}.get(first, Container.CSV)


def read_records(source: Source, columns: Columns) -> Iterator[Record | RowError]:
    """Every record, or the reason why there is none, in the file's order.

    ``columns`` are those that a table with a header may have; None admits any.
    Raises UnreadableError where the rest of the file makes no sense any more.
    """
    characters = 0
    packed = source.container in (Container.XLSX, Container.PARQUET)
    for count, record in enumerate(_records(source, columns)):
        if count == MAX_ROWS:
            raise unreadable(source.file, Reason.TOO_MANY_ROWS, limit=MAX_ROWS)
        if packed and isinstance(record, Record):
            characters += _characters(record.values)
            if characters > MAX_CHARACTERS:
                limit = MAX_CHARACTERS // 1024**2
                raise unreadable(source.file, Reason.TOO_MUCH_TEXT, limit=limit)
        yield record


def _records(source: Source, columns: Columns) -> Iterator[Record | RowError]:
    match source.container:
        case Container.CSV:
            return read_csv(source.file, source.text, columns)
        case Container.JSONL:
            return read_json_lines(source.file, source.text)
        case Container.JSON:
            return read_json_list(source.file, source.text)
        case Container.XLSX:
            # Imported here: each takes a fifth of a second that a JSON file need not wait.
            from annotations.datasets.spreadsheets import read_workbook

            return read_workbook(source.file, source.stream, columns, source.sheet)
        case Container.PARQUET:
            from annotations.datasets.parquet import read_parquet

            return read_parquet(source.file, source.stream, columns)


def _characters(value: Json) -> int:
    if isinstance(value, dict):
        return sum(len(key) + _characters(inner) for key, inner in value.items())
    if isinstance(value, list):
        return sum(map(_characters, value)) + len(value)
    return len(value) if isinstance(value, str) else 8
