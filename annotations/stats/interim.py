"""Looking before the end: limits that hold at every look. Row 32.

Waudby-Smith and Ramdas (2024), Journal of the Royal Statistical Society B 86, 1-27: the
hedged betting confidence sequence for a mean of bounded values, theorem 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.estimate import Estimate, NamedInterval, NotEstimable, Reason, Sample
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL, Interval

Floats = NDArray[np.float64]
METHOD = "hedged-betting-1"
ANYTIME = "anytime_valid"
# Candidate means between 0 and 1: limits are true to 1/1000 of a win difference.
GRID = np.linspace(0, 1, 2001)
TRUNCATION = 0.5


@dataclass(frozen=True, eq=False)
class Sequence:
    """Limits of the mean after every item so far, each shape (items,); they never widen."""

    low: Floats
    high: Floats


def item_means(judgments: Judgments, order: NDArray[np.int64]) -> Floats:
    """Mean value of each item's judgments of one pair, in the order of ``order``.

    ``order``: of each judgment when it was handed in. Items stand in the order of their
    last judgment; take those only that have all the judgments they will get.
    """
    index = judgments.items
    totals = np.bincount(index.at, weights=judgments.value, minlength=index.size)
    means = totals / np.bincount(index.at, minlength=index.size)
    last = np.zeros(index.size, np.int64)
    np.maximum.at(last, index.at, order)
    return means[np.argsort(last, kind="stable")]


def confidence_sequence(values: Floats, level: float = LEVEL) -> Sequence:
    """Of the mean of independent values in [-1, 1], in the order in which they came.

    With probability ``level`` the mean lies between the limits at all times at once.
    """
    x = (np.asarray(values, np.float64) + 1) / 2
    bets = _bets(x, 1 - level)
    low, high = np.empty(len(x)), np.empty(len(x))
    up, down = np.zeros(len(GRID)), np.zeros(len(GRID))
    possible = np.ones(len(GRID), dtype=bool)
    limit = np.log(2 / (1 - level))
    for t, (value, bet) in enumerate(zip(x, bets, strict=True)):
        with np.errstate(divide="ignore"):
            upward = np.minimum(bet, TRUNCATION / GRID)
            downward = np.minimum(bet, TRUNCATION / (1 - GRID))
        up += np.log1p(upward * (value - GRID))
        down += np.log1p(-downward * (value - GRID))
        possible &= np.maximum(up, down) < limit
        low[t], high[t] = _ends(possible, low[t - 1] if t else 0.0, high[t - 1] if t else 1.0)
    return Sequence(2 * low - 1, 2 * high - 1)


def _ends(possible: NDArray[np.bool_], low: float, high: float) -> tuple[float, float]:
    """Outermost candidates, one step of the grid wider; the last ones if none is left."""
    found = np.flatnonzero(possible)
    if not len(found):
        return low, high
    first, last = max(0, found[0] - 1), min(len(GRID) - 1, found[-1] + 1)
    return max(low, float(GRID[first])), min(high, float(GRID[last]))


def _bets(x: Floats, alpha: float) -> Floats:
    """Predictable: each depends on earlier values only (their equation 26)."""
    t = np.arange(1, len(x) + 1)
    means = (0.5 + np.cumsum(x)) / (t + 1)
    variances = (0.25 + np.cumsum((x - means) ** 2)) / (t + 1)
    before = np.concatenate([[0.25], variances[:-1]])
    bets: Floats = np.sqrt(2 * np.log(2 / alpha) / (before * t * np.log1p(t)))
    return bets


def interim_estimate(values: Floats, sample: Sample, level: float = LEVEL) -> Estimate:
    """Mean of the item means so far, with limits that allow for all looks before."""
    if not len(values):
        return Estimate("interim_win_difference", NotEstimable(Reason.NO_JUDGMENTS), sample, METHOD)
    found = confidence_sequence(values, level)
    bounds = Interval(float(found.low[-1]), float(found.high[-1]))
    interval = NamedInterval(ANYTIME, bounds, METHOD, level)
    value = float(np.mean(values))
    return Estimate("interim_win_difference", value, sample, METHOD, (interval,))
