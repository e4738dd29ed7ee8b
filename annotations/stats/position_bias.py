"""Does the side decide? Share of "left" among decisive judgments. Row 17.

The left term of the ranking (``ranking.ranking(left=True)``) says the same in log-odds,
with the strengths of the systems taken into account.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.clustered import binomial_p, exact_interval
from annotations.stats.estimate import Estimate, NotEstimable, Reason, Sample, Test
from annotations.stats.indexing import distinct
from annotations.stats.judgments import LOSS, OUTCOMES, SIDES, WIN, Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_interval, ratio
from annotations.stats.sandwich import clipped, t_interval, two_way
from annotations.stats.significance import holm, t_test

METHOD = "left-share-1"


@dataclass(frozen=True)
class RaterSide:
    """One rater (by id): how often left, with an exact p and that p after Holm."""

    rater: int
    decisive: int
    left: int
    share: Estimate
    p_value: float
    p_holm: float


@dataclass(frozen=True)
class PositionBias:
    """``exact`` takes judgments as independent; ``test`` is the two-way t against one half."""

    left_share: Estimate
    test: Test
    exact: Test
    raters: tuple[RaterSide, ...]


def position_bias(judgments: Judgments, weights: ItemWeights, level: float = LEVEL) -> PositionBias:
    """Overall with three kinds of limits, and rater by rater with Holm's correction."""
    decisive = judgments.value != 0
    sample = judgments.sample_where(decisive)
    n, left = int(decisive.sum()), int(_chose_left(judgments)[decisive].sum())
    if not n:
        missing = NotEstimable(Reason.NO_DECISIVE)
        nothing = Test("two_way_t", missing, sample, METHOD)
        return PositionBias(Estimate("left_share", missing, sample, METHOD), nothing, nothing, ())
    value, columns = left / n, _columns(judgments)
    influence = columns @ np.array([1 - value, -value]) / n
    spread = two_way(judgments, influence[:, None]).of([1.0], judgments.clusters(decisive))
    error = spread.standard_error()
    rounds = weights.sums_once(judgments.by_item) @ columns
    intervals = (
        exact_interval(left, n, level),
        percentile_interval(ratio(rounds[:, 0], rounds.sum(axis=1)), weights, level, sample.items),
        clipped(t_interval(value, error, spread.degrees, level), 0, 1),
    )
    return PositionBias(
        Estimate("left_share", value, sample, METHOD, intervals),
        t_test(value - 0.5, error, spread.degrees, sample),
        Test("exact_binomial", binomial_p(left, n), sample, "exact-binomial-1"),
        _by_rater(judgments, level),
    )


def _chose_left(judgments: Judgments) -> NDArray[np.bool_]:
    """Of decisive rows; meaningless for ties."""
    return np.asarray((judgments.value > 0) == judgments.left)


def _columns(judgments: Judgments) -> NDArray[np.float64]:
    """Whether a judgment of a count table's column is "left", or "right"; (columns, 2)."""
    one = np.zeros((SIDES, OUTCOMES, 2))
    one[1, WIN, 0] = one[0, LOSS, 0] = 1
    one[0, WIN, 1] = one[1, LOSS, 1] = 1
    return np.tile(one.reshape(-1, 2), (len(judgments.pairs), 1))


def _by_rater(judgments: Judgments, level: float) -> tuple[RaterSide, ...]:
    sides = (judgments.by_rater @ _columns(judgments)).astype(int)
    counted = [
        (int(rater), int(left), int(left + right))
        for rater, (left, right) in zip(judgments.raters.ids, sides, strict=True)
        if left + right
    ]
    p_values = [binomial_p(left, n) for _, left, n in counted]
    samples = _samples(judgments)
    return tuple(
        RaterSide(rater, n, left, _rater_share(samples[rater], left, n, level), p, adjusted)
        for (rater, left, n), p, adjusted in zip(counted, p_values, holm(p_values), strict=True)
    )


def _samples(judgments: Judgments) -> dict[int, Sample]:
    """What each rater's share rests on: decisive judgments and their items, in one pass."""
    decisive = judgments.value != 0
    raters, size = judgments.raters.at[decisive], judgments.raters.size
    judged = np.bincount(raters, minlength=size)
    width = max(1, judgments.items.size)
    met = distinct(raters * width + judgments.items.at[decisive], size * width)
    items = np.bincount(met // width, minlength=size)
    return {
        int(rater): Sample(int(judged[at]), int(items[at]), 1, judgments.data_hash)
        for at, rater in enumerate(judgments.raters.ids)
    }


def _rater_share(own: Sample, left: int, n: int, level: float) -> Estimate:
    return Estimate("left_share", left / n, own, METHOD, (exact_interval(left, n, level),))
