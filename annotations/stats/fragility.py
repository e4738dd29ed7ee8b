"""How little would undo a conclusion: flipped verdicts, one rater less, one item less. Row 30."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from annotations.stats.counts import Counts
from annotations.stats.estimate import NotEstimable, Reason
from annotations.stats.indexing import Index
from annotations.stats.judgments import Judgments
from annotations.stats.leaving_out import Cells
from annotations.stats.rates import LEVEL, Interval
from annotations.stats.sandwich import TINY
from annotations.stats.significance import sign_test_p

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
    flips = 0
    while more - flips > fewer + flips and sign_test_p(more - flips, fewer + flips) < alpha:
        flips += 1
    return flips


def fragility(judgments: Judgments, level: float = LEVEL) -> Fragility | NotEstimable:
    """Of one pair of systems."""
    if judgments.n == 0:
        return NotEstimable(Reason.NO_JUDGMENTS)
    everything = bounds_of(judgments, level)
    significant = isinstance(everything, Interval) and not everything.includes_zero
    return Fragility(
        significant,
        _flips(judgments, everything) if significant else 0,
        _fewest_raters(judgments, level) if significant else (),
        leave_one_out(judgments, judgments.raters, level),
        _without_item(judgments),
    )


def _without_item(judgments: Judgments) -> Interval | NotEstimable:
    """The win differences that leaving out one item leads to, from the lowest to the highest."""
    values, _, _ = Cells.of(judgments).without(items=True)
    if len(values) < 2:
        return NotEstimable(Reason.ONE_ITEM)
    return Interval(float(values.min()), float(values.max()))


def bounds_of(judgments: Judgments, level: float = LEVEL) -> Interval | NotEstimable:
    """Two-way interval of the win difference of one pair."""
    table = Cells.of(judgments)
    value, variance = table.value_and_variance()
    return _bounds(float(value), float(variance), table.items, table.raters, level)


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
    table = Cells.of(judgments)
    values, variances, others = table.without(index is judgments.items)
    result = []
    for number, (value, variance) in enumerate(zip(values, variances, strict=True)):
        if not np.isfinite(value):
            continue
        items, raters = (int(n) for n in others[number])
        bounds = _bounds(float(value), float(variance), items, raters, level)
        result.append(LeftOut(int(index.ids[number]), float(value), bounds))
    return tuple(result)


def _bounds(
    value: float, variance: float, items: int, raters: int, level: float
) -> Interval | NotEstimable:
    if items < 2:
        return NotEstimable(Reason.ONE_ITEM)
    if raters < 2:
        return NotEstimable(Reason.ONE_RATER)
    if variance <= TINY:
        return NotEstimable(Reason.NO_VARIATION)
    half = float(stdtrit(min(items, raters) - 1, (1 + level) / 2)) * variance**0.5
    return Interval(max(-1.0, value - half), min(1.0, value + half))


def _fewest_raters(judgments: Judgments, level: float) -> tuple[int, ...] | None:
    """Again and again the rater without whom the interval comes nearest to 0."""
    dropped: list[int] = []
    rest = judgments
    while len(dropped) < judgments.raters.size // 2:
        without = leave_one_out(rest, rest.raters, level)
        nearest = min(without, key=_distance_from_zero)
        dropped.append(nearest.left_out)
        if not isinstance(nearest.bounds, Interval) or nearest.bounds.includes_zero:
            return tuple(dropped)
        rest = rest.select(rest.rater != nearest.left_out)
    return None


def _distance_from_zero(one: LeftOut) -> float:
    """Of the interval; below 0 once it includes 0."""
    if isinstance(one.bounds, NotEstimable):
        return -1.0
    return max(one.bounds.low, -one.bounds.high)
