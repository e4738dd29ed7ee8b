"""Variances when judgments of one item, and judgments of one rater, belong together.

Cameron, Gelbach and Miller (2011), Journal of Business and Economic Statistics 29,
238-249: V = V_item + V_rater - V_cell, a cell being an item in the hands of a rater, each
with the factor G / (G - 1) of its number of clusters G.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from annotations.stats.estimate import (
    EXPERTS_LIKE_THESE,
    NamedInterval,
    NotEstimable,
    Reason,
)
from annotations.stats.indexing import Clusters
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL, Interval

METHOD = "two-way-sandwich-1"
# Influences are of the order 1/n; a variance below this is a rounding error of zero.
TINY = 1e-24


@dataclass(frozen=True, eq=False)
class TwoWay:
    """Sums of the clusters' outer products for k estimates, each (k, k), without factors."""

    by_item: NDArray[np.float64]
    by_rater: NDArray[np.float64]
    by_cell: NDArray[np.float64]
    clusters: Clusters

    @property
    def item_covariance(self) -> NDArray[np.float64]:
        return _factor(self.clusters.items) * self.by_item

    @property
    def covariance(self) -> NDArray[np.float64]:
        """V_item + V_rater - V_cell; not always positive definite."""
        rater = _factor(self.clusters.raters) * self.by_rater
        cell = _factor(self.clusters.cells) * self.by_cell
        total: NDArray[np.float64] = self.item_covariance + rater - cell
        return total

    def of(self, contrast: ArrayLike, clusters: Clusters | None = None) -> "TwoWay":
        """Of one linear combination, to which perhaps fewer clusters contributed."""
        c = np.asarray(contrast, np.float64)[:, None]
        return TwoWay(
            c.T @ self.by_item @ c,
            c.T @ self.by_rater @ c,
            c.T @ self.by_cell @ c,
            clusters or self.clusters,
        )

    def variance(self, contrast: ArrayLike = (1.0,)) -> float:
        """Of a linear combination of the estimates: the larger of V and V_item."""
        c = np.asarray(contrast, np.float64)
        return float(max(c @ self.covariance @ c, c @ self.item_covariance @ c))

    @property
    def degrees(self) -> int:
        """Of Student's t: one fewer than the smaller number of clusters."""
        return min(self.clusters.items, self.clusters.raters) - 1

    @property
    def refusal(self) -> NotEstimable | None:
        if self.clusters.items < 2:
            return NotEstimable(Reason.ONE_ITEM)
        return NotEstimable(Reason.ONE_RATER) if self.clusters.raters < 2 else None

    def standard_error(self, contrast: ArrayLike = (1.0,)) -> float | NotEstimable:
        if self.refusal:
            return self.refusal
        variance = self.variance(contrast)
        return sqrt(variance) if variance > TINY else NotEstimable(Reason.NO_VARIATION)


def two_way(judgments: Judgments, influence: NDArray[np.float64]) -> TwoWay:
    """Covariances of k estimates from the influence of one judgment on each of them.

    ``influence`` has a row per column of the count tables (pair, left, outcome) and k
    columns: by how much one such judgment moves the estimate.
    """
    return TwoWay(
        _outer(judgments.by_item @ influence),
        _outer(judgments.by_rater @ influence),
        _outer(judgments.by_cell @ influence),
        judgments.clusters(),
    )


def two_way_of_rows(judgments: Judgments, influence: NDArray[np.float64]) -> TwoWay:
    """The same from an influence per judgment, shape (n, k), where it depends on more."""
    return TwoWay(
        _outer(judgments.items.sums(influence)),
        _outer(judgments.raters.sums(influence)),
        _outer(judgments.cells.sums(influence)),
        judgments.clusters(),
    )


def _outer(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = sums.T @ sums
    return product


def _factor(clusters: int) -> float:
    return clusters / (clusters - 1) if clusters > 1 else 1.0


def t_interval(
    value: float, error: float | NotEstimable, degrees: int, level: float = LEVEL
) -> NamedInterval:
    """ "Experts like these": value -+ t * standard error, t with ``degrees`` degrees."""
    bounds = error if isinstance(error, NotEstimable) else t_bounds(value, error, degrees, level)
    return NamedInterval(EXPERTS_LIKE_THESE, bounds, METHOD, level, degrees=max(degrees, 0))


def t_bounds(value: float, error: float, degrees: int, level: float = LEVEL) -> Interval:
    half = float(stdtrit(degrees, (1 + level) / 2)) * error
    return Interval(value - half, value + half)


def clipped(found: NamedInterval, low: float, high: float) -> NamedInterval:
    """Limits kept inside what is possible."""
    if isinstance(found.bounds, NotEstimable):
        return found
    bounds = Interval(max(low, found.bounds.low), min(high, found.bounds.high))
    return replace(found, bounds=bounds)


def t_p_value(statistic: float, degrees: int) -> float:
    """Two-sided."""
    return float(2 * stdtr(degrees, -abs(statistic)))
