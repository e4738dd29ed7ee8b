"""The headline: win difference with its two named intervals, and what follows from it.

Rows 2 to 5 of docs/statistics.md.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from annotations.stats import rates
from annotations.stats.counts import Counts
from annotations.stats.differences import difference_replicates, difference_spread
from annotations.stats.estimate import (
    Estimate,
    NamedInterval,
    NotEstimable,
    Reason,
    Sample,
    transformed,
)
from annotations.stats.judgments import Judgments
from annotations.stats.proportions import (
    decisive_win_rate,
    independent_interval,
    win_ratio,
)
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_intervals
from annotations.stats.sandwich import TwoWay, clipped, t_interval

METHOD = "win-difference-1"


@dataclass(frozen=True)
class PairResult:
    """What is said about two systems on one criterion, from the first one's point of view.

    ``standard_error`` and ``degrees``: of the two-way sandwich, for margins and power.
    """

    first: int
    second: int
    counts: Counts
    win_difference: Estimate
    design_effect: Estimate
    win_odds: Estimate
    win_ratio: Estimate
    decisive_win_rate: Estimate
    half_tie_win_rate: Estimate
    standard_error: float | NotEstimable
    degrees: int

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        return (
            self.win_difference,
            self.design_effect,
            self.win_odds,
            self.win_ratio,
            self.decisive_win_rate,
            self.half_tie_win_rate,
        )


def pair_results(
    judgments: Judgments, weights: ItemWeights, level: float = LEVEL
) -> tuple[PairResult, ...]:
    """Every pair that was judged, in the study's order.

    ``weights`` are over ``judgments.items``. Pairs are resampled together.
    """
    if judgments.n == 0:
        return ()
    items = [part.sample.items for part in judgments.parts]
    these = percentile_intervals(difference_replicates(judgments, weights), weights, items, level)
    spread = difference_spread(judgments)
    return tuple(
        _pair_result(judgments, number, interval, spread, level)
        for number, interval in enumerate(these)
    )


def _pair_result(
    judgments: Judgments,
    number: int,
    these: NamedInterval,
    spread: TwoWay,
    level: float,
) -> PairResult:
    first, second = judgments.pairs[number]
    counts, part = judgments.counts(number), judgments.parts[number]
    of_pair, sample = spread.of(np.eye(len(judgments.pairs))[number], part.clusters), part.sample
    value = rates.win_difference(counts)
    error = of_pair.standard_error()
    intervals = (
        these,
        clipped(t_interval(value, error, of_pair.degrees, level), -1, 1),
        independent_interval(counts, level),
    )
    difference = Estimate("win_difference", value, sample, METHOD, intervals)
    return PairResult(
        first,
        second,
        counts,
        win_difference=difference,
        design_effect=_design_effect(counts, error, sample),
        win_odds=transformed(difference, "win_odds", _odds),
        win_ratio=win_ratio(counts, sample, level),
        decisive_win_rate=decisive_win_rate(counts, sample, level),
        half_tie_win_rate=transformed(difference, "half_tie_win_rate", _half_tie_rate),
        standard_error=error,
        degrees=max(0, of_pair.degrees),
    )


def _design_effect(counts: Counts, error: float | NotEstimable, sample: Sample) -> Estimate:
    """Two-way variance over that of independent judgments: n / design effect count fully."""
    n, value = counts.n, rates.win_difference(counts)
    independent = (counts.decisive / n - value**2) / n
    if isinstance(error, NotEstimable):
        effect: float | NotEstimable = error
    elif independent <= 0:
        effect = NotEstimable(Reason.NO_VARIATION)
    else:
        effect = error**2 / independent
    return Estimate("design_effect", effect, sample, "design-effect-1")


def _odds(difference: float) -> float:
    return (1 + difference) / (1 - difference) if difference < 1 else inf


def _half_tie_rate(difference: float) -> float:
    return (1 + difference) / 2
