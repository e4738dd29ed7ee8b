"""The common shape of every number: what it is, its value, its intervals, and where it comes from.

Pages, tables and JSON are made from these alone, so that no number can be shown
without its estimand, its sample, its method and its seed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from annotations.stats.rates import LEVEL, Interval

# Names of intervals: for whom they hold.
THESE_EXPERTS = "these_experts"
EXPERTS_LIKE_THESE = "experts_like_these"
INDEPENDENT = "independent_judgments"
EXACT = "exact"

# With fewer raters the interval for experts like these is wide; pages say so.
FEW_RATERS = 8


class Reason(StrEnum):
    """Why something cannot be estimated. Keys are stable; the texts are English defaults."""

    NO_JUDGMENTS = "no_judgments"
    NO_DECISIVE = "no_decisive"
    NO_TIES = "no_ties"
    NO_VARIATION = "no_variation"
    ONE_RATER = "one_rater"
    ONE_ITEM = "one_item"
    TOO_FEW_ITEMS = "too_few_items"
    ONE_SYSTEM = "one_system"
    DISCONNECTED = "disconnected"
    SEPARATED = "separated"
    UNSTABLE_RESAMPLES = "unstable_resamples"
    NO_OVERLAP = "no_overlap"
    ONE_CATEGORY = "one_category"
    NO_REPEATS = "no_repeats"
    NOT_RECORDED = "not_recorded"
    COLLINEAR = "collinear"
    NO_DIFFERENCE = "no_difference"
    TOO_FEW_SYSTEMS = "too_few_systems"
    TOO_LARGE = "too_large"


SENTENCES = {
    Reason.NO_JUDGMENTS: "nothing was judged",
    Reason.NO_DECISIVE: "there is no decisive judgment, only ties",
    Reason.NO_TIES: "there is no tie",
    Reason.NO_VARIATION: "all judgments are the same, which leaves no spread to measure",
    Reason.ONE_RATER: "one rater says nothing about other raters",
    Reason.ONE_ITEM: "one item says nothing about other items",
    Reason.TOO_FEW_ITEMS: "fewer than 5 items were judged",
    Reason.ONE_SYSTEM: "fewer than two systems were compared",
    Reason.DISCONNECTED: "some systems were never compared with the others, not even indirectly",
    Reason.SEPARATED: "some systems never lost to (or never won against) the others",
    Reason.UNSTABLE_RESAMPLES: "too many resamples of the items could not be estimated",
    Reason.NO_OVERLAP: "no comparison was judged by two raters",
    Reason.ONE_CATEGORY: "all judgments are of one category",
    Reason.NO_REPEATS: "no hidden repeat was judged",
    Reason.NOT_RECORDED: "it was not recorded",
    Reason.COLLINEAR: "the terms of the model cannot be told apart in these data",
    Reason.NO_DIFFERENCE: "the difference to be shown is zero or impossible",
    Reason.TOO_FEW_SYSTEMS: "it needs at least three systems",
    Reason.TOO_LARGE: "it would take too long for so many raters",
}


@dataclass(frozen=True)
class NotEstimable:
    """Stands where a number would, and says why there is none."""

    reason: Reason

    def __str__(self) -> str:
        return f"not estimable, because {SENTENCES[self.reason]}"


@dataclass(frozen=True)
class Sample:
    """How much a number rests on; ``data`` is the SHA-256 of the judgments behind it."""

    judgments: int
    items: int
    raters: int
    data: str = ""

    @property
    def has_few_raters(self) -> bool:
        return self.raters < FEW_RATERS


@dataclass(frozen=True)
class NamedInterval:
    """An interval with the name of those it holds for; ``method`` ends in its version."""

    name: str
    bounds: Interval | NotEstimable
    method: str
    level: float = LEVEL
    seed: int | None = None
    rounds: int | None = None
    degrees: int | None = None


@dataclass(frozen=True)
class Estimate:
    """One number. The estimand is a stable key; docs/statistics.md defines it."""

    estimand: str
    value: float | NotEstimable
    sample: Sample
    method: str
    intervals: tuple[NamedInterval, ...] = ()

    def bounds(self, name: str) -> Interval | NotEstimable | None:
        """The limits of the interval of that name; None where it was not asked for."""
        return next((found.bounds for found in self.intervals if found.name == name), None)


@dataclass(frozen=True)
class Test:
    """A test of a null hypothesis, two-sided unless its name says otherwise."""

    __test__ = False  # pytest: not a class of tests

    name: str
    p_value: float | NotEstimable
    sample: Sample
    method: str
    statistic: float | None = None
    degrees: int | None = None
    seed: int | None = None
    rounds: int | None = None


Cell = str | float | int | None


def flat(estimate: Estimate) -> dict[str, Cell]:
    """One row of a table or one JSON object: stable English keys, no nesting.

    Numbers that cannot be estimated are None, with the reason beside them.
    """
    row: dict[str, Cell] = {"estimand": estimate.estimand, "method": estimate.method}
    row |= _number("value", estimate.value)
    for found in estimate.intervals:
        row |= _interval(found)
    sample = estimate.sample
    row |= {"judgments": sample.judgments, "items": sample.items, "raters": sample.raters}
    return row | {"data_sha256": sample.data}


def _number(key: str, value: float | NotEstimable) -> dict[str, Cell]:
    if isinstance(value, NotEstimable):
        return {key: None, f"{key}_not_estimable": value.reason}
    return {key: value, f"{key}_not_estimable": None}


def _interval(found: NamedInterval) -> dict[str, Cell]:
    name, bounds = found.name, found.bounds
    if isinstance(bounds, NotEstimable):
        limits: dict[str, Cell] = {f"{name}_low": None, f"{name}_high": None}
    else:
        limits = {f"{name}_low": bounds.low, f"{name}_high": bounds.high}
    return limits | {
        f"{name}_not_estimable": bounds.reason if isinstance(bounds, NotEstimable) else None,
        f"{name}_method": found.method,
        f"{name}_level": found.level,
        f"{name}_seed": found.seed,
        f"{name}_rounds": found.rounds,
        f"{name}_degrees": found.degrees,
    }


def transformed(estimate: Estimate, estimand: str, scale: Callable[[float], float]) -> Estimate:
    """The same estimate on another, increasing scale; what was refused stays refused."""
    intervals = tuple(
        replace(found, bounds=_moved(found.bounds, scale)) for found in estimate.intervals
    )
    value = estimate.value
    value = value if isinstance(value, NotEstimable) else scale(value)
    return replace(estimate, estimand=estimand, value=value, intervals=intervals)


def _moved(
    bounds: Interval | NotEstimable, scale: Callable[[float], float]
) -> Interval | NotEstimable:
    if isinstance(bounds, NotEstimable):
        return bounds
    return Interval(scale(bounds.low), scale(bounds.high))
