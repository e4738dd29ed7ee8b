"""Rows into a stream, in any format, a few at a time: memory does not grow with the rows. Pure."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import IO, Protocol

from annotations.exports.parquet import ParquetWriter
from annotations.exports.spreadsheet import XlsxWriter
from annotations.exports.tables import Column, Row
from annotations.exports.writers import Format, csv_head, csv_rows, jsonl_lines

CHUNK = 1000


class Writer(Protocol):
    """One file under way."""

    def write(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """For people and their spreadsheets."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        self.stream = stream
        stream.write(csv_head([column.key for column in columns]).encode())

    def write(self, rows: Sequence[Row]) -> None:
        self.stream.writelines(line.encode() for line in csv_rows(rows))

    def close(self) -> None: ...


class JsonLinesWriter:
    """For programs: every text as it is."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        self.stream, self.keys = stream, [column.key for column in columns]

    def write(self, rows: Sequence[Row]) -> None:
        self.stream.writelines(line.encode() for line in jsonl_lines(rows, self.keys))

    def close(self) -> None: ...


WRITERS: dict[Format, type[CsvWriter | JsonLinesWriter | ParquetWriter | XlsxWriter]] = {
    Format.CSV: CsvWriter,
    Format.JSONL: JsonLinesWriter,
    Format.PARQUET: ParquetWriter,
    Format.XLSX: XlsxWriter,
}


def write_rows(rows: Iterable[Row], writers: Sequence[Writer]) -> int:
    """All rows into all writers in one pass, which are closed; returns how many rows."""
    count, source = 0, iter(rows)
    while chunk := list(islice(source, CHUNK)):
        for writer in writers:
            writer.write(chunk)
        count += len(chunk)
    for writer in writers:
        writer.close()
    return count
