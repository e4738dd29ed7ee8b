"""Rows with named columns, from a server-side cursor, in an order that is the same everywhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Collate

CHUNK = 2000


@dataclass(frozen=True)
class Rows:
    """The names of the columns, and the rows; they can be read once."""

    keys: tuple[str, ...]
    values: Iterator[tuple[Any, ...]]


def read(rows: QuerySet[Any], columns: Mapping[str, Any], order: Sequence[Any]) -> Rows:
    """``order`` must leave nothing to chance: two readings are equal row by row."""
    chosen = {f"x_{key}": expression for key, expression in columns.items()}
    found = rows.annotate(**chosen).order_by(*order).values_list(*chosen)
    return Rows(tuple(columns), found.iterator(chunk_size=CHUNK))


def as_bytes(field: str) -> Collate:
    """Sorted by code point: a database's own order of texts differs from machine to machine."""
    return Collate(F(field), "C")
