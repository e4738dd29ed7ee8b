"""Whether a report says what was planted: every number beside its truth and its interval.

First Davidson's model with ties, an advantage of the left side and of the longer answer; then
items and raters that differ. Both with hidden repeats, half of them with exchanged sides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from annotations.analysis.report import build_report
from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.tables import tables_of
from annotations.stats.clustered import BY_RATER
from annotations.stats.estimate import EXPERTS_LIKE_THESE, THESE_EXPERTS, Estimate
from annotations.stats.rates import Interval
from tests.planted import Planted, Size, Truth, planted_study

ROUNDS = 2000


@dataclass(frozen=True)
class Check:
    what: str
    planted: float
    found: float
    bounds: Interval

    @property
    def holds(self) -> bool:
        return self.bounds.low <= self.planted <= self.bounds.high

    def __str__(self) -> str:
        mark = "ok  " if self.holds else "MISS"
        span = f"[{self.bounds.low:+.3f}, {self.bounds.high:+.3f}]"
        return f"{mark} {self.what:<46} planted {self.planted:+.3f}  found {self.found:+.3f} {span}"


def check(what: str, planted: float, estimate: Estimate, name: str) -> Check:
    bounds = estimate.bounds(name)
    assert isinstance(bounds, Interval), (what, bounds)
    return Check(what, planted, float(estimate.value), bounds)


def parameters(truth: Truth, primary: CriterionReport) -> Iterator[Check]:
    """Of Davidson's model: exact where items and raters do not differ."""
    found, like = primary.results, EXPERTS_LIKE_THESE
    centred = np.array(truth.strengths) - np.mean(truth.strengths)
    for system in found.davidson_left.systems:
        what = f"log-strength of system {system.system + 1}"
        yield check(what, float(centred[system.system]), system.strength, like)
    yield check("ties: nu", truth.nu, found.davidson_left.nu, like)
    yield check("advantage of the left side", truth.left, found.davidson_left.left, like)
    for term in found.length.terms:
        yield check(f"effect of {term.name}", truth.length, term.effect, like)


def consequences(planted: Planted, primary: CriterionReport) -> Iterator[Check]:
    """What follows from the chances with which each judgment was drawn."""
    first = ~planted.is_repeat
    value = planted.chances @ np.array([1.0, 0.0, -1.0])
    for pair in primary.results.pairs:
        one = pair.result
        own = first & (planted.first == one.first) & (planted.second == one.second)
        what = f"win difference {one.first + 1} against {one.second + 1}"
        expected = float(value[own].mean())
        yield check(f"{what}, these experts", expected, one.win_difference, THESE_EXPERTS)
        yield check(f"{what}, like these", expected, one.win_difference, EXPERTS_LIKE_THESE)
    yield from repeats(planted, primary)
    yield left_share(planted, primary)


def repeats(planted: Planted, primary: CriterionReport) -> Iterator[Check]:
    again = np.flatnonzero(planted.is_repeat)
    before = planted.again_of[again]
    exchanged = planted.swapped[again] != planted.swapped[before]
    chances, same = planted.chances, primary.retest
    halves = ((same.unswapped, ~exchanged), (same.swapped, exchanged))
    for half, rows in halves:
        one, two = chances[before[rows]], chances[again[rows]]
        name = "sides exchanged" if half is same.swapped else "shown as before"
        assert half.repeats == int(rows.sum()), "a repeat is missing, or was counted as new"
        yield check(f"same verdict, {name}", float((one * two).sum(1).mean()), half.same, BY_RATER)
        turned = float((one[:, 0] * two[:, 2] + one[:, 2] * two[:, 0]).mean())
        yield check(f"reversed, {name}", turned, half.reversed, BY_RATER)


def left_share(planted: Planted, primary: CriterionReport) -> Check:
    first = ~planted.is_repeat
    won, lost = planted.chances[first, 0], planted.chances[first, 2]
    left = np.where(planted.swapped[first], lost, won)
    share = primary.results.position_bias.left_share
    return check("share of left", float(left.sum() / (won + lost).sum()), share, EXPERTS_LIKE_THESE)


def components(planted: Planted, truth: Truth, primary: CriterionReport) -> Iterator[Check]:
    """Shares of variance of one pair, from the planted spreads by a large simulation."""
    expected = simulated_icc(truth, *planted_pair(planted))
    for pair in primary.results.pairs[:1]:
        yield check("ICC of items", expected[0], pair.reliability.item_icc, THESE_EXPERTS)


def planted_pair(planted: Planted) -> tuple[int, int]:
    return int(planted.first.min()), int(planted.second.min())


def simulated_icc(truth: Truth, first: int, second: int) -> tuple[float, float]:
    """Var(E[x | item]) and Var(E[x | rater]) over Var(x), 2,000 items x 400 raters."""
    generator = np.random.default_rng(9)
    d = truth.strengths[first] - truth.strengths[second]
    items = generator.normal(0, truth.item_sd, 2000)[:, None]
    raters = generator.normal(0, truth.rater_sd, 400)[None, :]
    means, squares = 0.0, 0.0
    for side in (1, -1):
        all_d = d + items + raters + side * truth.left
        odds = np.exp(all_d / 2), truth.nu, np.exp(-all_d / 2)
        total = odds[0] + odds[1] + odds[2]
        means = means + (odds[0] - odds[2]) / total / 2
        squares = squares + (odds[0] + odds[2]) / total / 2
    whole = float(squares.mean() - means.mean() ** 2)
    return float(means.mean(1).var() / whole), float(means.mean(0).var() / whole)


def no_side_is_left_unswapped(planted: Planted, results: Results) -> None:
    """The counts of every pair are those that were drawn, judgment by judgment."""
    first = ~planted.is_repeat
    for pair in results.primary.results.pairs:
        one = pair.result
        own = first & (planted.first == one.first) & (planted.second == one.second)
        drawn = tuple(int((planted.values[own] == value).sum()) for value in (1, 0, -1))
        counted = (one.counts.wins, one.counts.ties, one.counts.losses)
        assert counted == drawn, (counted, drawn)
    rows = next(table for table in tables_of(results) if table.name == "win_tie_loss").rows
    whole = [row for row in rows if row[0] == results.rules.primary and row[3] == "all"]
    assert sum(row[8] for row in whole) == int(first.sum()), "a repeat was counted as new"


def run(items: int, raters: int, *, slug: str = "planted") -> list[Check]:
    """Two studies: one where the model is exact, one where items and raters differ."""
    size = Size(items=items, raters=raters, repeat_share="0.2", multi_turn_share=0.3)
    exact = Truth(nu=0.8, left=0.25, length=0.6, seed=3)
    planted = planted_study(exact, size, slug=f"{slug}-exact")
    results = build_report(planted.study, rounds=ROUNDS)
    no_side_is_left_unswapped(planted, results)
    found = [*parameters(exact, results.primary), *consequences(planted, results.primary)]
    clustered = Truth(left=0.25, item_sd=0.8, rater_sd=0.4, seed=4)
    planted = planted_study(clustered, size, slug=f"{slug}-clustered")
    results = build_report(planted.study, rounds=ROUNDS)
    no_side_is_left_unswapped(planted, results)
    found += consequences(planted, results.primary)
    return [*found, *components(planted, clustered, results.primary)]


def tolerated(checks: int) -> int:
    """So many misses has hardly one run in a hundred when each interval holds at 95 %."""
    return int(binom.ppf(0.99, checks, 0.05))
