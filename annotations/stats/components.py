"""How much of a judgment is the item, how much the rater: row 20, and what follows for 9, 25.

x = mean + item + rater + rest, crossed and unbalanced; the rest includes the item in the
eyes of the rater.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from annotations.stats.estimate import Estimate, NotEstimable, Reason, Sample
from annotations.stats.indexing import Table
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import (
    DENSE_ENTRIES,
    ItemWeights,
    percentile_intervals,
    ratio,
)

Floats = NDArray[np.float64]
METHOD = "henderson-1"
# Columns of the item table that are not by rater.
ALONE = 7
# Rounds for the ICCs, whose tables are wide: enough for two digits of their limits.
ROUNDS = 500
# Determinant of the equations, per judgment, below which they have no one solution.
SINGULAR = 1e-10


@dataclass(frozen=True)
class Components:
    """Variances of x of one pair; estimates below zero are kept and shown as such."""

    item: float
    rater: float
    rest: float
    items: int
    raters: int
    judgments: int

    @property
    def total(self) -> float:
        return self.item + self.rater + self.rest

    def standard_error(self, items: float, raters: float, per_item: float) -> float:
        """Of the win difference of a balanced study of that size, for experts like these."""
        item, rater, rest = (max(0.0, part) for part in (self.item, self.rater, self.rest))
        return sqrt(item / items + rater / raters + rest / (items * per_item))


def components(judgments: Judgments) -> Components | NotEstimable:
    """Henderson's method 1 for two crossed factors, exact for unbalanced data.

    Henderson (1953), Biometrics 9, 226-252; Searle, Casella and McCulloch (1992), chapter
    5.3. For one pair of systems. In a full design these are the ANOVA estimates.
    """
    return _missing(judgments) or _components(judgments, item_table(judgments))


def _missing(judgments: Judgments) -> NotEstimable | None:
    if judgments.n == 0:
        return NotEstimable(Reason.NO_JUDGMENTS)
    if judgments.raters.size < 2:
        return NotEstimable(Reason.ONE_RATER)
    return NotEstimable(Reason.ONE_ITEM) if judgments.items.size < 2 else None


def _components(judgments: Judgments, table: Table) -> Components | NotEstimable:
    everything = table.sum(axis=0)
    item, rater, rest = henderson(np.asarray(everything)[None])[0]
    if not np.isfinite(item):
        return NotEstimable(Reason.NO_OVERLAP)
    sizes = judgments.items.size, judgments.raters.size, judgments.n
    return Components(float(item), float(rater), float(rest), *sizes)


def item_table(judgments: Judgments) -> Table:
    """What ``henderson`` needs of each item, (items, 7 + 3 raters), to be added up.

    1, n, n^2, sum of x^2, sum of x, (sum of x)^2 / n, sum of squared cells / n; then by
    rater: cell size, its square, sum of x in the cell.
    """
    cells, raters = judgments.cells, judgments.raters.size
    values = judgments.value.astype(np.float64)
    item, rater = cells.ids // raters, cells.ids % raters
    size = np.bincount(cells.at, minlength=cells.size).astype(np.float64)
    total = np.bincount(cells.at, weights=values, minlength=cells.size)
    n = np.bincount(judgments.items.at).astype(np.float64)
    x = np.bincount(judgments.items.at, weights=values)
    squares = np.bincount(judgments.items.at, weights=values**2)
    cell_squares = np.bincount(item, weights=size**2)
    alone = np.column_stack([np.ones(len(n)), n, n**2, squares, x, x**2 / n, cell_squares / n])
    parts = (size, size**2, total)
    if len(n) * raters <= DENSE_ENTRIES:
        by_rater = np.zeros((len(n), len(parts), raters))
        by_rater[item, :, rater] = np.stack(parts, axis=1)
        return np.hstack([alone, by_rater.reshape(len(n), -1)])
    sparse = [csr_array((part, (item, rater)), (len(n), raters)) for part in parts]
    return csr_array(hstack([csr_array(alone), *sparse]))


def henderson(sums: Floats) -> Floats:
    """Variances of item, rater and rest, (..., 3), from sums of ``item_table``.

    NaN where the equations have no solution, as when every item has one judgment.
    """
    items, n, item_squares, squares, x, between_items, item_cells = np.moveaxis(
        sums[:, :ALONE], 1, 0
    )
    sizes, cell_squares, totals = np.moveaxis(sums[:, ALONE:].reshape(len(sums), 3, -1), 1, 0)
    rater_squares, raters = (sizes**2).sum(axis=1), (sizes > 0).sum(axis=1)
    between_raters = np.nansum(ratio(totals**2, sizes), axis=1)
    rater_cells = np.nansum(ratio(cell_squares, sizes), axis=1)
    # Expected values of total, items and raters, each less the mean's, in the three variances.
    matrix = np.stack(
        [
            np.stack([n, n, n], axis=-1),
            np.stack([n, item_cells, items], axis=-1),
            np.stack([rater_cells, n, raters], axis=-1),
        ],
        axis=-2,
    )
    of_mean = np.stack([item_squares / n, rater_squares / n, np.ones(len(n))], axis=-1)
    observed = np.stack([squares, between_items, between_raters], axis=-1) - (x**2 / n)[:, None]
    left = matrix - of_mean[:, None, :]
    solvable = np.abs(np.linalg.det(left / n[:, None, None])) > SINGULAR
    left[~solvable], observed[~solvable] = np.eye(3), np.nan
    return np.asarray(np.linalg.solve(left, observed[:, :, None])[:, :, 0], np.float64)


@dataclass(frozen=True)
class Reliability:
    """What the components say: ICCs, the panel's reliability, and what would help."""

    components: Components
    item_icc: Estimate
    rater_icc: Estimate
    panel: Estimate
    advice: "Advice"


@dataclass(frozen=True)
class Advice:
    """Standard error of the win difference now, and after doubling what could be doubled.

    ``raters`` doubles the panel with as many judgments an item as now; ``per_item`` lets
    each item be judged by twice as many of the present raters.
    """

    now: float
    items: float
    raters: float
    per_item: float

    @property
    def better(self) -> str:
        """ "items" or "raters": which doubling makes the error smaller."""
        return "items" if self.items <= self.raters else "raters"


def reliability(
    judgments: Judgments,
    weights: ItemWeights,
    level: float = LEVEL,
    sample: Sample | None = None,
) -> Reliability | NotEstimable:
    """Components of one pair with item-bootstrap intervals; ``sample`` if known already."""
    if missing := _missing(judgments):
        return missing
    table = item_table(judgments)
    found = _components(judgments, table)
    if isinstance(found, NotEstimable):
        return found
    if found.total <= 0:
        return NotEstimable(Reason.NO_VARIATION)
    per_item, weights = found.judgments / found.items, weights.first(ROUNDS)
    rounds = _shares(henderson(_drawn(table, weights)), per_item)
    values = _shares(np.array([[found.item, found.rater, found.rest]]), per_item)[0]
    names = ("item_icc", "rater_icc", "panel_reliability")
    limits = percentile_intervals(rounds, weights, [weights.items] * len(names), level)
    estimates = [
        Estimate(name, float(value), sample or judgments.sample, METHOD, (interval,))
        for name, value, interval in zip(names, values, limits, strict=True)
    ]
    item_icc, rater_icc, panel = estimates
    return Reliability(found, item_icc, rater_icc, panel, advice(found))


def _drawn(table: Table, weights: ItemWeights) -> Floats:
    """Sums of every round; what is counted by rater are whole numbers."""
    if not isinstance(table, np.ndarray):
        return weights.sums(table)
    counts = table[:, ALONE:].astype(np.float32)
    return np.hstack([weights.sums(table[:, :ALONE]), weights.sums(counts)])


def _shares(variances: Floats, per_item: float) -> Floats:
    """ICC of items and of raters, and the reliability of an item's mean, (..., 3)."""
    total = variances.sum(axis=1)
    total = np.where(total > 0, total, np.nan)
    item = variances[:, 0] / total
    return np.column_stack([item, variances[:, 1] / total, spearman_brown(item, per_item)])


def spearman_brown(icc: Floats, raters: float) -> Floats:
    """Reliability of the mean of that many raters: k r / (1 + (k - 1) r)."""
    return ratio(raters * icc, 1 + (raters - 1) * icc)


def advice(found: Components) -> Advice:
    """More items or more experts? Predicted errors of balanced studies of other sizes."""
    items, raters = found.items, found.raters
    per_item = found.judgments / items
    return Advice(
        now=found.standard_error(items, raters, per_item),
        items=found.standard_error(2 * items, raters, per_item),
        raters=found.standard_error(items, 2 * raters, per_item),
        per_item=found.standard_error(items, raters, min(2 * per_item, raters)),
    )
