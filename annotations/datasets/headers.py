"""The names in a table's first row. Pure: no Django, no I/O."""

from collections.abc import Collection, Sequence
from typing import TypeAlias

from annotations.datasets.limits import MAX_COLUMNS
from annotations.datasets.reading import UnreadableError, shown, unreadable
from annotations.datasets.rows import Reason, RowError

# The columns that a table may have; None where a mapping decides what becomes of each.
Columns: TypeAlias = tuple[str, ...] | None
# What a file of bad rows says about each; it is read over when the mended file comes back.
REASONS = "what_is_wrong"


def check_header(
    file: str, cells: Sequence[str], columns: Columns, *, row: int | None = 1
) -> list[str]:
    """The column names, or UnreadableError that names every wrong one: once, not in every row."""
    names = [cell.strip() for cell in cells]
    if len(names) > MAX_COLUMNS:
        raise unreadable(file, Reason.TOO_MANY_COLUMNS, row=row, limit=MAX_COLUMNS)
    allowed: Collection[str] = names if columns is None else (*columns, REASONS)
    errors = [
        RowError(file, row, shown(name), Reason.UNKNOWN_FIELD, {"allowed": ", ".join(allowed)})
        for name in names
        if name not in allowed
    ]
    twice = {name for name in names if name and name in allowed and names.count(name) > 1}
    errors += [RowError(file, row, shown(name), Reason.DUPLICATE_COLUMN) for name in sorted(twice)]
    if errors:
        raise UnreadableError(*errors)
    return names
