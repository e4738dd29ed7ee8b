"""Numbers of one count table with limits for independent judgments: rows 1 to 4."""

from annotations.stats import rates
from annotations.stats.counts import Counts
from annotations.stats.estimate import (
    EXACT,
    INDEPENDENT,
    Estimate,
    NamedInterval,
    NotEstimable,
    Reason,
    Sample,
)
from annotations.stats.rates import LEVEL


def shares(counts: Counts, sample: Sample, level: float = LEVEL) -> tuple[Estimate, ...]:
    """Row 1: shares of win, tie and loss with Wilson's, exact and simultaneous limits."""
    numbers = (counts.wins, counts.ties, counts.losses)
    together = rates.goodman_intervals(numbers, level)
    return tuple(
        Estimate(
            f"{name}_share",
            number / counts.n if counts.n else NotEstimable(Reason.NO_JUDGMENTS),
            sample,
            "share-1",
            (
                NamedInterval("wilson", rates.wilson_interval(number, counts.n, level), "wilson-1"),
                NamedInterval(
                    EXACT,
                    rates.clopper_pearson_interval(number, counts.n, level),
                    "clopper-pearson-1",
                    level,
                ),
                NamedInterval("simultaneous", joint, "goodman-1", level),
            ),
        )
        for name, number, joint in zip(("win", "tie", "loss"), numbers, together, strict=True)
    )


def independent_interval(counts: Counts, level: float = LEVEL) -> NamedInterval:
    """Row 2 for judgments that share neither items nor raters: MOVER, never Wald."""
    bounds = rates.independent_win_difference_interval(counts, level)
    return NamedInterval(INDEPENDENT, bounds, "mover-wilson-1", level)


def win_ratio(counts: Counts, sample: Sample, level: float = LEVEL) -> Estimate:
    """w / l, ties dropped; exact limits p / (1 - p) as if judgments were independent."""
    value: float | NotEstimable = rates.win_ratio(counts)
    bounds = rates.win_ratio_interval(counts, level)
    if not counts.decisive:
        value = NotEstimable(Reason.NO_DECISIVE)
    interval = NamedInterval(EXACT, bounds, "clopper-pearson-1", level)
    return Estimate("win_ratio", value, sample, "win-ratio-1", (interval,))


def decisive_win_rate(counts: Counts, sample: Sample, level: float = LEVEL) -> Estimate:
    """w / (w + l); the share of ties belongs beside it."""
    value: float | NotEstimable = rates.decisive_win_rate(counts)
    bounds = rates.clopper_pearson_interval(counts.wins, counts.decisive, level)
    if not counts.decisive:
        value = NotEstimable(Reason.NO_DECISIVE)
    interval = NamedInterval(EXACT, bounds, "clopper-pearson-1", level)
    return Estimate("decisive_win_rate", value, sample, "decisive-win-rate-1", (interval,))
