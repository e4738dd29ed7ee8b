"""Columns of numbers out of PostgreSQL at the speed of COPY: no Python object per row."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from django.db import connection
from numpy.typing import NDArray

# Signature, flags and length of the header extension that PostgreSQL writes in front.
HEADER_BYTES = 19
# Before the first row of the end: a field count of -1.
TRAILER_BYTES = 2
TYPES = {"int8": ">i8", "int4": ">i4", "int2": ">i2", "float4": ">f4"}

Columns = dict[str, NDArray[np.generic]]


def copy_columns(
    query: str, parameters: Sequence[object], types: dict[str, str]
) -> dict[str, NDArray[np.generic]]:
    """The query's columns as arrays, by name. ``types``: PostgreSQL's name of each one's type.

    None may be null: then every row has the same width, and the whole answer is one array.
    """
    with connection.cursor() as cursor:
        statement = cursor.mogrify(query, parameters).decode()
        target = BytesIO()
        # Django's wrapper counts and shows statements that it executes; this one bypasses it.
        cursor.cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT binary)", target)
    return _columns(target.getbuffer(), types)


def _columns(data: memoryview, types: dict[str, str]) -> dict[str, NDArray[np.generic]]:
    fields = [("fields", ">i2")]
    for name, kind in types.items():
        fields += [(f"size of {name}", ">i4"), (name, TYPES[kind])]
    row = np.dtype(fields)
    rows = np.frombuffer(data[HEADER_BYTES:-TRAILER_BYTES], row)
    for name in types:
        if (rows[f"size of {name}"] != row[name].itemsize).any():
            raise ValueError(f"{name} has rows without a value")
    return {name: rows[name].astype(row[name].newbyteorder("=")) for name in types}
