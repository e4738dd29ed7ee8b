"""Rows as Parquet, by the pinned pyarrow with fixed options: the same rows give the same bytes."""

import json
from collections.abc import Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from annotations.exports.tables import Column, Row, Type, Value

TYPES = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.TIME: pa.timestamp("us", tz="UTC"),
    Type.DAY: pa.string(),
    Type.JSON: pa.string(),
    Type.MESSAGES: pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
}
GROUP = 10_000
# Nothing that depends on a compressor's build or on the machine.
OPTIONS: dict[str, Any] = {
    "compression": "NONE",
    "version": "2.6",
    "data_page_version": "1.0",
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
}


class ParquetWriter:
    """Takes rows bit by bit, writes them in groups of a fixed size."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        self.columns = columns
        self.schema = pa.schema([(column.key, TYPES[column.type]) for column in columns])
        self.writer = pq.ParquetWriter(stream, self.schema, **OPTIONS)
        self.waiting: list[Row] = []

    def write(self, rows: Sequence[Row]) -> None:
        self.waiting.extend(rows)
        while len(self.waiting) >= GROUP:
            self._flush(self.waiting[:GROUP])
            del self.waiting[:GROUP]

    def close(self) -> None:
        if self.waiting:
            self._flush(self.waiting)
        self.writer.close()

    def _flush(self, rows: Sequence[Row]) -> None:
        arrays = [
            pa.array([cell(row[at], column) for row in rows], TYPES[column.type])
            for at, column in enumerate(self.columns)
        ]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema), GROUP)


def cell(value: Value, column: Column) -> Value:
    if column.type == Type.JSON and value is not None:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if column.type == Type.NUMBER and value is not None:
        return float(value)  # type: ignore[arg-type]
    return value
