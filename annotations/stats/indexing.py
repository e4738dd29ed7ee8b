"""Which ids stand in which rows, and how many different ones: what counting by cluster needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from annotations.stats.estimate import Sample


def array_hash(arrays: Mapping[str, NDArray[np.generic]], header: str) -> str:
    """SHA-256 of named columns, the rows sorted; 2-dimensional arrays are several columns."""
    columns = [column for array in arrays.values() for column in np.atleast_2d(array.T)]
    order = np.lexsort(columns[::-1])
    digest = sha256(f"{header} {','.join(arrays)} {len(order)}".encode())
    for column in columns:
        little = column[order].astype(column.dtype.newbyteorder("<"))
        digest.update(little.dtype.str.encode() + little.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Index:
    """Which of the distinct ids stands in each row: ``ids[at]`` are the rows again."""

    ids: NDArray[np.int64]
    at: NDArray[np.int64]

    @classmethod
    def of(cls, rows: NDArray[np.generic]) -> "Index":
        ids, at = np.unique(rows, return_inverse=True)
        return cls(ids, at.astype(np.int64, copy=False))

    @property
    def size(self) -> int:
        return len(self.ids)

    def count(self, mask: NDArray[np.bool_]) -> int:
        """How many different ids stand in those rows."""
        present = np.zeros(self.size, dtype=bool)
        present[self.at[mask]] = True
        return int(np.count_nonzero(present))

    def sums(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums of rows, shape (n, k), by id: shape (size, k)."""
        numbers = np.arange(len(self.at))
        picked = csr_array((np.ones(len(self.at)), (self.at, numbers)), (self.size, len(self.at)))
        total: NDArray[np.float64] = picked @ rows
        return total


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
