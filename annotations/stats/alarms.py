"""Alarms while a study runs: what in a rater's work should be looked at. Pure.

Sides and choices, times and lengths come in; which system wrote what does not. An alarm excludes
nobody: it is a reason to talk to somebody. The rules, and how often they are right and wrong:
docs/statistics.md, "Alarms while a study runs".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from annotations.stats.clustered import binomial_p
from annotations.stats.evidence import against_at_most, against_even, longest_true, run_chance

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Rule(StrEnum):
    SIDE = "side"
    TOO_FAST = "too_fast"
    RUSHED = "rushed"
    SAME_SIDE = "same_side"
    ALTERNATING = "alternating"
    SAME_TIE = "same_tie"
    COPIED = "copied"
    REPEATS = "repeats"


@dataclass(frozen=True)
class Limits:
    """What is tolerated, and how false alarms are shared out.

    ``chances`` are of one false alarm of the rule in a whole study of honest raters, whatever
    their number and however often somebody looks; together 5 %.
    """

    side_p: float = 0.01
    # Code points read in a minute: a Chinese character says as much as about four letters.
    fastest_chinese: float = 1000.0
    fastest_letters: float = 4000.0
    fast_tolerated: float = 0.20
    fast_supposed: float = 0.50
    rushed_part: float = 0.25
    rushed_tolerated: float = 0.05
    rushed_supposed: float = 0.20
    rushed_after: int = 20
    tie_share: float = 0.30
    copied_tolerated: float = 0.80
    copied_supposed: float = 0.98
    repeats_needed: int = 10
    repeats_tolerated: float = 0.65
    chances: dict[Rule, float] = field(
        default_factory=lambda: {
            Rule.SIDE: 0.012,
            Rule.TOO_FAST: 0.006,
            Rule.RUSHED: 0.006,
            Rule.SAME_SIDE: 0.004,
            Rule.ALTERNATING: 0.004,
            Rule.SAME_TIE: 0.003,
            Rule.COPIED: 0.004,
            Rule.REPEATS: 0.006,
        }
    )


@dataclass(frozen=True, eq=False)
class Work:
    """What one rater handed in, in order; all arrays are as long as ``choices``.

    ``choices``: the overall choice, one letter each, l t r. ``copied``: 1 where every criterion
    that applied has the overall choice, 0 where not, less where too few applied to tell.
    ``seconds`` are NaN where unknown. ``again``: hidden repeats, and how many of them say the
    same once the sides are put back.
    """

    rater: str
    choices: NDArray[np.uint8]
    copied: NDArray[np.int8]
    seconds: Floats
    lengths: Floats
    is_chinese: Bools
    planned: int = 0
    again: int = 0
    again_same: int = 0

    @property
    def n(self) -> int:
        return len(self.choices)

    @property
    def ties(self) -> Bools:
        return np.asarray(self.choices == ord("t"))

    @property
    def left(self) -> Bools:
        """Of the decided choices only."""
        return np.asarray(self.choices[~self.ties] == ord("l"))

    @property
    def is_timed(self) -> Bools:
        return np.asarray((self.seconds > 0) & (self.lengths > 0))

    @property
    def per_minute(self) -> Floats:
        """Code points a minute, of the pairs whose time is known."""
        timed = self.is_timed
        return np.asarray(60 * self.lengths[timed] / self.seconds[timed])


@dataclass(frozen=True)
class Alarm:
    """One rule that fired for one rater, with the numbers that its sentence quotes."""

    rater: str
    rule: Rule
    numbers: dict[str, float]


@dataclass(frozen=True)
class Panel:
    """What a rater is measured against: how many they are, and what the others do."""

    raters: int
    tie_share: float
    copied_share: float


def alarms(works: Sequence[Work], limits: Limits | None = None) -> list[Alarm]:
    """Of all raters of a study together; those who handed in nothing count as raters too."""
    limits = limits or Limits()
    ties, ns = _counts([work.ties for work in works])
    copied, gridded = _counts([work.copied[work.copied >= 0] == 1 for work in works])
    found = []
    for number, work in enumerate(works):
        panel = Panel(
            raters=len(works),
            tie_share=_others(ties, ns, number),
            copied_share=_others(copied, gridded, number),
        )
        found += alarms_of(work, panel, limits)
    return found


def _counts(rows: Sequence[Bools]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    hits = np.array([int(row.sum()) for row in rows], dtype=np.int64)
    return hits, np.array([len(row) for row in rows], dtype=np.int64)


def _others(hits: NDArray[np.int64], ns: NDArray[np.int64], number: int) -> float:
    n = int(ns.sum() - ns[number])
    return float(hits.sum() - hits[number]) / n if n else 0.0


def alarms_of(work: Work, panel: Panel, limits: Limits) -> list[Alarm]:
    checks = (
        (Rule.SIDE, _side),
        (Rule.TOO_FAST, _too_fast),
        (Rule.RUSHED, _rushed),
        (Rule.SAME_SIDE, _same_side),
        (Rule.ALTERNATING, _alternating),
        (Rule.SAME_TIE, _same_tie),
        (Rule.COPIED, _copied),
        (Rule.REPEATS, _repeats),
    )
    found = []
    for rule, check in checks:
        # Bonferroni over the raters: one honest rater among 200 is as safe as one among two.
        numbers = check(work, panel, limits, limits.chances[rule] / max(1, panel.raters))
        if numbers is not None:
            found.append(Alarm(work.rater, rule, numbers))
    return found


Numbers = dict[str, float] | None


def _side(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    """Sides are drawn by lot and balanced, so that who follows the answers is left half the time.

    The exact p is what the sentence quotes; whether it may be believed after so many looks at so
    many raters is decided by the bets.
    """
    left = work.left
    if against_even(left) < log(1 / chance):
        return None
    n, count = len(left), int(left.sum())
    p = binomial_p(count, n)
    if p >= limits.side_p:
        return None
    return {"decided": n, "left": count, "share": count / n, "p": p}


def _too_fast(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    timed = work.is_timed
    fastest = np.where(work.is_chinese[timed], limits.fastest_chinese, limits.fastest_letters)
    fast = work.per_minute > fastest
    evidence = against_at_most(fast, limits.fast_tolerated, limits.fast_supposed)
    if evidence < log(1 / chance):
        return None
    return {
        "fast": int(fast.sum()),
        "timed": len(fast),
        "median": float(np.median(work.per_minute)),
        "limit": float(fastest.max()),
    }


def _rushed(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    """In less than a quarter of the rater's own usual time for so much text."""
    pace = work.per_minute
    if len(pace) < limits.rushed_after:
        return None
    usual = float(np.median(pace))
    rushed = pace > usual / limits.rushed_part
    evidence = against_at_most(rushed, limits.rushed_tolerated, limits.rushed_supposed)
    if evidence < log(1 / chance):
        return None
    return {"rushed": int(rushed.sum()), "timed": len(pace), "usual": usual}


def _same_side(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    """Runs in what is planned, not in what is done: so no look adds a chance of a false alarm."""
    return _one_sided(work, work.left, chance)


def _alternating(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    """Left, right, left, right …: with every second choice turned over it is a run."""
    left = work.left
    return _one_sided(work, left ^ (np.arange(len(left)) % 2 == 1), chance)


def _one_sided(work: Work, left: Bools, chance: float) -> Numbers:
    run, of_left = max(
        (longest_true(side)[0], float(is_left)) for side, is_left in ((left, True), (~left, False))
    )
    # A run of equal sides is one of "as before", which is a fair toss too.
    likely = run_chance(run - 1, max(work.planned, len(left)) - 1, 0.5)
    if run < 2 or likely >= chance:
        return None
    return {"run": run, "decided": len(left), "left": of_left, "chance": likely}


def _same_tie(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    """Against the most frequent that ties are with the others, or with this rater elsewhere."""
    ties = work.ties
    run, start = longest_true(ties)
    elsewhere = np.concatenate([ties[:start], ties[start + run :]])
    own = float(elsewhere.mean()) if len(elsewhere) else 0.0
    share = max(limits.tie_share, panel.tie_share, own)
    likely = run_chance(run, max(work.planned, work.n), share)
    if likely >= chance:
        return None
    return {"run": run, "n": work.n, "ties": int(ties.sum()), "others": panel.tie_share}


def _copied(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    copied = work.copied[work.copied >= 0] == 1
    tolerated = min(0.99, max(limits.copied_tolerated, panel.copied_share))
    supposed = max(limits.copied_supposed, (1 + tolerated) / 2)
    if against_at_most(copied, tolerated, supposed) < log(1 / chance):
        return None
    return {"copied": int(copied.sum()), "n": len(copied), "others": panel.copied_share}


def _repeats(work: Work, panel: Panel, limits: Limits, chance: float) -> Numbers:
    """No better than chance, and worse than anybody who reads."""
    n, same = work.again, work.again_same
    if n < limits.repeats_needed or same / n > chance_agreement(work):
        return None
    if float(bdtr(same, n, limits.repeats_tolerated)) >= chance / _looks(n, limits):
        return None
    return {"again": n, "same": same, "by_chance": chance_agreement(work)}


def _looks(n: int, limits: Limits) -> int:
    """After every repeat from the first that counts."""
    return n - limits.repeats_needed + 1


def chance_agreement(work: Work) -> float:
    """How often somebody says the same twice who draws left, tie and right as often as this one."""
    if not work.n:
        return 0.0
    shares = [float((work.choices == ord(letter)).mean()) for letter in "ltr"]
    sides = (shares[0] + shares[2]) / 2
    return shares[1] ** 2 + 2 * sides**2
