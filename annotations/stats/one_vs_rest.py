"""A system against all others: rows 6 and 14."""

import numpy as np
from numpy.typing import NDArray

from annotations.stats.differences import difference_replicates, difference_spread, differences
from annotations.stats.estimate import Estimate, NotEstimable, Reason, transformed
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_interval, ratio
from annotations.stats.sandwich import TwoWay, clipped, t_interval

METHOD = "one-vs-rest-1"


def one_vs_rest(
    judgments: Judgments, weights: ItemWeights, level: float = LEVEL
) -> tuple[Estimate, ...]:
    """Row 6: of each system the mean win difference over its opponents, each counted alike.

    One estimate per system, in the study's order; opponents it never met are left out.
    """
    replicates = difference_replicates(judgments, weights)
    spread = difference_spread(judgments)
    values = differences(judgments)
    return tuple(
        _against_rest(judgments, system, signs, values, replicates, weights, spread, level)
        for system, signs in enumerate(opponents(judgments))
    )


def opponents(judgments: Judgments) -> NDArray[np.float64]:
    """Weight of each pair in a system's mean, shape (systems, pairs); + where it is first."""
    signs = np.zeros((judgments.systems, len(judgments.pairs)))
    for number, (first, second) in enumerate(judgments.pairs):
        signs[first, number], signs[second, number] = 1, -1
    met = np.abs(signs).sum(axis=1, keepdims=True)
    return ratio(signs, met)


def _against_rest(
    judgments: Judgments,
    system: int,
    signs: NDArray[np.float64],
    values: NDArray[np.float64],
    replicates: NDArray[np.float64],
    weights: ItemWeights,
    spread: TwoWay,
    level: float,
) -> Estimate:
    part = judgments.parts_of_systems[system]
    sample = part.sample
    if not np.isfinite(signs).all():
        missing = NotEstimable(Reason.NO_JUDGMENTS)
        return Estimate("one_vs_rest_win_difference", missing, sample, METHOD)
    value, met = float(signs @ values), np.flatnonzero(signs)
    here = spread.of(signs, part.clusters)
    intervals = (
        percentile_interval(replicates[:, met] @ signs[met], weights, level, sample.items),
        clipped(t_interval(value, here.standard_error(), here.degrees, level), -1, 1),
    )
    return Estimate("one_vs_rest_win_difference", value, sample, METHOD, intervals)


def average_win_rates(found: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
    """Row 14, from ``one_vs_rest``: mean over opponents of the win rate with half ties."""
    return tuple(transformed(one, "average_win_rate", _half_tie_rate) for one in found)


def _half_tie_rate(difference: float) -> float:
    return (1 + difference) / 2
