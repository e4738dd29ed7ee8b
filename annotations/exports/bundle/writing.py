"""One table as three files, written side by side in one pass over its rows."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from annotations.exports.formats import WRITERS, write_rows
from annotations.exports.tables import Row, Table
from annotations.exports.writers import Format

# CSV for people, JSON lines and Parquet for programs.
FORMS = (Format.CSV, Format.JSONL, Format.PARQUET)


@dataclass(frozen=True)
class WrittenTable:
    """A table that was written: how many rows, and where."""

    table: Table
    rows: int
    folder: str


def write_table(root: Path, folder: str, table: Table, rows: Iterable[Row]) -> WrittenTable:
    (root / folder).mkdir(exist_ok=True)
    with ExitStack() as files:
        writers = []
        for form in FORMS:
            path = root / folder / f"{table.name}.{form}"
            stream = files.enter_context(path.open("wb"))
            writers.append(WRITERS[form](stream, table.columns))
        return WrittenTable(table, write_rows(rows, writers), folder)
