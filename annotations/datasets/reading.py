"""Bytes to records: a JSON list, JSON lines or CSV. Pure: no Django, no I/O.

A record's row is what a person sees in their editor: the line in JSON lines, the
spreadsheet's row in CSV (the header is row 1), the place in a JSON list, from 1.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotations.datasets.limits import (
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_JSON_DEPTH,
    MAX_ROWS,
)
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.strict_json import TooDeepError, load_json


class Container(StrEnum):
    """How the records lie in the file."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True)
class Record:
    """One row before anybody asked what its fields mean."""

    row: int
    values: dict[str, Json]


class UnreadableError(Exception):
    """The file, or all of it from one row on, cannot be read."""

    def __init__(self, *errors: RowError) -> None:
        super().__init__(", ".join(error.reason for error in errors))
        self.errors = errors


def read_text(file: str, data: bytes) -> str:
    """The file's text; a byte order mark, which Excel writes, is dropped."""
    if len(data) > MAX_FILE_BYTES:
        raise _unreadable(file, Reason.FILE_TOO_LARGE, limit=MAX_FILE_BYTES // 1024**2)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(file, Reason.NOT_UTF8, line=line) from error
    if not text.strip():
        raise _unreadable(file, Reason.FILE_EMPTY)
    return text


def sniff(text: str) -> Container:
    """Tell the container from the first character that is not a blank."""
    first = text.lstrip()[:1]
    return {"[": Container.JSON, "{": Container.JSONL}.get(first, Container.CSV)


def read_records(
    file: str, text: str, container: Container, columns: tuple[str, ...]
) -> Iterator[Record | RowError]:
    """Every record, or the reason why there is none, in the file's order.

    ``columns`` are those that a CSV file may have: a wrong one is named once, not in every row.
    Raises UnreadableError where the rest of the file makes no sense any more.
    """
    if container is Container.CSV:
        records = _csv(file, text, columns)
    else:
        records = {Container.JSON: _json_list, Container.JSONL: _json_lines}[container](file, text)
    for count, record in enumerate(records):
        if count == MAX_ROWS:
            raise _unreadable(file, Reason.TOO_MANY_ROWS, limit=MAX_ROWS)
        yield record


def _unreadable(
    file: str, reason: Reason, *, row: int | None = None, field: str = "", **params: str | int
) -> UnreadableError:
    return UnreadableError(RowError(file, row, field, reason, params))


def _json_list(file: str, text: str) -> Iterator[Record | RowError]:
    try:
        values = load_json(text)
    except ValueError as error:
        raise UnreadableError(json_error(file, None, "", error)) from error
    if not isinstance(values, list):
        raise _unreadable(file, Reason.NOT_A_LIST)
    for row, value in enumerate(values, start=1):
        yield _record(file, row, value)


def _json_lines(file: str, text: str) -> Iterator[Record | RowError]:
    # io.StringIO ends lines at \n alone; str.splitlines would also cut an answer at U+2028.
    for row, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _record(file, row, load_json(line))
        except ValueError as error:
            yield json_error(file, row, "", error)


def _record(file: str, row: int, value: Json) -> Record | RowError:
    if isinstance(value, dict):
        return Record(row, value)
    return RowError(file, row, "", Reason.NOT_AN_OBJECT)


def json_error(file: str, row: int | None, field: str, error: ValueError) -> RowError:
    """Say what load_json found wrong."""
    if isinstance(error, TooDeepError):
        return RowError(file, row, field, Reason.TOO_DEEP, {"limit": MAX_JSON_DEPTH})
    return RowError(file, row, field, Reason.INVALID_JSON, {"detail": str(error)[:200]})


def _csv(file: str, text: str, columns: tuple[str, ...]) -> Iterator[Record | RowError]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    try:
        header = _header(file, next(lines), columns)
        row = 1
        for row, cells in enumerate(lines, start=2):
            if any(cell.strip() for cell in cells):
                yield _csv_record(file, row, header, cells)
    except csv.Error as error:
        # After a stray quote nobody knows where the next row begins, so reading ends here.
        detail = str(error)[:200]
        raise _unreadable(file, Reason.INVALID_CSV, row=row + 1, detail=detail) from error


def _header(file: str, cells: list[str], columns: tuple[str, ...]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(names) > MAX_COLUMNS:
        raise _unreadable(file, Reason.TOO_MANY_COLUMNS, row=1, limit=MAX_COLUMNS)
    errors = [
        RowError(file, 1, shown(name), Reason.UNKNOWN_FIELD, {"allowed": ", ".join(columns)})
        for name in names
        if name not in columns
    ]
    twice = {name for name in names if name in columns and names.count(name) > 1}
    errors += [RowError(file, 1, name, Reason.DUPLICATE_COLUMN) for name in sorted(twice)]
    if errors:
        raise UnreadableError(*errors)
    return names


def _csv_record(file: str, row: int, header: list[str], cells: list[str]) -> Record | RowError:
    if len(cells) != len(header):
        params = {"expected": len(header), "found": len(cells)}
        return RowError(file, row, "", Reason.WRONG_CELL_COUNT, params)
    # An empty cell is a field that is not there: CSV cannot say the difference. And how a line
    # ends within a cell is the spreadsheet's doing, not the text's.
    values: dict[str, Json] = {
        name: _plain_ends(cell) for name, cell in zip(header, cells, strict=True) if cell
    }
    return Record(row, values)


def _plain_ends(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def shown(text: str) -> str:
    """A value short and plain enough to stand in an error message."""
    plain = "".join(character if character.isprintable() else "?" for character in text[:60])
    return plain if len(text) <= 60 else plain + "…"
