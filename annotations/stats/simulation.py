"""Judgments invented from a known truth: for power before a study, and for testing this code.

A latent preference y = delta + item + rater + rest of total variance 1; a judgment is a
win above a threshold, a loss below its negative, else a tie.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

NODES, WEIGHTS = hermegauss(80)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
BISECTIONS = 60


@dataclass(frozen=True)
class Design:
    """``raters_per_item`` of ``raters`` judge each of ``items`` items, as evenly as it goes."""

    items: int
    raters: int
    raters_per_item: int

    def __post_init__(self) -> None:
        if not 1 <= self.raters_per_item <= self.raters or self.items < 1:
            raise ValueError(f"impossible design: {self}")

    @property
    def judgments(self) -> int:
        return self.items * self.raters_per_item

    def panel(self) -> NDArray[np.int64]:
        """Who judges what, shape (items, raters_per_item): taking turns."""
        turns = np.arange(self.judgments) % self.raters
        return turns.reshape(self.items, self.raters_per_item)


@dataclass(frozen=True)
class Truth:
    """What is true of the population: shares of wins and losses, and what clusters share.

    ``item_icc`` and ``rater_icc``: correlation of two judgments (+1, 0, -1) of one item,
    or of one rater.
    """

    wins: float
    losses: float
    item_icc: float = 0.0
    rater_icc: float = 0.0

    def __post_init__(self) -> None:
        if min(self.wins, self.losses) <= 0 or self.wins + self.losses > 1:
            raise ValueError(f"wins and losses need shares above 0, together at most 1: {self}")
        if min(self.item_icc, self.rater_icc) < 0 or self.item_icc + self.rater_icc >= 1:
            raise ValueError(f"intraclass correlations need to be in [0, 1) together: {self}")

    @property
    def win_difference(self) -> float:
        return self.wins - self.losses

    @property
    def limits(self) -> tuple[float, float]:
        """On the latent scale: above the first a loss no more, above the second a win."""
        return float(ndtri(self.losses)), float(-ndtri(self.wins))

    def latent(self, icc: float) -> float:
        """Latent correlation that makes two judgments correlate by ``icc``."""
        low, high = 0.0, 1.0 - 1e-9
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if self._icc(middle) < icc else (low, middle)
        return (low + high) / 2

    def _icc(self, correlation: float) -> float:
        mean = self.given(NODES * sqrt(correlation), 1 - correlation)
        variance = self.wins + self.losses - self.win_difference**2
        return float((WEIGHTS @ mean**2 - self.win_difference**2) / variance)

    def given(self, shift: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
        """Expected value of a judgment whose latent mean is moved by ``shift``."""
        low, high = self.limits
        scale = sqrt(variance)
        expected: NDArray[np.float64] = ndtr((shift - high) / scale) - ndtr((low - shift) / scale)
        return expected


@dataclass(frozen=True, eq=False)
class Sampler:
    """Draws whole studies; the same generator state gives the same studies."""

    design: Design
    truth: Truth

    @property
    def latent(self) -> tuple[float, float]:
        return self.truth.latent(self.truth.item_icc), self.truth.latent(self.truth.rater_icc)

    def draw(
        self, generator: np.random.Generator, runs: int
    ) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        """Values, shape (runs, items, raters_per_item), and the raters' own win differences.

        The second array, shape (runs,), is what these very raters would give over all items.
        """
        item_share, rater_share = self.latent
        design, shape = self.design, (runs, self.design.items, self.design.raters_per_item)
        item = generator.normal(0, sqrt(item_share), (runs, design.items, 1))
        rater = generator.normal(0, sqrt(rater_share), (runs, design.raters))
        rest = 1 - item_share - rater_share
        latent = item + rater[:, design.panel()] + generator.normal(0, sqrt(rest), shape)
        low, high = self.truth.limits
        values = (latent > high).astype(np.int8) - (latent < low).astype(np.int8)
        own = self.truth.given(rater, 1 - rater_share)
        turns = np.bincount(design.panel().ravel(), minlength=design.raters)
        return values, own @ turns / design.judgments
