"""Which criterion drives the overall verdict? Row 28.

A linear regression of the overall judgment (+1, 0, -1) on those of the other criteria: the
slopes are in points of the overall scale. The ordered logit belongs to the R script.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.estimate import Estimate, NotEstimable, Reason, Test
from annotations.stats.judgments import Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_interval
from annotations.stats.sandwich import t_interval, two_way_of_rows
from annotations.stats.significance import holm, t_test
from annotations.stats.tie_models import solve

Floats = NDArray[np.float64]
METHOD = "criteria-regression-1"
NOT_APPLICABLE = 2


@dataclass(frozen=True)
class Driver:
    """One criterion: slope with the others held fixed, share of same outcome, test, Holm."""

    criterion: str
    slope: Estimate
    same: float
    test: Test
    p_holm: float | NotEstimable


@dataclass(frozen=True)
class Drivers:
    """In the order given, or why not. ``explained``: share of the overall variance (R^2)."""

    criteria: tuple[Driver, ...]
    explained: float | NotEstimable
    obstacle: NotEstimable | None = None


def drivers(
    overall: Judgments,
    criteria: Mapping[str, NDArray[np.int8]],
    *,
    seed: int,
    rounds: int,
    level: float = LEVEL,
) -> Drivers:
    """``criteria``: values row by row beside ``overall``, NOT_APPLICABLE (2) where left out.

    Only rows with all criteria are used. Sides and pairs do not matter: values are of the
    same system throughout, and no intercept is fitted, since exchanging the two systems
    must change nothing but the sign.
    """
    values = np.column_stack(list(criteria.values())) if criteria else np.zeros((overall.n, 0))
    complete = (values != NOT_APPLICABLE).all(axis=1)
    rows, x = overall.select(complete), values[complete].astype(np.float64)
    if not rows.n or not x.shape[1]:
        return _none(Reason.NO_JUDGMENTS)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return _none(Reason.COLLINEAR)
    y = rows.value.astype(np.float64)
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    rest = y - x @ slopes
    inverse = np.linalg.inv(x.T @ x)
    spread = two_way_of_rows(rows, (x * rest[:, None]) @ inverse)
    weights = ItemWeights(rows.items.size, seed, rounds)
    replicates = _replicates(rows, x, y, weights)
    found = []
    for number, name in enumerate(criteria):
        value = float(slopes[number])
        error = spread.standard_error(np.eye(len(slopes))[number])
        intervals = (
            percentile_interval(replicates[:, number], weights, level),
            t_interval(value, error, spread.degrees, level),
        )
        slope = Estimate("criterion_slope", value, rows.sample, METHOD, intervals)
        same = float((x[:, number] == y).mean())
        test = t_test(value, error, spread.degrees, rows.sample)
        found.append((name, slope, same, test))
    adjusted = _holm([test for *_, test in found])
    total = float(y @ y)
    explained = 1 - float(rest @ rest) / total if total else NotEstimable(Reason.NO_DECISIVE)
    return Drivers(
        tuple(Driver(*one, p) for one, p in zip(found, adjusted, strict=True)), explained
    )


def _none(reason: Reason) -> Drivers:
    return Drivers((), NotEstimable(reason), NotEstimable(reason))


def _holm(tests: list[Test]) -> list[float | NotEstimable]:
    """Over those that have a p value."""
    known = [test.p_value for test in tests if not isinstance(test.p_value, NotEstimable)]
    adjusted = iter(holm(known))
    return [
        test.p_value if isinstance(test.p_value, NotEstimable) else next(adjusted) for test in tests
    ]


def _replicates(rows: Judgments, x: Floats, y: Floats, weights: ItemWeights) -> Floats:
    """Slopes of every round, shape (rounds, k), from each item's sums of products."""
    k = x.shape[1]
    products = np.hstack([(x[:, :, None] * x[:, None, :]).reshape(-1, k * k), x * y[:, None]])
    sums = weights.sums(rows.items.sums(products))
    return solve(sums[:, : k * k].reshape(-1, k, k), sums[:, k * k :])
