"""Items drawn anew with replacement, as weights: what every bootstrap here multiplies with.

A statistic that is a function of sums over items needs, per round, only how often each
item was drawn. The sums of all rounds are then one matrix product with a small table per
item, and the cost does not depend on the number of judgments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from annotations.stats.estimate import (
    THESE_EXPERTS,
    NamedInterval,
    NotEstimable,
    Reason,
)
from annotations.stats.indexing import Table
from annotations.stats.rates import LEVEL, Interval

ROUNDS = 10_000
METHOD = "item-bootstrap-2"
# Below this many items the percentiles stand on too few values to be called an interval.
MINIMUM_ITEMS = 5
# Rounds in which a statistic does not exist are left out, but not more than this share.
TOLERATED = 0.01
CHUNK_ENTRIES = 2**21
KEPT_ENTRIES, READY_ENTRIES, DENSE_ENTRIES = 2**25, 2**24, 2**23


@dataclass(frozen=True)
class ItemWeights:
    """How often each of ``items`` items was drawn in each of ``rounds`` rounds.

    The same seed gives the same weights (numpy's PCG64), however they are cut into
    chunks. Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """

    items: int
    seed: int
    rounds: int = ROUNDS
    _known: dict[int, tuple[Table, NDArray[np.float64]]] = field(
        default_factory=dict, compare=False, repr=False, kw_only=True
    )

    def sums_once(self, table: Table) -> NDArray[np.float64]:
        """As ``sums`` of counts, remembered for this very table: most statistics need it."""
        if id(table) not in self._known:
            whole = table.astype(np.float32) if isinstance(table, np.ndarray) else table
            self._known[id(table)] = table, self.sums(whole)
        return self._known[id(table)][1]

    def part(self, rows: NDArray[np.int64]) -> "ItemWeights":
        """The same rounds for some of the items only: those at these positions."""
        return _PartOfWeights(len(rows), self.seed, self.rounds, whole=self, rows=rows)

    def first(self, rounds: int) -> "ItemWeights":
        """The same with fewer rounds, for what is costly: nothing is drawn anew."""
        if rounds >= self.rounds:
            return self
        return _FirstRounds(self.items, self.seed, rounds, whole=self)

    def again(self) -> "ItemWeights":
        """The same weights for other judgments of as many items: nothing is drawn anew, and
        nothing is remembered of the tables that were multiplied before."""
        return _FirstRounds(self.items, self.seed, self.rounds, whole=self)

    def sums(self, table: Table, rounds: int | None = None) -> NDArray[np.float64]:
        """Sums over the drawn items, shape (rounds, k), of a table of shape (items, k).

        A table of float32 has to hold whole numbers: below 2^24 it adds them up exactly, and
        in half the time.
        """
        if not isinstance(table, np.ndarray) and table.shape[0] * table.shape[1] <= DENSE_ENTRIES:
            table = table.toarray()
        result = np.empty((self.rounds if rounds is None else rounds, table.shape[1]))
        at = 0
        for weights in self._chunks():
            used = weights[: len(result) - at]
            result[at : at + len(used)] = used.astype(table.dtype, copy=False) @ table
            at += len(used)
            if at == len(result):
                break
        return result

    def _chunks(self) -> Iterator[NDArray[np.generic]]:
        return iter(self._kept) if self.items * self.rounds <= KEPT_ENTRIES else self._drawn()

    @cached_property
    def _kept(self) -> list[NDArray[np.generic]]:
        """As bytes, or, where they are few, ready to be multiplied."""
        if self.items * self.rounds > READY_ENTRIES:
            return list(self._drawn())
        return [weights.astype(np.float32) for weights in self._drawn()]

    def _drawn(self) -> Iterator[NDArray[np.generic]]:
        generator = np.random.Generator(np.random.PCG64(self.seed))
        step = max(1, CHUNK_ENTRIES // max(1, self.items))
        for start in range(0, self.rounds, step):
            yield _draw(generator, self.items, min(step, self.rounds - start))


@dataclass(frozen=True, kw_only=True)
class _PartOfWeights(ItemWeights):
    """Weights of some of the items of ``whole``: nothing is drawn anew."""

    whole: ItemWeights
    rows: NDArray[np.int64] = field(compare=False)

    def part(self, rows: NDArray[np.int64]) -> ItemWeights:
        return self.whole.part(self.rows[rows])

    def sums(self, table: Table, rounds: int | None = None) -> NDArray[np.float64]:
        if isinstance(table, np.ndarray):
            placed = np.zeros((self.whole.items, table.shape[1]), table.dtype)
            placed[self.rows] = table
            return self.whole.sums(placed, rounds)
        numbers = np.arange(len(self.rows))
        shape = (self.whole.items, len(self.rows))
        place = csr_array((np.ones(len(self.rows)), (self.rows, numbers)), shape)
        return self.whole.sums(place @ table, rounds)


@dataclass(frozen=True, kw_only=True)
class _FirstRounds(ItemWeights):
    """The first rounds of ``whole``."""

    whole: ItemWeights

    def part(self, rows: NDArray[np.int64]) -> ItemWeights:
        return self.whole.part(rows).first(self.rounds)

    def sums(self, table: Table, rounds: int | None = None) -> NDArray[np.float64]:
        return self.whole.sums(table, self.rounds if rounds is None else rounds)


def _draw(generator: np.random.Generator, items: int, rounds: int) -> NDArray[np.uint8]:
    """Shape (rounds, items). An item is drawn once on average; 255 times never happens."""
    drawn = generator.integers(0, items, size=(rounds, items))
    drawn += np.arange(rounds)[:, None] * items
    counts = np.bincount(drawn.ravel(), minlength=rounds * items)
    return np.minimum(counts, 255).astype(np.uint8).reshape(rounds, items)


def percentile_interval(
    replicates: NDArray[np.float64],
    weights: ItemWeights,
    level: float = LEVEL,
    items: int | None = None,
) -> NamedInterval:
    """ "These experts": percentiles of the replicates, shape (rounds,), NaN where there is none.

    Refused with fewer than 5 ``items`` (default: all), without any spread, and when more
    than 1 % of the rounds gave nothing.
    """
    number = weights.items if items is None else items
    return _named(percentile_bounds(replicates, number, level), weights, level)


def percentile_intervals(
    replicates: NDArray[np.float64],
    weights: ItemWeights,
    items: Sequence[int],
    level: float = LEVEL,
) -> list[NamedInterval]:
    """The same of every column, shape (rounds, k); ``items``: of each of them."""
    if np.isfinite(replicates).all() and len(items):
        ends = np.quantile(replicates, _tails(level), axis=0).T.tolist()
        spread = np.ptp(replicates, axis=0) > 0
        bounds = [
            _refused(number, varies) or Interval(*limits)
            for number, varies, limits in zip(items, spread, ends, strict=True)
        ]
    else:
        columns = zip(replicates.T, items, strict=True)
        bounds = [percentile_bounds(column, number, level) for column, number in columns]
    return [_named(found, weights, level) for found in bounds]


def _named(bounds: Interval | NotEstimable, weights: ItemWeights, level: float) -> NamedInterval:
    drawn = {"seed": weights.seed, "rounds": weights.rounds}
    return NamedInterval(THESE_EXPERTS, bounds, METHOD, level, **drawn)


def _tails(level: float) -> list[float]:
    tail = (1 - level) / 2
    return [tail, 1 - tail]


def _refused(items: int, varies: bool) -> NotEstimable | None:
    if items < MINIMUM_ITEMS:
        return NotEstimable(Reason.TOO_FEW_ITEMS)
    return None if varies else NotEstimable(Reason.NO_VARIATION)


def percentile_bounds(
    replicates: NDArray[np.float64], items: int, level: float = LEVEL
) -> Interval | NotEstimable:
    if items < MINIMUM_ITEMS:
        return NotEstimable(Reason.TOO_FEW_ITEMS)
    found = replicates[np.isfinite(replicates)]
    if len(found) < (1 - TOLERATED) * len(replicates):
        return NotEstimable(Reason.UNSTABLE_RESAMPLES)
    if np.ptp(found) == 0:
        return NotEstimable(Reason.NO_VARIATION)
    low, high = np.quantile(found, _tails(level))
    return Interval(float(low), float(high))


def ratio(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> NDArray[np.float64]:
    """Elementwise, NaN where the denominator is 0; no warning."""
    result = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator != 0)
    return result
