"""How sure a ranking is: sets of ranks, and the chance of being the best. Row 15.

Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, 476-518.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.rates import LEVEL

Floats = NDArray[np.float64]
METHOD = "max-t-rank-sets-1"
# Fitted strengths of equal systems differ by rounding errors.
EQUAL = 1e-9


@dataclass(frozen=True)
class RankSet:
    """Ranks that a system may truly have: all sets together hold at the level."""

    low: int
    high: int


def rank_sets(
    values: Floats,
    replicates: Floats,
    level: float = LEVEL,
    systems: list[int] | None = None,
) -> list[RankSet]:
    """1 + number of significantly better systems to M - number of significantly worse.

    ``values``: estimates, larger is better, shape (M,). ``replicates``: the same
    resampled or drawn, (rounds, M). ``systems``: whose ranks are asked for, default all;
    with a single one the set holds for that system alone. Stepwise max-t over the ordered
    pairs (Romano and Wolf 2005).
    """
    asked = list(range(len(values))) if systems is None else systems
    better = _better(values, replicates, level, asked)
    total = len(values)
    return [RankSet(1 + int(better[:, s].sum()), total - int(better[s].sum())) for s in asked]


def _better(
    values: Floats, replicates: Floats, level: float, asked: list[int]
) -> NDArray[np.bool_]:
    """Whether the row's system is significantly better than the column's, shape (M, M)."""
    distance, errors = values[:, None] - values, _errors(replicates)
    open_pairs = (errors > 0) & _concerning(len(values), asked)
    found: NDArray[np.bool_] = (errors == 0) & (distance > 0) & _concerning(len(values), asked)
    while open_pairs.any():
        rows, columns = np.nonzero(open_pairs)
        limit = _critical(values, replicates, errors, rows, columns, level)
        rejected = distance[rows, columns] > limit * errors[rows, columns]
        if not rejected.any():
            break
        found[rows[rejected], columns[rejected]] = True
        open_pairs = open_pairs & ~found
    return found


def _concerning(total: int, asked: list[int]) -> NDArray[np.bool_]:
    """Ordered pairs of different systems with one that was asked for."""
    mask = np.zeros((total, total), dtype=bool)
    mask[asked, :] = mask[:, asked] = True
    np.fill_diagonal(mask, False)
    return mask


def _errors(replicates: Floats) -> Floats:
    """Standard error of every difference, shape (M, M)."""
    covariance = np.atleast_2d(np.cov(replicates, rowvar=False))
    variances = np.diag(covariance)
    found: Floats = np.sqrt(np.maximum(variances[:, None] + variances - 2 * covariance, 0))
    return np.where(found > 1e-12, found, 0.0)


def _critical(
    values: Floats,
    replicates: Floats,
    errors: Floats,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    level: float,
) -> float:
    """The level's quantile of the largest studentised error among these pairs."""
    centred = replicates - values
    largest = np.full(len(replicates), -np.inf)
    for row, column in zip(rows, columns, strict=True):
        error = (centred[:, row] - centred[:, column]) / errors[row, column]
        np.maximum(largest, error, out=largest)
    return float(np.quantile(largest, level))


def chances_of_best(replicates: Floats) -> list[float]:
    """Share of rounds in which each system is the best; equal ones share the round."""
    best = replicates >= replicates.max(axis=1, keepdims=True) - EQUAL
    shares = best / best.sum(axis=1, keepdims=True)
    return [float(share) for share in shares.mean(axis=0)]
