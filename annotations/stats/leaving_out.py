"""Win differences and their variances without each item, or each rater, all at once. Row 30."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.indexing import Index
from annotations.stats.judgments import Judgments

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Sums of x and numbers of judgments by item and rater: enough for all of this."""

    item: NDArray[np.int64]
    rater: NDArray[np.int64]
    net: Floats
    size: Floats
    items: int
    raters: int

    @classmethod
    def of(cls, judgments: Judgments) -> "Cells":
        cells, raters = judgments.cells, judgments.raters.size
        net = np.bincount(cells.at, weights=judgments.value, minlength=cells.size).astype(float)
        size = np.bincount(cells.at, minlength=cells.size).astype(np.float64)
        item, rater = cells.ids // raters, cells.ids % raters
        return cls(item, rater, net, size, judgments.items.size, raters)

    def value_and_variance(self) -> tuple[Floats, Floats]:
        by_item = _squares(*self._by(self.item, self.items))
        by_rater = _squares(*self._by(self.rater, self.raters))
        clusters = np.array([self.items, self.raters, len(self.net)], np.float64)
        n, net = self.size.sum(), self.net.sum()
        squares = np.stack([by_item, by_rater, _squares(self.net, self.size)])
        return net / n, _variance(net / n, n, squares, clusters)

    def without(self, items: bool) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Without each level of one factor: value, variance, numbers of items and raters.

        Shapes (levels,), (levels,) and (levels, 2); NaN where nothing would be left.
        """
        own, levels = (self.item, self.items) if items else (self.rater, self.raters)
        other, others = (self.rater, self.raters) if items else (self.item, self.items)
        net, size = self._by(own, levels)
        left_net, left_size = self.net.sum() - net, self.size.sum() - size
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(left_size > 0, left_net / left_size, np.nan)
        of_own = _squares(net, size) - np.stack([net**2, net * size, size**2], axis=1)
        of_cells = _squares(self.net, self.size) - _by_level(self._products, own, levels)
        other_net, other_size = self._by(other, others)
        overlap = self._overlap(other_net[other], other_size[other])
        of_other = _squares(other_net, other_size) - _by_level(overlap, own, levels)
        emptied = np.bincount(own, weights=other_size[other] == self.size, minlength=levels)
        left_others = others - emptied
        left_cells = len(self.net) - np.bincount(own, minlength=levels)
        own_left = np.full(levels, levels - 1)
        numbers = (own_left, left_others) if items else (left_others, own_left)
        squares = (of_own, of_other) if items else (of_other, of_own)
        variance = _variance(
            value,
            left_size,
            np.stack([*squares, of_cells]),
            np.stack([*numbers, left_cells]).astype(np.float64),
        )
        return value, variance, np.stack(numbers, axis=1).astype(np.int64)

    def without_rater(self, rater: int) -> "Cells":
        """The other raters move up; items that nobody else judged are gone."""
        kept = self.rater != rater
        items, others = Index.of(self.item[kept]), self.rater[kept]
        others = others - (others > rater)
        net, size = self.net[kept], self.size[kept]
        return Cells(items.at, others, net, size, items.size, self.raters - 1)

    @property
    def _products(self) -> tuple[Floats, ...]:
        return self.net**2, self.net * self.size, self.size**2

    def _overlap(self, net: Floats, size: Floats) -> tuple[Floats, ...]:
        """By how much the products of each cell's cluster shrink when the cell leaves it.

        ``net``, ``size``: of that cluster, shape (cells,).
        """
        own_net, own_size = self.net, self.size
        return (
            own_net * (2 * net - own_net),
            own_net * (size - own_size) + own_size * net,
            own_size * (2 * size - own_size),
        )

    def _by(self, at: NDArray[np.int64], levels: int) -> tuple[Floats, Floats]:
        net = np.bincount(at, weights=self.net, minlength=levels)
        size = np.bincount(at, weights=self.size, minlength=levels)
        return net.astype(np.float64), size.astype(np.float64)


def _squares(net: Floats, size: Floats) -> Floats:
    """Sums of net^2, net * size and size^2 over clusters, shape (3,)."""
    return np.array([net @ net, net @ size, size @ size])


def _by_level(columns: tuple[Floats, ...], at: NDArray[np.int64], levels: int) -> Floats:
    sums = (np.bincount(at, weights=column, minlength=levels) for column in columns)
    return np.stack(list(sums), axis=-1)


def _variance(value: Floats, n: Floats, squares: Floats, clusters: Floats) -> Floats:
    """The larger of V and V_item; ``squares`` by (item, rater, cell), each (..., 3)."""
    terms = np.stack([np.ones_like(value), -2 * value, value**2], axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = np.where(clusters > 1, clusters / (clusters - 1), 1.0)
        item, rater, cell = factors * (squares * terms).sum(axis=-1) / n**2
    return np.asarray(np.maximum(item, item + rater - cell), np.float64)
