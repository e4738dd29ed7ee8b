"""How many judgments a study needs, and what it could have shown: row 9."""

from dataclasses import dataclass
from math import ceil, inf, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from annotations.stats.estimate import NotEstimable, Reason
from annotations.stats.rates import Interval, clopper_pearson_interval
from annotations.stats.sandwich import TINY
from annotations.stats.simulation import Design, Sampler, Truth

Floats = NDArray[np.float64]
ALPHA = 0.05
POWER = 0.8
RUNS = 2000
BISECTIONS = 40
CHUNK_ENTRIES = 2**21


def judgments_needed(
    difference: float, decisive: float, *, alpha: float = ALPHA, power: float = POWER
) -> int | NotEstimable:
    """Independent judgments for a two-sided test of a win difference.

    Connor (1987), Biometrics 43, 207-211: n = (z_a sqrt(p) + z_b sqrt(p - D^2))^2 / D^2,
    p the decisive share. Times ``design_effect`` for several raters an item.
    """
    if difference == 0 or decisive < abs(difference) or decisive > 1:
        return NotEstimable(Reason.NO_DIFFERENCE)
    z_alpha, z_beta = (NormalDist().inv_cdf(q) for q in (1 - alpha / 2, power))
    root = z_alpha * sqrt(decisive) + z_beta * sqrt(decisive - difference**2)
    return ceil((root / difference) ** 2)


def detectable_difference(
    independent: float, decisive: float, *, alpha: float = ALPHA, power: float = POWER
) -> float | None:
    """The smallest win difference for which that many independent judgments are enough.

    The inverse of ``judgments_needed`` by bisection; None if not even the largest possible
    difference, the decisive share itself, could be shown.
    """

    def is_enough(difference: float) -> bool:
        needed = judgments_needed(difference, decisive, alpha=alpha, power=power)
        return not isinstance(needed, NotEstimable) and needed <= independent

    low, high = 0.0, decisive
    if not is_enough(high):
        return None
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def design_effect(per_item: float, item_icc: float) -> float:
    """1 + (m - 1) ICC: judgments needed for each independent one, m raters an item.

    Ignores that raters differ; ``simulated_power`` does not.
    """
    return 1 + (per_item - 1) * item_icc


def smallest_difference(
    error: float | NotEstimable, degrees: int, *, alpha: float = ALPHA, power: float = POWER
) -> float | NotEstimable:
    """The win difference that a study with this standard error would have shown.

    (t of 1 - alpha/2 + t of the power) * standard error; what "not significant" leaves open.
    """
    if isinstance(error, NotEstimable):
        return error
    t_alpha, t_beta = (float(stdtrit(degrees, q)) for q in (1 - alpha / 2, power))
    return (t_alpha + t_beta) * error


@dataclass(frozen=True)
class Power:
    """Share of simulated studies whose primary test was significant, with exact limits."""

    design: Design
    truth: Truth
    power: float
    bounds: Interval
    runs: int
    seed: int
    method: str = "two-way-t-power-1"


def simulated_power(
    design: Design, truth: Truth, *, seed: int, runs: int = RUNS, alpha: float = ALPHA
) -> Power:
    """Of the two-way t test, for a design of some items, raters and raters an item."""
    generator, sampler = np.random.default_rng(seed), Sampler(design, truth)
    step = max(1, CHUNK_ENTRIES // design.judgments)
    significant = 0
    for start in range(0, runs, step):
        values, _ = sampler.draw(generator, min(step, runs - start))
        significant += int((t_p_values(values, design) < alpha).sum())
    bounds = clopper_pearson_interval(significant, runs)
    return Power(design, truth, significant / runs, bounds, runs, seed)


def t_p_values(values: NDArray[np.int8], design: Design) -> Floats:
    """p of the two-way t test of every study, values of shape (runs, items, raters an item).

    The same as ``significance.two_way_t_tests`` of each, for this balanced design; 1 where
    the test does not exist.
    """
    runs, n = len(values), design.judgments
    x = values.reshape(runs, n).astype(np.float64)
    difference = x.mean(axis=1)
    rest = x - difference[:, None]
    raters = np.eye(design.raters)[design.panel().ravel()]
    judging = int((raters.sum(axis=0) > 0).sum())
    degrees = min(design.items, judging) - 1
    if degrees < 1:
        return np.ones(runs)
    item = _factor(design.items) * (rest.reshape(values.shape).sum(axis=2) ** 2).sum(axis=1)
    rater = _factor(judging) * ((rest @ raters) ** 2).sum(axis=1)
    cell = _factor(n) * (rest**2).sum(axis=1)
    variance = np.maximum(item, item + rater - cell) / n**2
    usable = variance > TINY
    statistic = np.abs(difference) / np.sqrt(np.where(usable, variance, inf))
    return np.where(usable, 2 * stdtr(degrees, -statistic), 1.0)


def _factor(clusters: int) -> float:
    return clusters / (clusters - 1) if clusters > 1 else 1.0
