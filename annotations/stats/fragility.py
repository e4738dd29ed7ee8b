"""How little would undo a conclusion: flipped verdicts, one rater less, one item less. Row 30."""

from dataclasses import dataclass
from math import ceil, isfinite

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, stdtrit

from annotations.stats.counts import Counts
from annotations.stats.estimate import NotEstimable, Reason
from annotations.stats.indexing import Index
from annotations.stats.judgments import Judgments
from annotations.stats.leaving_out import Cells
from annotations.stats.rates import LEVEL, Interval
from annotations.stats.sandwich import TINY

Floats = NDArray[np.float64]
ALPHA = 0.05


@dataclass(frozen=True)
class LeftOut:
    """One cluster left out: the win difference without it, and its two-way interval."""

    left_out: int
    value: float
    bounds: Interval | NotEstimable


@dataclass(frozen=True)
class Fragility:
    """What would undo the two-way conclusion that the win difference is not 0.

    ``flips``: wins turned into losses (or the reverse), at an unchanged standard error; 0
    where there is no such conclusion to undo. ``raters``: the ids of the fewest raters whose
    removal undoes it, found greedily; None where more than half would have to go.
    """

    is_significant: bool
    flips: int
    raters: tuple[int, ...] | None
    without_rater: tuple[LeftOut, ...]
    without_item: Interval | NotEstimable


def flips_to_undo(counts: Counts, alpha: float = ALPHA) -> int:
    """Least number of wins turned into losses that lifts the exact sign test's p to alpha.

    The fragility index of Walsh et al. (2014), Journal of Clinical Epidemiology 67,
    622-628, for pairs; of the losing side's losses where it is the loser that is
    significant. 0 where the test is not significant.
    """
    more, fewer = max(counts.wins, counts.losses), min(counts.wins, counts.losses)
    if more == fewer:
        return 0
    flips = np.arange((more - fewer) // 2 + 1)
    # At the end both sides are as good as equal, and p is 1.
    return int(np.argmax(2 * bdtr(fewer + flips, more + fewer, 0.5) >= alpha))


def fragility(judgments: Judgments, level: float = LEVEL) -> Fragility | NotEstimable:
    """Of one pair of systems."""
    if judgments.n == 0:
        return NotEstimable(Reason.NO_JUDGMENTS)
    table = Cells.of(judgments)
    everything = _bounds_of(table, level)
    significant = isinstance(everything, Interval) and not everything.includes_zero
    return Fragility(
        significant,
        _flips(judgments, everything) if significant else 0,
        _fewest_raters(table, judgments.raters, level) if significant else (),
        _without_each(table, judgments.raters, level, items=False),
        _without_item(table),
    )


def _without_item(table: Cells) -> Interval | NotEstimable:
    """The win differences that leaving out one item leads to, from the lowest to the highest."""
    values, _, _ = table.without(items=True)
    if len(values) < 2:
        return NotEstimable(Reason.ONE_ITEM)
    return Interval(float(values.min()), float(values.max()))


def bounds_of(judgments: Judgments, level: float = LEVEL) -> Interval | NotEstimable:
    """Two-way interval of the win difference of one pair."""
    return _bounds_of(Cells.of(judgments), level)


def _bounds_of(table: Cells, level: float) -> Interval | NotEstimable:
    value, variance = (np.atleast_1d(found) for found in table.value_and_variance())
    return _bounds(value, variance, np.array([[table.items, table.raters]]), level)[0]


def _flips(judgments: Judgments, bounds: Interval | NotEstimable) -> int:
    """Each flip moves the win difference by 2 / n."""
    if isinstance(bounds, NotEstimable):
        return 0
    distance = bounds.low if bounds.low > 0 else -bounds.high
    return ceil(distance * judgments.n / 2)


def leave_one_out(judgments: Judgments, index: Index, level: float = LEVEL) -> tuple[LeftOut, ...]:
    """The win difference of one pair without each item, or without each rater.

    ``index`` is ``judgments.items`` or ``judgments.raters``. All at once and exact: the sums
    of squares are corrected for what the one left out contributed.
    """
    return _without_each(Cells.of(judgments), index, level, items=index is judgments.items)


def _without_each(table: Cells, index: Index, level: float, *, items: bool) -> tuple[LeftOut, ...]:
    values, variances, others = table.without(items)
    bounds = _bounds(values, variances, others, level)
    return tuple(
        LeftOut(one, value, limits)
        for one, value, limits in zip(index.ids.tolist(), values.tolist(), bounds, strict=True)
        if isfinite(value)
    )


def _bounds(
    values: Floats, variances: Floats, others: NDArray[np.int64], level: float
) -> list[Interval | NotEstimable]:
    """``others``: numbers of items and raters, shape (n, 2)."""
    lows, highs = _limits(values, variances, others, level)
    found: list[Interval | NotEstimable] = []
    rows = zip(lows.tolist(), highs.tolist(), variances.tolist(), others.tolist(), strict=True)
    for low, high, variance, (items, raters) in rows:
        if items < 2:
            found.append(NotEstimable(Reason.ONE_ITEM))
        elif raters < 2:
            found.append(NotEstimable(Reason.ONE_RATER))
        else:
            found.append(
                Interval(low, high) if variance > TINY else NotEstimable(Reason.NO_VARIATION)
            )
    return found


def _limits(
    values: Floats, variances: Floats, others: NDArray[np.int64], level: float
) -> tuple[Floats, Floats]:
    degrees = np.maximum(others.min(axis=1) - 1, 1)
    half = stdtrit(degrees, (1 + level) / 2) * np.sqrt(np.maximum(variances, 0))
    return np.maximum(-1.0, values - half), np.minimum(1.0, values + half)


def _fewest_raters(table: Cells, raters: Index, level: float) -> tuple[int, ...] | None:
    """Again and again the rater without whom the interval comes nearest to 0."""
    dropped: list[int] = []
    ids = raters.ids
    for _ in range(raters.size // 2):
        values, variances, others = table.without(items=False)
        lows, highs = _limits(values, variances, others, level)
        unknown = (others < 2).any(axis=1) | ~(variances > TINY)
        distance = np.where(unknown, -1.0, np.maximum(lows, -highs))
        distance[~np.isfinite(values)] = np.inf
        nearest = int(np.argmin(distance))
        dropped.append(int(ids[nearest]))
        if distance[nearest] <= 0:
            return tuple(dropped)
        table, ids = table.without_rater(nearest), np.delete(ids, nearest)
    return None
