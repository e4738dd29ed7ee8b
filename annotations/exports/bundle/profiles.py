"""What a profile leaves out of a table. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from annotations.exports.tables import Care, Column, Row, Table, Type, Value

HASH = re.compile(r"[0-9a-f]{64}")


class Profile(StrEnum):
    """Who may read it: the team, anybody who keeps to the terms, everybody."""

    IDENTIFIED = "identified"
    PSEUDONYMISED = "pseudonymised"
    DEIDENTIFIED = "deidentified"


@dataclass(frozen=True)
class Terms:
    """A profile, and whether the study hands its answers out."""

    profile: Profile = Profile.PSEUDONYMISED
    with_answers: bool = True

    @property
    def is_deidentified(self) -> bool:
        return self.profile == Profile.DEIDENTIFIED

    def allows(self, column: Column) -> bool:
        return {
            Care.NONE: True,
            Care.IDENTITY: self.profile == Profile.IDENTIFIED,
            Care.WORDS: not self.is_deidentified,
            Care.ANSWER: self.with_answers,
        }[column.care]

    def table(self, table: Table) -> Table:
        """The table as this file has it: some columns gone, times perhaps days."""
        kept = (self._column(column) for column in table.columns if self.allows(column))
        return replace(table, columns=tuple(kept))

    def _column(self, column: Column) -> Column:
        if self.is_deidentified and column.type == Type.TIME:
            return replace(column, type=Type.DAY)
        return column

    def rows(self, table: Table, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of the whole table, cut to what ``table()`` has."""
        places = [at for at, column in enumerate(table.columns) if self.allows(column)]
        if not self.is_deidentified:
            return (tuple(row[at] for at in places) for row in rows)
        return (tuple(coarse(row[at], table.columns[at]) for at in places) for row in rows)


def coarse(value: Value, column: Column) -> Value:
    """A moment as its day in UTC; of a record's particulars only what nobody typed."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).date().isoformat()
    if column.key == "data":
        return untyped(value)
    if column.key == "actor" and isinstance(value, str) and value.startswith("user:"):
        return "user"
    return value


def untyped(value: Any) -> Any:
    """Numbers, yes and no, and hashes; words are left out."""
    if isinstance(value, dict):
        return {key: untyped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [untyped(part) for part in value]
    if isinstance(value, str) and not HASH.fullmatch(value):
        return None
    return value
