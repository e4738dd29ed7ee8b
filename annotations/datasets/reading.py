"""Pieces that the readers share: a record, and what makes a file unreadable. Pure.

A record's row is what a person sees in their editor: the line in JSON lines, the
spreadsheet's row in CSV and XLSX (the header is row 1), the place in a JSON list or a
Parquet file, from 1.
"""

from dataclasses import dataclass

from annotations.datasets.limits import MAX_JSON_DEPTH
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.strict_json import TooDeepError


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


def unreadable(
    file: str, reason: Reason, *, row: int | None = None, field: str = "", **params: str | int
) -> UnreadableError:
    return UnreadableError(RowError(file, row, field, reason, params))


def json_error(file: str, row: int | None, field: str, error: ValueError) -> RowError:
    """Say what load_json found wrong."""
    if isinstance(error, TooDeepError):
        return RowError(file, row, field, Reason.TOO_DEEP, {"limit": MAX_JSON_DEPTH})
    return RowError(file, row, field, Reason.INVALID_JSON, {"detail": str(error)[:200]})


def shown(text: str) -> str:
    """A value short and plain enough to stand in an error message."""
    plain = "".join(character if character.isprintable() else "?" for character in text[:60])
    return plain if len(text) <= 60 else plain + "…"
