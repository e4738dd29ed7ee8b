"""A first look into a file, and its rows as they stand there. Pure but for the open file."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotations.datasets import huatuo
from annotations.datasets.limits import MAX_COLUMNS
from annotations.datasets.parsing import Request, open_file
from annotations.datasets.reading import Record, UnreadableError
from annotations.datasets.rows import Json
from annotations.datasets.tables import Container, Source, read_records
from annotations.datasets.wire import encode

SHOWN_ROWS = 5
SHOWN_CHARACTERS = 200
# Fields of JSON may be missing in the first rows.
LOOKED_AT_ROWS = 200


def look(stream: BinaryIO, request: Request) -> Iterator[str]:
    """One line about the file, or the errors for which there is none."""
    try:
        source = open_file("", stream, request)
        yield json.dumps(["look", _describe(source)])
    except UnreadableError as unreadable:
        yield from map(encode, unreadable.errors)


def _describe(source: Source) -> dict[str, Any]:
    columns: dict[str, None] = {}
    samples: list[tuple[int, dict[str, str]]] = []
    published = False
    for count, record in enumerate(read_records(source, None)):
        if count == LOOKED_AT_ROWS:
            break
        if not isinstance(record, Record):
            continue
        if source.container is not Container.CSV:
            published = published or huatuo.is_published(record.values)
        for name in record.values:
            if len(columns) < MAX_COLUMNS:
                columns.setdefault(name)
        if len(samples) < SHOWN_ROWS:
            samples.append((record.row, {k: _short(v) for k, v in record.values.items()}))
    # The header first, where there is one: a column may be empty in all the rows looked at.
    columns = dict.fromkeys([*_header(source), *columns][:MAX_COLUMNS])
    return {
        "container": source.container,
        "encoding": source.encoding,
        "sheets": _sheets(source),
        "columns": list(columns),
        "samples": samples,
        "published": published,
    }


def _header(source: Source) -> list[str]:
    """Of a table; objects have no header. What is wrong with it the records tell."""
    if source.container is Container.PARQUET:
        from annotations.datasets.parquet import column_names

        return column_names(source.stream)[:MAX_COLUMNS]
    if source.container not in (Container.CSV, Container.XLSX):
        return []
    _row, cells = next(_raw(source), (0, None))
    names = [str(cell).strip() for cell in cells] if isinstance(cells, list) else []
    return [name for name in names[:MAX_COLUMNS] if name]


def _short(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


def _sheets(source: Source) -> list[str]:
    if source.container is not Container.XLSX:
        return []
    from annotations.datasets.spreadsheets import sheet_names

    source.stream.seek(0)
    return sheet_names(source.stream)


def raw_rows(stream: BinaryIO, request: Request) -> Iterator[str]:
    """Number and content of every row, good or bad, with the header first where there is one.

    The content is a list of cells in CSV and workbooks, else an object, or the line
    itself where it holds none.
    """
    try:
        source = open_file("", stream, request)
        for row, content in _raw(source):
            yield json.dumps(["raw", row, content])
    except (UnreadableError, csv.Error):
        return


def _raw(source: Source) -> Iterator[tuple[int, Json]]:
    if source.container is Container.CSV:
        return _raw_csv(source)
    if source.container is Container.XLSX:
        return _raw_sheet(source)
    if source.container is Container.JSONL:
        return _raw_lines(source)
    records = read_records(source, None)
    return ((found.row or 0, getattr(found, "values", None)) for found in records)


def _raw_csv(source: Source) -> Iterator[tuple[int, Json]]:
    from annotations.datasets.text_tables import csv_lines

    for row, cells in enumerate(csv_lines(source.text), start=1):
        yield row, list(cells)


def _raw_sheet(source: Source) -> Iterator[tuple[int, Json]]:
    from annotations.datasets.spreadsheets import sheet_rows

    for row, texts in sheet_rows(source.file, source.stream, source.sheet):
        if texts:
            yield row, list(texts)


def _raw_lines(source: Source) -> Iterator[tuple[int, Json]]:
    for row, line in enumerate(io.StringIO(source.text, newline="\n"), start=1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            yield row, value if isinstance(value, dict) else line.rstrip("\n")
