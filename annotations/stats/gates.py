"""Flags on the work of raters: row 33. Shown, and never a reason to drop anything by itself.

Exclusions follow the protocol alone; results are shown with and without what is flagged.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from annotations.stats.clustered import longest_run
from annotations.stats.judgments import Judgments


class Flag(StrEnum):
    TOO_FAST = "too_fast"
    SAME_SIDE_STREAK = "same_side_streak"
    INCOMPLETE = "incomplete"
    FAILED_CHECKS = "failed_checks"
    DOMINANT = "dominant"


@dataclass(frozen=True)
class Limits:
    """From the protocol. A streak is flagged when a fair coin would rarely be as stubborn."""

    minimum_seconds: float = 10.0
    fast_share: float = 0.1
    streak_chance: float = 0.001
    complete_share: float = 0.8
    failed_checks: int = 1
    dominant_share: float = 0.5


@dataclass(frozen=True)
class RaterGate:
    """One rater by id; shares are of their judgments. None where it was not recorded."""

    rater: int
    judgments: int
    fast_share: float | None
    longest_streak: int
    streak_chance: float
    complete_share: float | None
    failed_checks: int | None
    share_of_all: float
    flags: tuple[Flag, ...]


def rater_gates(
    judgments: Judgments,
    limits: Limits,
    *,
    order: NDArray[np.int64] | None = None,
    planned: dict[int, int] | None = None,
    failed_checks: dict[int, int] | None = None,
) -> tuple[RaterGate, ...]:
    """``order``: when each judgment was handed in (default: as they stand). ``planned``:
    judgments that each rater was to give; ``failed_checks``: attention checks failed."""
    at = np.arange(judgments.n) if order is None else order
    sequence = np.argsort(at, kind="stable")
    return tuple(
        _gate(judgments, own, int(rater), limits, planned, failed_checks)
        for rater, own in zip(judgments.raters.ids, judgments.raters.rows(sequence), strict=True)
    )


def _gate(
    judgments: Judgments,
    own: NDArray[np.intp],
    rater: int,
    limits: Limits,
    planned: dict[int, int] | None,
    failed_checks: dict[int, int] | None,
) -> RaterGate:
    fast = fast_share(judgments, own, limits.minimum_seconds)
    decisive = own[judgments.value[own] != 0]
    sides = (judgments.value[decisive] > 0) == judgments.left[decisive]
    streak = longest_run(sides)
    chance = streak_chance(streak, len(sides))
    complete = len(own) / planned[rater] if planned and planned.get(rater) else None
    failed = None if failed_checks is None else failed_checks.get(rater, 0)
    share = len(own) / judgments.n
    found = {
        Flag.TOO_FAST: fast is not None and fast > limits.fast_share,
        Flag.SAME_SIDE_STREAK: chance < limits.streak_chance,
        Flag.INCOMPLETE: complete is not None and complete < limits.complete_share,
        Flag.FAILED_CHECKS: failed is not None and failed >= limits.failed_checks,
        Flag.DOMINANT: share > limits.dominant_share and judgments.raters.size > 1,
    }
    flags = tuple(flag for flag, raised in found.items() if raised)
    return RaterGate(rater, len(own), fast, streak, chance, complete, failed, share, flags)


def fast_share(
    judgments: Judgments, rows: NDArray[np.intp], minimum_seconds: float
) -> float | None:
    """Share below the minimum among those whose time is known."""
    if judgments.seconds is None:
        return None
    known = judgments.seconds[rows]
    known = known[np.isfinite(known)]
    return float((known < minimum_seconds).mean()) if len(known) else None


def streak_chance(streak: int, tosses: int) -> float:
    """Chance that a fair coin shows a run of equal sides at least this long.

    A run of k equal sides in n tosses is one of k - 1 "same as before" in n - 1; the chance
    q(m) that m tosses have no run of r is q(m - 1) - q(m - r - 1) / 2^(r + 1): Feller
    (1968), An Introduction to Probability Theory, volume 1, chapter XIII.7.
    """
    if streak <= 1:
        return 1.0
    if tosses < streak:
        return 0.0
    run = streak - 1
    missing = np.ones(tosses)
    missing[run] = 1 - 0.5**run if run < tosses else 1.0
    # As many at once as depend on nothing newer than what is known already.
    for start in range(run + 1, tosses, run + 1):
        stop = min(start + run + 1, tosses)
        steps = missing[start - run - 1 : stop - run - 1] * 0.5 ** (run + 1)
        missing[start:stop] = missing[start - 1] - np.cumsum(steps)
    return float(1 - missing[tosses - 1])


def flagged_rows(
    judgments: Judgments, gates: tuple[RaterGate, ...], limits: Limits
) -> NDArray[np.bool_]:
    """Judgments of flagged raters, and single ones below the minimum time; shape (n,)."""
    raters = [gate.rater for gate in gates if gate.flags]
    rows: NDArray[np.bool_] = np.isin(judgments.rater, raters)
    if judgments.seconds is not None:
        rows = rows | (judgments.seconds < limits.minimum_seconds)
    return rows
