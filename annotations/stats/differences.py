"""Win differences of all pairs at once: values, replicates, influences."""

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from annotations.stats.judgments import OUTCOMES, SIDES, Judgments
from annotations.stats.resampling import ItemWeights, ratio
from annotations.stats.sandwich import TwoWay, two_way

# The value of an outcome in a count table's column: win, tie, loss.
VALUES = np.array([1.0, 0.0, -1.0])
# Of judgments, as long as they are in use: what several statistics need.
_BY_ITEM: "WeakKeyDictionary[Judgments, NDArray[np.float64]]" = WeakKeyDictionary()
_SPREADS: "WeakKeyDictionary[Judgments, TwoWay]" = WeakKeyDictionary()


def differences(judgments: Judgments) -> NDArray[np.float64]:
    """(w - l) / n of every pair, shape (pairs,)."""
    counts = judgments.totals.sum(axis=1)
    found: NDArray[np.float64] = (counts @ VALUES) / counts.sum(axis=1)
    return found


def difference_replicates(judgments: Judgments, weights: ItemWeights) -> NDArray[np.float64]:
    """The win difference of every pair in every round, shape (rounds, pairs)."""
    pairs = len(judgments.pairs)
    if judgments not in _BY_ITEM:
        _BY_ITEM[judgments] = judgments.by_item @ pair_sums(pairs)
    sums = weights.sums_once(_BY_ITEM[judgments])
    return ratio(sums[:, :pairs], sums[:, pairs:])


def pair_sums(pairs: int) -> NDArray[np.float64]:
    """From count columns to wins - losses and n of each pair, shape (6 pairs, 2 pairs)."""
    net = np.kron(np.eye(pairs), np.tile(VALUES, SIDES)[:, None])
    judged = np.kron(np.eye(pairs), np.ones((SIDES * OUTCOMES, 1)))
    return np.hstack([net, judged])


def difference_spread(judgments: Judgments) -> TwoWay:
    """Their two-way covariances: intervals, tests and sums over opponents need the same."""
    if judgments not in _SPREADS:
        _SPREADS[judgments] = two_way(judgments, difference_influence(judgments))
    return _SPREADS[judgments]


def difference_influence(judgments: Judgments) -> NDArray[np.float64]:
    """(x - D) / n of the own pair, 0 for the others; shape (columns, pairs)."""
    n = judgments.totals.sum(axis=(1, 2))
    residual = (VALUES[None, :] - differences(judgments)[:, None]) / n[:, None]
    pairs = len(n)
    result = np.zeros((pairs, SIDES * OUTCOMES, pairs))
    result[np.arange(pairs), :, np.arange(pairs)] = np.tile(residual, SIDES)
    return result.reshape(pairs * SIDES * OUTCOMES, pairs)
