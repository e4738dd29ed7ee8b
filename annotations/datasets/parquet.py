"""A Parquet file, as datasets on Hugging Face have it, to records. Pure: no Django.

Nothing is taken from the file at once: a few kilobytes of Parquet can stand for billions of rows.
"""

import base64
import datetime
import decimal
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from annotations.datasets.headers import Columns, check_header
from annotations.datasets.limits import MAX_CHARACTERS, MAX_ROWS
from annotations.datasets.reading import Record, unreadable
from annotations.datasets.rows import Json, Reason

BATCH = 64


def read_parquet(file: str, stream: BinaryIO, columns: Columns) -> Iterator[Record]:
    try:
        yield from _records(file, stream, columns)
    except (pa.ArrowException, ValueError, OSError, KeyError, NotImplementedError) as error:
        detail = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise unreadable(file, Reason.BROKEN_PARQUET, detail=detail) from error


def column_names(stream: BinaryIO) -> list[str]:
    """Of a file that was read without complaint before."""
    stream.seek(0)
    return [str(name) for name in pq.ParquetFile(stream, pre_buffer=False).schema_arrow.names]


def _records(file: str, stream: BinaryIO, columns: Columns) -> Iterator[Record]:
    table = pq.ParquetFile(stream, pre_buffer=False)
    if table.metadata.num_rows > MAX_ROWS:
        raise unreadable(file, Reason.TOO_MANY_ROWS, limit=MAX_ROWS)
    check_header(file, table.schema_arrow.names, columns, row=None)
    largest = max(
        (table.metadata.row_group(place).total_byte_size for place in range(table.num_row_groups)),
        default=0,
    )
    if largest > MAX_CHARACTERS * 2:
        raise unreadable(file, Reason.TOO_MUCH_TEXT, limit=MAX_CHARACTERS // 1024**2)
    row = 0
    for batch in table.iter_batches(batch_size=BATCH, use_threads=False):
        for values in batch.to_pylist():
            row += 1
            present = {name: plain(value) for name, value in values.items()}
            yield Record(row, {k: v for k, v in present.items() if v is not None})


def plain(value: Any) -> Json:
    """A value of Parquet's types in JSON's; what JSON has no word for becomes text."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
        case tuple():
            return [plain(inner) for inner in value]
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case decimal.Decimal():
            return str(value)
    return str(value)
