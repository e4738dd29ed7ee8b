"""Does the longer answer win? Row 18: Davidson's model with the difference in length.

d = s_i - s_j + left + b * (l_i - l_j) / (l_i + l_j), and what the win difference would be
between answers of equal length.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.estimate import Estimate, NotEstimable, Reason, Test
from annotations.stats.judgments import OUTCOMES, Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights
from annotations.stats.sandwich import TwoWay, clipped, t_interval, two_way_of_rows
from annotations.stats.significance import t_test
from annotations.stats.strengths import basis, design_matrix, pair_contrasts
from annotations.stats.tie_models import BradleyTerry, Davidson, Fit, Model, fit, influence_of
from annotations.stats.win_difference import PairResult, pair_results

Floats = NDArray[np.float64]
METHOD = "davidson-covariates-1"
LENGTH = "length"


@dataclass(frozen=True)
class Term:
    """A covariate: change of d per unit, and the two-way t test of no effect."""

    name: str
    effect: Estimate
    test: Test


@dataclass(frozen=True)
class AdjustedPair:
    """Win difference of a pair as it was, and at equal length (and equal other features)."""

    first: int
    second: int
    at_equal_length: Estimate


@dataclass(frozen=True)
class LengthResult:
    """Or why there is none; ``longer`` and ``shorter``: pairs whose first answer was."""

    terms: tuple[Term, ...]
    pairs: tuple[AdjustedPair, ...]
    longer: tuple[PairResult, ...]
    shorter: tuple[PairResult, ...]
    obstacle: NotEstimable | None = None


def length_result(
    judgments: Judgments, weights: ItemWeights | None, level: float = LEVEL
) -> LengthResult:
    """Terms with two-way intervals; the strata with their own two named intervals.

    Without ``weights`` there are no strata.
    """
    if judgments.lengths is None:
        return LengthResult((), (), (), (), NotEstimable(Reason.NOT_RECORDED))
    longer, shorter = (_stratum(judgments, weights, sign, level) for sign in (1, -1))
    fitted = _fit(judgments)
    if isinstance(fitted, NotEstimable):
        return LengthResult((), (), longer, shorter, fitted)
    terms, pairs = _terms(judgments, fitted, level), _pairs(judgments, fitted, level)
    return LengthResult(terms, pairs, longer, shorter)


def gap(lengths: NDArray[np.int32]) -> Floats:
    """(first - second) / (first + second), 0 for two empty answers; shape (n,)."""
    total = lengths.sum(axis=1, dtype=np.int64)
    difference = lengths[:, 0].astype(np.int64) - lengths[:, 1]
    found: Floats = difference / np.maximum(total, 1)
    return found


@dataclass(frozen=True, eq=False)
class _Fitted:
    """Parameters: strengths in the basis, left, covariates by ``names``, log nu if any."""

    names: tuple[str, ...]
    found: Fit
    spread: TwoWay
    free: int


def _fit(judgments: Judgments) -> _Fitted | NotEstimable:
    if not (judgments.value != 0).any():
        return NotEstimable(Reason.NO_DECISIVE if judgments.n else Reason.NO_JUDGMENTS)
    names, design = _design(judgments)
    if np.linalg.matrix_rank(design.T @ design, rtol=1e-12, hermitian=True) < design.shape[1]:
        return NotEstimable(Reason.COLLINEAR)
    counts = np.eye(OUTCOMES)[1 - judgments.value]
    model: Model = Davidson() if (judgments.value == 0).any() else BradleyTerry()
    found = fit(model, design, counts[None], start=_start(judgments, model, design))
    if not np.isfinite(found.parameters).all():
        return NotEstimable(Reason.SEPARATED)
    moved = influence_of(found, counts, 1 - judgments.value)
    return _Fitted(names, found, two_way_of_rows(judgments, moved), judgments.systems - 1)


def _start(judgments: Judgments, model: Model, design: Floats) -> Floats | None:
    """The fit of counts, without covariates: from there few steps over all rows are needed."""
    by_cell = judgments.totals.reshape(-1, OUTCOMES)
    plain = fit(model, design_matrix(judgments, left=True), by_cell[None]).parameters[0]
    if not np.isfinite(plain).all():
        return None
    at = judgments.systems
    covariates = np.zeros(design.shape[1] - at)
    return np.concatenate([plain[:at], covariates, plain[at:]])


def _design(judgments: Judgments) -> tuple[tuple[str, ...], Floats]:
    strengths = (pair_contrasts(judgments) @ basis(judgments.systems))[judgments.pair]
    assert judgments.lengths is not None
    side = np.where(judgments.left, 1.0, -1.0)
    features = {LENGTH: gap(judgments.lengths), **judgments.covariates}
    return tuple(features), np.column_stack([strengths, side, *features.values()])


def _terms(judgments: Judgments, fitted: _Fitted, level: float) -> tuple[Term, ...]:
    result, spread = [], fitted.spread
    size = fitted.found.parameters.shape[1]
    for number, name in enumerate(fitted.names, start=fitted.free + 1):
        value = float(fitted.found.parameters[0, number])
        error = spread.standard_error(np.eye(size)[number])
        interval = t_interval(value, error, spread.degrees, level)
        sample = judgments.sample
        effect = Estimate(f"{name}_effect", value, sample, METHOD, (interval,))
        result.append(Term(name, effect, t_test(value, error, spread.degrees, sample)))
    return tuple(result)


def _pairs(judgments: Judgments, fitted: _Fitted, level: float) -> tuple[AdjustedPair, ...]:
    """Averaged over both placements; the limits by the delta method."""
    contrasts = pair_contrasts(judgments) @ basis(judgments.systems)
    result = []
    parts = zip(judgments.pairs, contrasts, judgments.parts, strict=True)
    for (first, second), contrast, part in parts:
        value, gradient = _at_equal_length(fitted, contrast)
        error = fitted.spread.standard_error(gradient)
        interval = t_interval(value, error, fitted.spread.degrees, level)
        estimate = Estimate(
            "win_difference_at_equal_length",
            value,
            part.sample,
            METHOD,
            (clipped(interval, -1, 1),),
        )
        result.append(AdjustedPair(first, second, estimate))
    return tuple(result)


def _at_equal_length(fitted: _Fitted, contrast: Floats) -> tuple[float, Floats]:
    """The expected value of a judgment and its derivative in all parameters."""
    size = fitted.found.parameters.shape[1]
    has_nu = fitted.found.model.has_nu
    rows = np.zeros((2, size - has_nu))
    rows[:, : fitted.free], rows[:, fitted.free] = contrast, (1, -1)
    moments = fitted.found.model.moments(
        fitted.found.parameters[:, : size - has_nu] @ rows.T, fitted.found.log_nu
    )
    # Davidson's first statistic is half of win minus loss, Bradley-Terry's is the win.
    value = 2 * moments.first[0] - (0 if has_nu else 1)
    slope = 2 * moments.var_first[0][:, None] * rows
    if has_nu:
        slope = np.hstack([slope, 2 * moments.covariance[0][:, None]])
    return float(value.mean()), slope.mean(axis=0)


def _stratum(
    judgments: Judgments, weights: ItemWeights | None, sign: int, level: float
) -> tuple[PairResult, ...]:
    if weights is None:
        return ()
    assert judgments.lengths is not None
    part = judgments.select(np.sign(gap(judgments.lengths)) == sign)
    return pair_results(part, weights.part(part.items_in(judgments)), level)
