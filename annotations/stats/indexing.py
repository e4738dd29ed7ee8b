"""Which ids stand in which rows, and how many different ones: what counting by cluster needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from annotations.stats.estimate import Sample

# Rows by columns of counts: sparse where most of them are 0 and there are many.
Table = NDArray[np.float64] | csr_array
# A key of several columns may grow as far as an int64 does.
PACKED = 2**62
# Where keys lie closely enough, a table of all that could be replaces sorting them.
SPARSE, SPARSE_TIMES = 2**19, 16


def array_hash(arrays: Mapping[str, NDArray[np.generic]], header: str) -> str:
    """SHA-256 of named columns, the rows sorted; 2-dimensional arrays are several columns."""
    columns = [column for array in arrays.values() for column in np.atleast_2d(array.T)]
    order = _order(columns)
    digest = sha256(f"{header} {','.join(arrays)} {len(order)}".encode())
    for column in columns:
        little = column[order].astype(column.dtype.newbyteorder("<"))
        digest.update(little.dtype.str.encode() + little.tobytes())
    return digest.hexdigest()


def _order(columns: list[NDArray[np.generic]]) -> NDArray[np.intp]:
    """The rows in lexicographic order.

    The first columns tell nearly all rows apart: packed into one number, they are sorted
    once instead of column by column.
    """
    packed, size = np.zeros(len(columns[0]), np.int64), 1
    for column in columns if len(packed) else ():
        if column.dtype.kind not in "biu":
            break
        low, high = int(column.min()), int(column.max())
        size *= high - low + 1
        if size >= PACKED:
            break
        packed = packed * (high - low + 1) + (column.astype(np.int64) - low)
    steps = np.diff(packed)
    if len(packed) and (steps > 0).all():
        return np.arange(len(packed))
    order = np.argsort(packed, kind="stable")
    if len(order) and (np.diff(packed[order]) > 0).all():
        return order
    return np.lexsort(columns[::-1])


def distinct(keys: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The different ones of whole numbers from 0 to ``size``, in order."""
    if size > max(SPARSE, SPARSE_TIMES * len(keys)):
        return np.unique(keys)
    present = np.zeros(size, bool)
    present[keys] = True
    return np.flatnonzero(present)


@dataclass(frozen=True, eq=False)
class Index:
    """Which of the distinct ids stands in each row: ``ids[at]`` are the rows again."""

    ids: NDArray[np.int64]
    at: NDArray[np.int64]

    @classmethod
    def of(cls, rows: NDArray[np.generic]) -> "Index":
        numbers = rows.astype(np.int64, copy=False)
        low = int(numbers.min()) if len(numbers) else 0
        size = int(numbers.max()) - low + 1 if len(numbers) else 0
        if size > max(SPARSE, SPARSE_TIMES * len(numbers)):
            ids, at = np.unique(numbers, return_inverse=True)
            return cls(ids, at.astype(np.int64, copy=False))
        ids = distinct(numbers - low, size)
        places = np.zeros(size, np.int64)
        places[ids] = np.arange(len(ids))
        return cls(ids + low, places[numbers - low])

    @property
    def size(self) -> int:
        return len(self.ids)

    def rows(self, order: NDArray[np.intp] | None = None) -> list[NDArray[np.intp]]:
        """Of every id, where it stands: in ``order``, or as the rows stand."""
        at = self.at if order is None else self.at[order]
        together = np.argsort(at, kind="stable")
        ends = np.cumsum(np.bincount(at, minlength=self.size))[:-1]
        pieces = np.split(together if order is None else order[together], ends)
        return pieces[: self.size]

    def count(self, mask: NDArray[np.bool_]) -> int:
        """How many different ids stand in those rows."""
        present = np.zeros(self.size, dtype=bool)
        present[self.at[mask]] = True
        return int(np.count_nonzero(present))

    def sums(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of rows, shape (n, k), by id: shape (size, k)."""
        columns = (np.bincount(self.at, column, self.size) for column in rows.T)
        return np.stack(list(columns), axis=1) if rows.shape[1] else np.zeros((self.size, 0))


@dataclass(frozen=True)
class Clusters:
    """Numbers of distinct items, raters, and items in the hands of a rater."""

    items: int
    raters: int
    cells: int


@dataclass(frozen=True)
class Part:
    """What a number made of some of the judgments rests on."""

    sample: Sample
    clusters: Clusters
