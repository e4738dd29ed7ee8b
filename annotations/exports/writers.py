"""Rows as bytes, one line after the other. Pure.

CSV is for people and their spreadsheets, so it starts with a byte order mark and a
text that a spreadsheet would take for a formula gets an apostrophe in front.
JSON Lines is for programs: every text leaves as it is.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from annotations.exports.tables import Column, Row, Value

BYTE_ORDER_MARK = "\ufeff"
# The wide forms act as the plain ones do where Chinese or Japanese is set.
FORMULA_STARTS = tuple("=+-@|＝＋－＠")
# Controls, blanks and invisible marks, which a spreadsheet may pass over at the beginning.
_PASSED_OVER = (
    *(range(0x21), range(0x7F, 0xA1), range(0xAD, 0xAE), range(0x61C, 0x61D)),
    *(range(0x1680, 0x1681), range(0x180E, 0x180F), range(0x2000, 0x2010)),
    *(range(0x2028, 0x2030), range(0x205F, 0x2070), range(0x3000, 0x3001)),
    range(0xFEFF, 0xFF00),
)
PASSED_OVER = "".join(chr(code) for codes in _PASSED_OVER for code in codes)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/jsonl; charset=utf-8",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def lines(rows: Iterable[Row], columns: Sequence[Column], form: Format) -> Iterator[bytes]:
    """The whole of a CSV or JSON lines file, line by line; memory does not grow with the rows."""
    keys = [column.key for column in columns]
    write = {Format.CSV: csv_lines, Format.JSONL: jsonl_lines}[form]
    return (line.encode() for line in write(rows, keys))


class _Echo:
    """Gives back what the csv module writes."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Row], keys: Sequence[str]) -> Iterator[str]:
    """Comma, double quotes, CRLF (RFC 4180); true and false, ISO times, nothing for nothing."""
    yield csv_head(keys)
    yield from csv_rows(rows)


def csv_head(keys: Sequence[str]) -> str:
    """The line of keys."""
    return BYTE_ORDER_MARK + _writer()(keys)


def csv_rows(rows: Iterable[Row]) -> Iterator[str]:
    writerow = _writer()
    for row in rows:
        yield writerow(map(csv_cell, row))


def _writer() -> Callable[[Iterable[str]], str]:
    writerow: Callable[[Iterable[str]], str] = csv.writer(_Echo()).writerow
    return writerow


def jsonl_lines(rows: Iterable[Row], keys: Sequence[str]) -> Iterator[str]:
    """One object a line, with the columns' keys in their order; null for nothing."""
    for row in rows:
        values = dict(zip(keys, map(_json, row), strict=True))
        yield json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n"


def csv_cell(value: Value) -> str:
    return inert(value) if isinstance(value, str) else plain(value)


def plain(value: Value) -> str:
    """A value as text, as every format that has only texts writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso_utc(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value if isinstance(value, str) else repr(value)


def inert(text: str) -> str:
    """The text so that no spreadsheet computes it. A number stays a number, minus included."""
    start = text.lstrip(PASSED_OVER)
    if start.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _json(value: Value) -> Value:
    return iso_utc(value) if isinstance(value, datetime) else value


def iso_utc(moment: datetime) -> str:
    """Microseconds always, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
