"""Strengths of all systems fitted to the judgments, and to every resample of the items."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.connectivity import beaten, obstacle
from annotations.stats.estimate import NotEstimable, Reason
from annotations.stats.judgments import OUTCOMES, SIDES, TIE, Judgments
from annotations.stats.resampling import ItemWeights
from annotations.stats.sandwich import TwoWay, two_way
from annotations.stats.tie_models import BradleyTerry, Davidson, Model, fit, influence

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Strengths:
    """Estimates in the order: log-strengths (sum 0), left advantage if asked for, log nu.

    ``spread`` holds their two-way covariances; ``has_left``, ``has_nu`` say which exist.
    Without any tie nu is 0 and log nu is left out.
    """

    values: Floats
    spread: TwoWay
    systems: int
    has_left: bool
    has_nu: bool
    model: Model
    ridge: float

    @property
    def log_strengths(self) -> Floats:
        return self.values[: self.systems]


def fit_strengths(
    judgments: Judgments,
    *,
    model: type[Davidson] | type[BradleyTerry] = Davidson,
    left: bool = False,
    ridge: float = 0.0,
) -> Strengths | NotEstimable:
    """Maximum likelihood, or with a declared ridge penalty ridge/2 * sum of squared strengths."""
    missing = _obstacle(judgments, left, ridge)
    if missing:
        return missing
    counts, chosen = _counts(judgments), _model(judgments, model)
    design, penalty = design_matrix(judgments, left), _penalty(judgments, left, ridge, chosen)
    found = fit(chosen, design, counts[None], ridge=penalty)
    if not np.isfinite(found.parameters).all():
        return NotEstimable(Reason.SEPARATED)
    back = _back(judgments.systems, left, chosen.has_nu)
    moved = influence(found, counts, penalty).reshape(len(design) * OUTCOMES, -1) @ back.T
    return Strengths(
        back @ found.parameters[0],
        two_way(judgments, moved),
        judgments.systems,
        left,
        chosen.has_nu,
        chosen,
        ridge,
    )


def strength_replicates(judgments: Judgments, found: Strengths, weights: ItemWeights) -> Floats:
    """The same estimates in every round, (rounds, k); NaN where a round has no finite ones."""
    tables = weights.sums_once(judgments.by_item)
    counts = tables.reshape(weights.rounds, -1, OUTCOMES)
    design = design_matrix(judgments, found.has_left)
    penalty = _penalty(judgments, found.has_left, found.ridge, found.model)
    start = _back(judgments.systems, found.has_left, found.has_nu).T @ found.values
    result = fit(found.model, design, counts, start=start, ridge=penalty).parameters
    if found.has_nu:
        _without_ties(result, design, counts, start, penalty)
    free = judgments.systems - 1
    # Not the whole product: log nu may be minus infinity, and 0 times that is no number.
    return np.hstack([result[:, :free] @ basis(judgments.systems).T, result[:, free:]])


def _without_ties(
    result: Floats, design: Floats, counts: Floats, start: Floats, penalty: Floats
) -> None:
    """Rounds that drew no tie: nu is 0, and the rest is a model without it."""
    none = counts[:, :, TIE].sum(axis=1) == 0
    if none.any():
        fitted = fit(BradleyTerry(), design, counts[none], start=start[:-1], ridge=penalty[:-1])
        result[none, :-1], result[none, -1] = fitted.parameters, -np.inf


def _obstacle(judgments: Judgments, left: bool, ridge: float) -> NotEstimable | None:
    if judgments.n == 0:
        return NotEstimable(Reason.NO_JUDGMENTS)
    by_pair = judgments.totals.sum(axis=1)
    if not by_pair[:, [0, 2]].sum():
        return NotEstimable(Reason.NO_DECISIVE)
    found = obstacle(beaten(by_pair, judgments.pairs, judgments.systems))
    if found and not ridge:
        return found
    judged = _counts(judgments).sum(axis=1) > 0
    design = design_matrix(judgments, left)[judged]
    if not ridge and np.linalg.matrix_rank(design) < design.shape[1]:
        return NotEstimable(Reason.COLLINEAR)
    return None


def _model(judgments: Judgments, model: type[Davidson] | type[BradleyTerry]) -> Model:
    has_ties = judgments.totals[:, :, TIE].sum() > 0
    return model() if has_ties else BradleyTerry()


def _counts(judgments: Judgments) -> Floats:
    """By cell (pair, left) and outcome, shape (2 pairs, 3)."""
    return judgments.totals.reshape(-1, OUTCOMES)


def design_matrix(judgments: Judgments, left: bool) -> Floats:
    """Of every cell (pair, left): what multiplies the parameters, shape (2 pairs, p)."""
    strengths = np.repeat(pair_contrasts(judgments), SIDES, axis=0) @ basis(judgments.systems)
    if not left:
        return strengths
    side = np.tile([-1.0, 1.0], len(judgments.pairs))
    return np.hstack([strengths, side[:, None]])


def pair_contrasts(judgments: Judgments) -> Floats:
    """+1 for a pair's first system and -1 for its second, shape (pairs, systems)."""
    result = np.zeros((len(judgments.pairs), judgments.systems))
    for number, (first, second) in enumerate(judgments.pairs):
        result[number, first], result[number, second] = 1, -1
    return result


def basis(systems: int) -> Floats:
    """Orthonormal columns that span what sums to zero, shape (systems, systems - 1)."""
    result = np.zeros((systems, systems - 1))
    for k in range(1, systems):
        result[:k, k - 1], result[k, k - 1] = 1, -k
        result[:, k - 1] /= np.sqrt(k * (k + 1))
    return result


def _back(systems: int, left: bool, has_nu: bool) -> Floats:
    """From the fitted parameters to log-strengths, left advantage and log nu."""
    rest = left + has_nu
    result = np.zeros((systems + rest, systems - 1 + rest))
    result[:systems, : systems - 1] = basis(systems)
    result[systems:, systems - 1 :] = np.eye(rest)
    return result


def _penalty(judgments: Judgments, left: bool, ridge: float, model: Model) -> Floats:
    rest = np.zeros(left + model.has_nu)
    return np.concatenate([np.full(judgments.systems - 1, ridge), rest])
