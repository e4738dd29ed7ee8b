"""Hidden repeats: does a rater say the same twice, and does the side decide? Row 26."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from annotations.stats.agreement import gwet_ac1
from annotations.stats.categories import sums
from annotations.stats.clustered import exact_interval, rater_interval, share
from annotations.stats.estimate import (
    INDEPENDENT,
    Estimate,
    NamedInterval,
    NotEstimable,
    Reason,
    Sample,
)
from annotations.stats.indexing import array_hash
from annotations.stats.rates import LEVEL, Interval, wilson_interval

Floats = NDArray[np.float64]
Values = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Repeats:
    """Judgments given twice by one rater, a row each; values as in ``Judgments``.

    ``first`` and ``again`` are +1, 0 or -1 of the same system; ``swapped``: the repeat
    showed the sides exchanged.
    """

    item: NDArray[np.int64]
    rater: NDArray[np.int64]
    first: Values
    again: Values
    swapped: NDArray[np.bool_]

    @property
    def n(self) -> int:
        return len(self.first)

    def half(self, swapped: bool) -> "Repeats":
        rows = self.swapped == swapped
        return Repeats(*(array[rows] for array in self._arrays.values()))

    @property
    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        names = ("item", "rater", "first", "again", "swapped")
        return {name: getattr(self, name) for name in names}

    @property
    def same(self) -> NDArray[np.bool_]:
        return np.asarray(self.first == self.again)

    @property
    def reversed(self) -> NDArray[np.bool_]:
        """A win became a loss, or a loss a win."""
        return np.asarray(self.first * self.again == -1)

    @cached_property
    def sample(self) -> Sample:
        items, raters = np.unique(self.item), np.unique(self.rater)
        digest = array_hash(self._arrays, "repeats-1")
        return Sample(self.n, len(items), len(raters), digest)


@dataclass(frozen=True)
class RetestHalf:
    """Of all repeats, or of those shown as before, or of those with exchanged sides."""

    repeats: int
    same: Estimate
    reversed: Estimate
    ac1: Estimate


@dataclass(frozen=True)
class Retest:
    """``side_effect``: rate of reversals among exchanged minus that among unexchanged.

    Reversals of unexchanged pairs are inconsistency; what exchanging adds is the side.
    """

    all: RetestHalf
    unswapped: RetestHalf
    swapped: RetestHalf
    side_effect: Estimate


def retest(repeats: Repeats, level: float = LEVEL) -> Retest:
    """Shares with exact limits and limits clustered by rater, in each half."""
    return Retest(
        _half(repeats, "", level),
        _half(repeats.half(False), "_unswapped", level),
        _half(repeats.half(True), "_swapped", level),
        side_effect(repeats, level),
    )


def _half(repeats: Repeats, suffix: str, level: float) -> RetestHalf:
    return RetestHalf(
        repeats.n,
        _share(repeats, repeats.same, f"retest_same{suffix}", level),
        _share(repeats, repeats.reversed, f"retest_reversed{suffix}", level),
        _ac1(repeats, f"retest_ac1{suffix}"),
    )


def _share(repeats: Repeats, mask: NDArray[np.bool_], estimand: str, level: float) -> Estimate:
    value, method = share(mask), "retest-share-1"
    if isinstance(value, NotEstimable):
        missing = NotEstimable(Reason.NO_REPEATS)
        return Estimate(estimand, missing, repeats.sample, method)
    intervals = (
        exact_interval(int(mask.sum()), repeats.n, level),
        rater_interval(value, (mask - value) / repeats.n, repeats.rater, level=level),
    )
    return Estimate(estimand, value, repeats.sample, method, intervals)


def _ac1(repeats: Repeats, estimand: str) -> Estimate:
    """Gwet's AC1 between the first time and the second, over win, tie and loss."""
    method = "gwet_ac1-1"
    if not repeats.n:
        return Estimate(estimand, NotEstimable(Reason.NO_REPEATS), repeats.sample, method)
    counts = np.eye(3)[1 - repeats.first] + np.eye(3)[1 - repeats.again]
    return Estimate(estimand, float(gwet_ac1(sums(counts))), repeats.sample, method)


def side_effect(repeats: Repeats, level: float = LEVEL) -> Estimate:
    """Difference of two shares: limits of Newcombe (1998, method 10) and by rater."""
    swapped, kept = repeats.half(True), repeats.half(False)
    estimand, method = "retest_side_effect", "retest-side-effect-1"
    if not swapped.n or not kept.n:
        return Estimate(estimand, NotEstimable(Reason.NO_REPEATS), repeats.sample, method)
    p, q = float(swapped.reversed.mean()), float(kept.reversed.mean())
    influence = np.where(
        repeats.swapped,
        (repeats.reversed - p) / swapped.n,
        (q - repeats.reversed) / kept.n,
    )
    independent = newcombe_difference(
        (int(swapped.reversed.sum()), swapped.n), (int(kept.reversed.sum()), kept.n), level
    )
    intervals = (
        NamedInterval(INDEPENDENT, independent, "newcombe-10-1", level),
        rater_interval(p - q, influence, repeats.rater, -1.0, 1.0, level),
    )
    return Estimate(estimand, p - q, repeats.sample, method, intervals)


def newcombe_difference(
    first: tuple[int, int], second: tuple[int, int], level: float = LEVEL
) -> Interval:
    """Limits of p - q for two independent shares, each (successes, n).

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: from Wilson's limits.
    """
    p, q = first[0] / first[1], second[0] / second[1]
    one, two = wilson_interval(*first, level), wilson_interval(*second, level)
    low = sqrt((p - one.low) ** 2 + (two.high - q) ** 2)
    high = sqrt((one.high - p) ** 2 + (q - two.low) ** 2)
    return Interval(p - q - low, p - q + high)
