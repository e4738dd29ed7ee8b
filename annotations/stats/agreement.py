"""Whether raters agree: rows 21 to 25.

Every coefficient comes plain and symmetrised. Plain, the categories are win, tie and loss of
the first system: do raters tell items apart beyond the overall preference? Symmetrised,
every comparison is entered mirrored as well: do raters agree more than guessers who cannot
favour a system that they cannot see? In a blinded study the second is the headline.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.categories import Sums, linear, ratings, replicates, sums
from annotations.stats.estimate import Estimate, NotEstimable, Reason
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_interval, ratio

Floats = NDArray[np.float64]
Coefficient = Callable[[Sums], Floats]


def percent_agreement(sums: Sums) -> Floats:
    """Mean over comparisons of the share of pairs of raters who chose the same, (...)."""
    return sums.observed()


def krippendorff_nominal(sums: Sums) -> Floats:
    """1 - D_o / D_e; Krippendorff (2018), Content Analysis, 4th edition, chapter 12."""
    return _alpha(sums, 1 - np.eye(sums.coincidences.shape[-1]))


def krippendorff_ordinal(sums: Sums) -> Floats:
    """The same with win < tie < loss: squared distances in ranks, ibidem 12.3.3."""
    n = sums.coincidences.sum(axis=-1)
    below = np.cumsum(n, axis=-1)
    middle = below - n / 2
    return _alpha(sums, (middle[..., :, None] - middle[..., None, :]) ** 2)


def _alpha(sums: Sums, distance: Floats) -> Floats:
    n = sums.coincidences.sum(axis=-1)
    total = n.sum(axis=-1)
    observed = (sums.coincidences * distance).sum(axis=(-1, -2))
    expected = (n[..., :, None] * n[..., None, :] * distance).sum(axis=(-1, -2))
    return 1 - ratio(observed * (total - 1), expected)


def gwet_ac1(sums: Sums) -> Floats:
    """Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48."""
    return _gwet(sums, np.eye(sums.categories))


def gwet_ac2_linear(sums: Sums) -> Floats:
    """AC2 with linear weights: a tie is half an agreement with a win or a loss."""
    return _gwet(sums, linear(sums.categories))


def _gwet(sums: Sums, weights: Floats) -> Floats:
    q, pi = sums.categories, sums.prevalence
    expected = weights.sum() / (q * (q - 1)) * (pi * (1 - pi)).sum(axis=-1)
    return _corrected(sums.observed(weights), expected)


def fleiss_kappa(sums: Sums) -> Floats:
    """Fleiss (1971), Psychological Bulletin 76, 378-382, for unequal numbers of raters too."""
    return _corrected(sums.observed(), (sums.prevalence**2).sum(axis=-1))


def brennan_prediger(sums: Sums) -> Floats:
    """Brennan and Prediger (1981), Educational and Psychological Measurement 41, 687-699."""
    return _corrected(sums.observed(), np.asarray(1 / sums.categories))


def _corrected(observed: Floats, expected: Floats) -> Floats:
    """What is left of the agreement once chance's part is taken away."""
    return ratio(observed - expected, 1 - expected)


COEFFICIENTS: dict[str, Coefficient] = {
    "percent_agreement": percent_agreement,
    "krippendorff_alpha_nominal": krippendorff_nominal,
    "krippendorff_alpha_ordinal": krippendorff_ordinal,
    "gwet_ac1": gwet_ac1,
    "gwet_ac2_linear": gwet_ac2_linear,
    "fleiss_kappa": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
}


@dataclass(frozen=True)
class Agreement:
    """One coefficient both ways; percent agreement is the same in both."""

    coefficient: str
    symmetrised: Estimate
    plain: Estimate


def agreement(
    judgments: Judgments, weights: ItemWeights, level: float = LEVEL
) -> tuple[Agreement, ...]:
    """All coefficients with item-bootstrap intervals, each symmetrised and plain."""
    at_hand = sums(ratings(judgments)) if judgments.n else None
    if at_hand is None or not at_hand.units:
        missing = NotEstimable(Reason.NO_JUDGMENTS if at_hand is None else Reason.NO_OVERLAP)
        return tuple(_missing(judgments, name, missing) for name in COEFFICIENTS)
    rounds = replicates(judgments, weights)
    both = (at_hand, rounds), (at_hand.symmetrised(), rounds.symmetrised())
    return tuple(
        Agreement(
            name,
            symmetrised=_estimate(judgments, f"{name}_symmetrised", name, *both[1], weights, level),
            plain=_estimate(judgments, f"{name}_plain", name, *both[0], weights, level),
        )
        for name in COEFFICIENTS
    )


def _estimate(
    judgments: Judgments,
    estimand: str,
    name: str,
    at_hand: Sums,
    rounds: Sums,
    weights: ItemWeights,
    level: float,
) -> Estimate:
    coefficient, sample, method = COEFFICIENTS[name], judgments.overlap, f"{name}-1"
    value = float(coefficient(at_hand))
    if not np.isfinite(value):
        return Estimate(estimand, NotEstimable(Reason.ONE_CATEGORY), sample, method)
    interval = percentile_interval(coefficient(rounds), weights, level, sample.items)
    return Estimate(estimand, value, sample, method, (interval,))


def _missing(judgments: Judgments, name: str, missing: NotEstimable) -> Agreement:
    symmetrised, plain = (
        Estimate(f"{name}_{way}", missing, judgments.sample, f"{name}-1")
        for way in ("symmetrised", "plain")
    )
    return Agreement(name, symmetrised, plain)
