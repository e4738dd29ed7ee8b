"""Cells of result tables: numbers, limits and reasons, None where there are none. Pure."""

from math import isfinite

from annotations.stats.clustered import BY_RATER
from annotations.stats.estimate import (
    EXACT,
    EXPERTS_LIKE_THESE,
    INDEPENDENT,
    THESE_EXPERTS,
    Estimate,
    NotEstimable,
    Test,
)
from annotations.stats.ranks import RankSet
from annotations.stats.rates import Interval

Cell = str | float | int | bool | None
Row = tuple[Cell, ...]
SAMPLE = ("judgments", "items", "raters")
BOTH = (THESE_EXPERTS, EXPERTS_LIKE_THESE)
PAIR = ("criterion", "system_a", "system_b")


def number(value: float | NotEstimable | None) -> Cell:
    """None for what cannot be estimated, and for odds without an end: JSON knows no infinity."""
    if value is None or isinstance(value, NotEstimable):
        return None
    return value if isfinite(value) else None


def reason(value: object) -> Cell:
    return str(value.reason) if isinstance(value, NotEstimable) else None


def limits(estimate: Estimate, *names: str) -> tuple[Cell, ...]:
    """Lower and upper limits of the intervals of these names; None where there are none."""
    return tuple(end for name in names for end in ends(estimate.bounds(name)))


def ends(bounds: Interval | NotEstimable | None) -> tuple[Cell, Cell]:
    if not isinstance(bounds, Interval):
        return None, None
    return number(bounds.low), number(bounds.high)


def limit_columns(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{end}" for name in names for end in ("low", "high"))


def sample(estimate: Estimate) -> tuple[Cell, ...]:
    return estimate.sample.judgments, estimate.sample.items, estimate.sample.raters


def estimate_cells(estimate: Estimate) -> tuple[Cell, ...]:
    return (
        *(estimate.estimand, number(estimate.value), reason(estimate.value)),
        *limits(estimate, *BOTH),
        *sample(estimate),
        estimate.method,
    )


def by_rater_cells(estimate: Estimate) -> tuple[Cell, ...]:
    first = EXACT if estimate.bounds(EXACT) else INDEPENDENT
    return (
        *(estimate.estimand, number(estimate.value), reason(estimate.value)),
        *limits(estimate, first, BY_RATER),
        *sample(estimate),
        estimate.method,
    )


def rank_cells(found: RankSet | NotEstimable) -> tuple[Cell, Cell]:
    return (None, None) if isinstance(found, NotEstimable) else (found.low, found.high)


def test_cells(test: Test) -> tuple[Cell, ...]:
    return (
        *(test.name, test.statistic, test.degrees, number(test.p_value), reason(test.p_value)),
        test.method,
    )
