"""Rao and Kupper's model of ties: a sensitivity analysis of the ranking. Row 12.

Rao and Kupper (1967), Journal of the American Statistical Association 62, 194-204:
win = sig(d - theta), loss = sig(-d - theta), tie the rest; an ordered logit with thresholds
-theta and theta.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from annotations.stats.connectivity import beaten, obstacle
from annotations.stats.estimate import NotEstimable, Reason, Sample
from annotations.stats.judgments import Judgments
from annotations.stats.strengths import basis, pair_contrasts

Floats = NDArray[np.float64]
METHOD = "rao-kupper-1"
ITERATIONS, PRECISE = 200, 1e-11


@dataclass(frozen=True)
class RaoKupper:
    """Log-strengths with sum 0 in the study's order, and the threshold of a tie."""

    log_strengths: tuple[float, ...]
    theta: float
    sample: Sample
    method: str = METHOD


def rao_kupper(judgments: Judgments) -> RaoKupper | NotEstimable:
    """Maximum likelihood by Newton's method with halved steps; the likelihood is concave."""
    if not judgments.n:
        return NotEstimable(Reason.NO_JUDGMENTS)
    counts = judgments.totals.sum(axis=1)
    if not counts[:, [0, 2]].sum():
        return NotEstimable(Reason.NO_DECISIVE)
    if not counts[:, 1].sum():
        return NotEstimable(Reason.NO_TIES)
    missing = obstacle(beaten(counts, judgments.pairs, judgments.systems))
    if missing:
        return missing
    design = pair_contrasts(judgments) @ basis(judgments.systems)
    found = _maximise(design, counts)
    if found is None:
        return NotEstimable(Reason.SEPARATED)
    strengths = basis(judgments.systems) @ found[:-1]
    return RaoKupper(tuple(map(float, strengths)), float(found[-1]), judgments.sample)


def _maximise(design: Floats, counts: Floats) -> Floats | None:
    at: Floats = np.zeros(design.shape[1] + 1)
    at[-1] = 0.5
    for _ in range(ITERATIONS):
        gradient, hessian = _derivatives(design, counts, at)
        try:
            step = np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            # One side never lost: the likelihood grows for ever and becomes flat.
            return None
        while at[-1] - step[-1] <= 0 or _likelihood(design, counts, at - step) < (
            _likelihood(design, counts, at) - 1e-9
        ):
            step = step / 2
        at = np.asarray(at - step, np.float64)
        if np.abs(step).max() < PRECISE:
            return at
    return None


def _likelihood(design: Floats, counts: Floats, at: Floats) -> float:
    d, theta = design @ at[:-1], at[-1]
    win, loss = expit(d - theta), expit(-d - theta)
    chances = np.stack([win, 1 - win - loss, loss], axis=1)
    return float((counts * np.log(np.maximum(chances, 1e-300))).sum())


def _derivatives(design: Floats, counts: Floats, at: Floats) -> tuple[Floats, Floats]:
    """With win = sig(u), loss = sig(v), u = d - theta, v = -d - theta, and
    tie = sig(-u) sig(-v) (1 - e^(-2 theta)): the logarithms' slopes in u, v and theta."""
    d, theta = design @ at[:-1], at[-1]
    win, loss = expit(d - theta), expit(-d - theta)
    w, t, lost = counts.T
    of_u = w * (1 - win) - t * win
    of_v = lost * (1 - loss) - t * loss
    u_slopes = np.hstack([design, -np.ones((len(design), 1))])
    v_slopes = np.hstack([-design, -np.ones((len(design), 1))])
    gradient = of_u @ u_slopes + of_v @ v_slopes
    slope = 2 / np.expm1(2 * theta)
    gradient[-1] += t.sum() * slope
    hessian = -(u_slopes.T * ((w + t) * win * (1 - win))) @ u_slopes
    hessian -= (v_slopes.T * ((lost + t) * loss * (1 - loss))) @ v_slopes
    hessian[-1, -1] -= t.sum() * slope * (2 + slope)
    return gradient, hessian
