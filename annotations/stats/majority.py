"""What most raters of a comparison said, and how often there was no majority. Row 27."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.categories import ratings, units_by_item
from annotations.stats.estimate import Estimate, NotEstimable, Reason
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_interval, ratio

Floats = NDArray[np.float64]
METHOD = "majority-1"
NAMES = ("win", "tie", "loss", "none")


@dataclass(frozen=True)
class Majority:
    """Comparisons of at least two raters by what more than half of them said.

    ``win_difference``: majority wins minus losses over all of these comparisons, those
    without a majority among them. ``unanimous``: where nobody differed.
    """

    wins: int
    ties: int
    losses: int
    none: int
    unanimous: Estimate
    shares: tuple[Estimate, ...]
    win_difference: Estimate


def majority(judgments: Judgments, weights: ItemWeights, level: float = LEVEL) -> Majority:
    """Of all pairs together; select one pair for its own. Item bootstrap."""
    table = _categories(ratings(judgments))
    by_item = units_by_item(judgments, table)
    rounds, totals = weights.sums(by_item), table.sum(axis=0)
    net = np.array([1.0, 0, -1.0, 0, 0, 0])

    def estimate(estimand: str, contrast: Floats) -> Estimate:
        sample = judgments.overlap
        if not totals[-1]:
            missing = NotEstimable(Reason.NO_OVERLAP)
            return Estimate(estimand, missing, sample, METHOD)
        replicates = ratio(rounds @ contrast, rounds[:, -1])
        interval = percentile_interval(replicates, weights, level, sample.items)
        return Estimate(
            estimand, float(totals @ contrast / totals[-1]), sample, METHOD, (interval,)
        )

    wins, ties, losses, none = (int(number) for number in totals[:4])
    unit = np.eye(6)
    shares = tuple(estimate(f"majority_{name}_share", unit[k]) for k, name in enumerate(NAMES))
    return Majority(
        wins,
        ties,
        losses,
        none,
        estimate("unanimous_share", unit[4]),
        shares,
        estimate("majority_win_difference", net),
    )


def _categories(counts: Floats) -> Floats:
    """Per unit: majority win, tie, loss, none; unanimous; counted at all. Shape (units, 6)."""
    raters = counts.sum(axis=1, keepdims=True)
    several = (raters > 1).astype(np.float64)
    most = (counts > raters / 2) * several
    none = several - most.sum(axis=1, keepdims=True)
    unanimous = (counts == raters).any(axis=1, keepdims=True) * several
    return np.hstack([most, none, unanimous, several])
