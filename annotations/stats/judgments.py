"""What was judged, as compact arrays: the input of every statistic that knows items and raters.

One row per judgment of one criterion, in canonical orientation: the first system of a
row is the one that comes first in the study, whatever side it stood on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from annotations.stats.counts import Counts
from annotations.stats.estimate import Sample
from annotations.stats.indexing import Clusters, Index, Part, Table, array_hash, distinct

WIN, TIE, LOSS = 0, 1, 2
# Columns of a count table: (pair, left, outcome), the last running fastest.
SIDES, OUTCOMES = 2, 3
# Entries of a count table that are cheaper at hand than looked up: so many, and so many a row.
DENSE, DENSE_TIMES = 2**18, 8


@dataclass(frozen=True, eq=False)
class Judgments:
    """Judgments of one criterion, n rows; about 18 bytes a row.

    ``item``, ``rater``: any numbers that identify them, shape (n,). ``first`` <
    ``second``: positions of the systems in the study, below ``systems``. ``value``:
    +1 the first system won, 0 tie, -1 it lost. ``left``: the first system stood on the
    left. ``lengths``: characters of the first and the second answer, shape (n, 2), or
    None. ``seconds``: active time of the submission, NaN where unknown, or None.
    ``covariates``: further features as first minus second, each of shape (n,), such as
    the share of headings. Raises ValueError for arrays that do not fit together.
    """

    item: NDArray[np.int64]
    rater: NDArray[np.int64]
    first: NDArray[np.int16]
    second: NDArray[np.int16]
    value: NDArray[np.int8]
    left: NDArray[np.bool_]
    systems: int
    lengths: NDArray[np.int32] | None = None
    seconds: NDArray[np.float32] | None = None
    covariates: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = {len(array) for array in self.arrays.values()}
        if len(sizes) > 1:
            raise ValueError("all arrays need one row per judgment")
        if self.value.size and (self.value.min() < -1 or self.value.max() > 1):
            raise ValueError("a value is +1 (first system won), 0 (tie) or -1")
        if (self.first >= self.second).any():
            raise ValueError("the first system of a row must come before the second")
        if self.first.size and (self.first.min() < 0 or self.second.max() >= self.systems):
            raise ValueError("a system's position is out of range")

    @property
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by name, in the order of the fields."""
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        found = {name: array for name, array in named.items() if isinstance(array, np.ndarray)}
        return found | {f"covariate {name}": self.covariates[name] for name in self.covariates}

    @property
    def n(self) -> int:
        return len(self.value)

    def select(self, mask: NDArray[np.generic] | slice) -> "Judgments":
        """Those rows only: a boolean mask, row numbers or a slice."""
        # Looked up once: a mask would be counted through for every array.
        rows: NDArray[Any] = np.arange(len(self.value))[mask]
        named = ((one.name, getattr(self, one.name)) for one in fields(self))
        chosen: dict[str, Any] = {
            name: array[rows] for name, array in named if isinstance(array, np.ndarray)
        }
        covariates = {name: array[rows] for name, array in self.covariates.items()}
        return replace(self, **chosen, covariates=covariates)

    def items_in(self, whole: "Judgments") -> NDArray[np.int64]:
        """Where these items stand among those of the judgments that these are part of."""
        return np.searchsorted(whole.items.ids, self.items.ids).astype(np.int64)

    def of_pair(self, first: int, second: int) -> "Judgments":
        return self.select((self.first == first) & (self.second == second))

    @cached_property
    def items(self) -> Index:
        return Index.of(self.item)

    @cached_property
    def raters(self) -> Index:
        return Index.of(self.rater)

    @cached_property
    def cells(self) -> Index:
        """An item in the hands of a rater: both clusters at once."""
        return Index.of(self.items.at * max(1, self.raters.size) + self.raters.at)

    @cached_property
    def comparisons(self) -> Index:
        """An item and a pair: what several raters judge."""
        return Index.of(self.items.at * max(1, len(self.pairs)) + self.pair)

    @cached_property
    def _pairs(self) -> Index:
        return Index.of(self.first.astype(np.int64) * self.systems + self.second)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs that were judged, in the study's order."""
        return [(int(key) // self.systems, int(key) % self.systems) for key in self._pairs.ids]

    @property
    def pair(self) -> NDArray[np.int64]:
        """Of every row: which of ``pairs``."""
        return self._pairs.at

    @cached_property
    def column(self) -> NDArray[np.int64]:
        """Of every row: its column in a count table."""
        outcome = 1 - self.value.astype(np.int64)
        return (self.pair * SIDES + self.left) * OUTCOMES + outcome

    @property
    def columns(self) -> int:
        return len(self.pairs) * SIDES * OUTCOMES

    def table(self, clusters: Index) -> Table:
        """Judgments counted by cluster and column, (clusters, columns); sparse if it is large."""
        shape = (clusters.size, self.columns)
        if clusters.size * self.columns <= DENSE_TIMES * self.n + DENSE:
            cells = clusters.at * self.columns + self.column
            counted = np.bincount(cells, minlength=clusters.size * self.columns)
            return counted.astype(np.float64).reshape(shape)
        return csr_array((np.ones(self.n), (clusters.at, self.column)), shape=shape)

    @cached_property
    def by_item(self) -> Table:
        return self.table(self.items)

    @cached_property
    def by_rater(self) -> Table:
        return self.table(self.raters)

    @cached_property
    def by_cell(self) -> Table:
        return self.table(self.cells)

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """Counts by pair, left and outcome, shape (pairs, 2, 3)."""
        counted = np.bincount(self.column, minlength=self.columns).astype(np.float64)
        return counted.reshape(len(self.pairs), SIDES, OUTCOMES)

    def counts(self, pair: int) -> Counts:
        wins, ties, losses = self.totals[pair].sum(axis=0)
        return Counts(int(wins), int(ties), int(losses))

    @cached_property
    def sample(self) -> Sample:
        return Sample(self.n, self.items.size, self.raters.size, self.data_hash)

    def sample_where(self, mask: NDArray[np.bool_]) -> Sample:
        """How much a number made of some rows rests on; the hash is that of all rows."""
        return self.part(mask).sample

    def clusters(self, mask: NDArray[np.bool_] | None = None) -> Clusters:
        """Distinct items, raters and cells, of some rows or of all."""
        indices = (self.items, self.raters, self.cells)
        if mask is None:
            return Clusters(*(index.size for index in indices))
        return Clusters(*(index.count(mask) for index in indices))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What each of ``pairs`` rests on."""
        pairs = len(self.pairs)
        n = np.bincount(self.pair, minlength=pairs)
        met = [
            np.bincount(distinct(index.at * pairs + self.pair, index.size * pairs) % pairs)
            for index in (self.items, self.raters, self.cells)
        ]
        return tuple(
            Part(Sample(int(size), items, raters, self.data_hash), Clusters(items, raters, cells))
            for size, (items, raters, cells) in zip(n, np.array(met).T.tolist(), strict=True)
        )

    @cached_property
    def parts_of_systems(self) -> tuple[Part, ...]:
        """What each system's numbers against all others rest on."""
        met = range(self.systems)
        return tuple(self.part((self.first == s) | (self.second == s)) for s in met)

    @cached_property
    def overlap(self) -> Sample:
        """Judgments of comparisons that at least two raters judged."""
        several = np.bincount(self.comparisons.at, minlength=self.comparisons.size) > 1
        return self.sample_where(several[self.comparisons.at])

    def part(self, mask: NDArray[np.bool_]) -> Part:
        found = self.clusters(mask)
        n = int(np.count_nonzero(mask))
        return Part(Sample(n, found.items, found.raters, self.data_hash), found)

    @cached_property
    def data_hash(self) -> str:
        """SHA-256 of all arrays, the rows sorted: the same for the same judgments in any order."""
        return array_hash(self.arrays, f"judgments-1 {self.systems}")


def strict(found: Judgments, strong: NDArray[np.bool_]) -> Judgments:
    """A sensitivity analysis: only wins that were called "much better" count, others are ties.

    ``strong``: of every row.
    """
    return replace(found, value=np.where(strong, found.value, 0).astype(np.int8))


def judgments(
    item: ArrayLike,
    rater: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    value: ArrayLike,
    left: ArrayLike,
    systems: int,
    lengths: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
) -> Judgments:
    """The same from anything array-like, in the types that ``Judgments`` keeps."""
    return Judgments(
        item=np.asarray(item, np.int64),
        rater=np.asarray(rater, np.int64),
        first=np.asarray(first, np.int16),
        second=np.asarray(second, np.int16),
        value=np.asarray(value, np.int8),
        left=np.asarray(left, np.bool_),
        systems=systems,
        lengths=None if lengths is None else np.asarray(lengths, np.int32).reshape(-1, 2),
        seconds=None if seconds is None else np.asarray(seconds, np.float32),
    )
