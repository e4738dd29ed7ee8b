"""Proportions of judgments whose raters are a sample: rows 17, 19 and 26."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from annotations.stats.estimate import EXACT, NamedInterval, NotEstimable, Reason
from annotations.stats.rates import LEVEL, Interval, clopper_pearson_interval
from annotations.stats.sandwich import TINY, clipped, t_bounds

Floats = NDArray[np.float64]
BY_RATER = "experts_like_these_by_rater"
METHOD = "rater-cluster-sandwich-1"


def exact_interval(successes: int, n: int, level: float = LEVEL) -> NamedInterval:
    """Clopper and Pearson: as if the judgments were independent."""
    bounds = clopper_pearson_interval(successes, n, level)
    return NamedInterval(EXACT, bounds, "clopper-pearson-1", level)


def rater_interval(
    value: float,
    influence: Floats,
    raters: NDArray[np.int64],
    low: float = 0.0,
    high: float = 1.0,
    level: float = LEVEL,
) -> NamedInterval:
    """Sandwich over raters, G / (G - 1), Student's t with G - 1 degrees.

    ``influence``: by how much each row moves the value, shape (n,); ``raters``: of each row.
    """
    _, at = np.unique(raters, return_inverse=True)
    sums = np.bincount(at, weights=influence).astype(np.float64)
    bounds = _bounds(value, sums, level)
    found = NamedInterval(BY_RATER, bounds, METHOD, level, degrees=max(0, len(sums) - 1))
    return clipped(found, low, high)


def _bounds(value: float, sums: Floats, level: float) -> Interval | NotEstimable:
    clusters = len(sums)
    if clusters < 2:
        return NotEstimable(Reason.ONE_RATER)
    variance = clusters / (clusters - 1) * float(sums @ sums)
    if variance <= TINY:
        return NotEstimable(Reason.NO_VARIATION)
    return t_bounds(value, float(np.sqrt(variance)), clusters - 1, level)


def binomial_p(successes: int, n: int) -> float:
    """Exact and two-sided against one half."""
    return min(1.0, 2 * float(bdtr(min(successes, n - successes), n, 0.5))) if n else 1.0


def share(mask: NDArray[np.bool_]) -> float | NotEstimable:
    return float(mask.mean()) if len(mask) else NotEstimable(Reason.NO_JUDGMENTS)


def longest_run(values: Sequence[int] | NDArray[np.integer]) -> int:
    """Length of the longest stretch of equal values."""
    array = np.asarray(values)
    if not len(array):
        return 0
    changes = np.flatnonzero(np.diff(array) != 0) + 1
    edges = np.concatenate([[0], changes, [len(array)]])
    return int(np.diff(edges).max())
