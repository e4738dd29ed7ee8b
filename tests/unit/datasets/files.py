"""Files of every format, made from rows."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq


def workbook(
    *rows: Sequence[Any], title: str = "Items", **sheets: Sequence[Sequence[Any]]
) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(rows: Sequence[dict[str, Any]], **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), stream, **options)
    return stream.getvalue()


def csv_text(*rows: Sequence[str], ends: str = "\n") -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + ends for row in rows)
