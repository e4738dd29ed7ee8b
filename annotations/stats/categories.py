"""Agreement as sums over comparisons: all that any coefficient and its bootstrap need.

A unit is a comparison (an item and a pair). Its ratings are counted by category; every
coefficient is a function of a few sums over units, so that a resample of the items is a
product with one small table per item.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.judgments import OUTCOMES, Judgments
from annotations.stats.resampling import ItemWeights, ratio

Floats = NDArray[np.float64]


def linear(q: int) -> Floats:
    """Weights of agreement between ordered categories: for three 1, 1/2 (with a tie) and 0."""
    steps = np.abs(np.arange(q)[:, None] - np.arange(q))
    found: Floats = 1 - steps / (q - 1)
    return found


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over units, with leading axes for resamples; q categories.

    ``coincidences``: of Krippendorff, (..., q, q). ``pairs``: mean over a unit's ordered
    pairs of raters of each pair of categories, summed over units, (..., q, q).
    ``shares``: of each category among a unit's ratings, summed over all units, (..., q).
    ``units``: units with at least two ratings; ``rated``: with at least one, (...).
    """

    coincidences: Floats
    pairs: Floats
    shares: Floats
    units: Floats
    rated: Floats

    def symmetrised(self) -> "Sums":
        """Every comparison entered a second time with the systems exchanged.

        A win becomes a loss: no rater can then agree by favouring one system.
        """
        return Sums(
            self.coincidences + self.coincidences[..., ::-1, ::-1],
            self.pairs + self.pairs[..., ::-1, ::-1],
            self.shares + self.shares[..., ::-1],
            2 * self.units,
            2 * self.rated,
        )

    @property
    def prevalence(self) -> Floats:
        """Mean share of each category over all rated units, (..., q)."""
        return ratio(self.shares, self.rated[..., None])

    @property
    def categories(self) -> int:
        return int(self.shares.shape[-1])

    def observed(self, weights: Floats | None = None) -> Floats:
        """Mean agreement of two raters over units with two, (...); weighted if asked for."""
        agreed = np.eye(self.categories) if weights is None else weights
        return ratio((self.pairs * agreed).sum(axis=(-1, -2)), self.units)


def ratings(judgments: Judgments) -> Floats:
    """Ratings by unit and category (win, tie, loss), shape (units, 3)."""
    units = judgments.comparisons
    flat = np.bincount(units.at * OUTCOMES + 1 - judgments.value, minlength=units.size * OUTCOMES)
    return flat.reshape(units.size, OUTCOMES).astype(np.float64)


def sums(counts: Floats) -> Sums:
    """From ratings by unit and category, shape (units, q)."""
    return Sums(*(part.sum(axis=0) for part in _parts(counts)))


def _parts(counts: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The terms of ``Sums`` per unit."""
    raters = counts.sum(axis=1)
    ordered = counts[:, :, None] * counts[:, None, :]
    ordered -= counts[:, :, None] * np.eye(counts.shape[1])
    several = (raters > 1).astype(np.float64)
    fewer = np.where(raters > 1, raters - 1, 1.0)[:, None, None]
    coincidences = several[:, None, None] * ordered / fewer
    every = np.where(raters > 0, raters, 1.0)
    return (
        coincidences,
        coincidences / every[:, None, None],
        counts / every[:, None],
        several,
        (raters > 0).astype(np.float64),
    )


def replicates(judgments: Judgments, weights: ItemWeights) -> Sums:
    """The sums in every round, with the rounds as leading axis."""
    parts = _parts(ratings(judgments))
    wide = np.hstack([part.reshape(len(part), -1) for part in parts])
    drawn = weights.sums(units_by_item(judgments, wide))
    q = OUTCOMES
    return Sums(
        drawn[:, : q * q].reshape(-1, q, q),
        drawn[:, q * q : 2 * q * q].reshape(-1, q, q),
        drawn[:, 2 * q * q : 2 * q * q + q],
        drawn[:, -2],
        drawn[:, -1],
    )


def units_by_item(judgments: Judgments, per_unit: Floats) -> Floats:
    """Sums of the units of each item, shape (items, k)."""
    item = judgments.comparisons.ids // max(1, len(judgments.pairs))
    # Units stand in the order of their items: the sums of stretches.
    starts = np.searchsorted(item, np.arange(judgments.items.size))
    return np.add.reduceat(per_unit, starts, axis=0) if len(item) else per_unit[:0]
