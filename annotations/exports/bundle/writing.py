"""One table as three files, written side by side in one pass over its rows."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from annotations.exports.parquet import ParquetWriter
from annotations.exports.tables import Row, Table
from annotations.exports.writers import csv_head, csv_rows, jsonl_lines

CHUNK = 1000
FORMS = ("csv", "jsonl", "parquet")


@dataclass(frozen=True)
class WrittenTable:
    """A table that was written: how many rows, and where."""

    table: Table
    rows: int
    folder: str

    @property
    def files(self) -> list[str]:
        return [f"{self.folder}/{self.table.name}.{form}" for form in FORMS]


def write_table(root: Path, folder: str, table: Table, rows: Iterable[Row]) -> WrittenTable:
    """CSV for people, JSON lines and Parquet for programs; memory does not grow with the rows."""
    count, source = 0, iter(rows)
    (root / folder).mkdir(exist_ok=True)
    paths = [root / folder / f"{table.name}.{form}" for form in FORMS]
    with ExitStack() as files:
        sheet, lines, columns = (files.enter_context(path.open("wb")) for path in paths)
        parquet = ParquetWriter(columns, table.columns)
        sheet.write(csv_head(table.keys).encode())
        while chunk := list(islice(source, CHUNK)):
            sheet.writelines(line.encode() for line in csv_rows(chunk))
            lines.writelines(line.encode() for line in jsonl_lines(chunk, table.keys))
            parquet.write(chunk)
            count += len(chunk)
        parquet.close()
    return WrittenTable(table, count, folder)
