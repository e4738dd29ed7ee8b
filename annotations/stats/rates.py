"""Rates of wins, ties and losses with their intervals (docs/statistics.md, rows 1 to 5).

Every interval here treats judgments as independent. Several judgments of one item are
not: what is generalised from a study comes from ``bootstrap``, and these go beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan, sqrt
from statistics import NormalDist

# scipy.stats has all of this too, and takes a second to import at every start.
from scipy.special import betaincinv, chdtri

from annotations.stats.counts import Counts

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """Both limits belong to it."""

    low: float
    high: float

    @property
    def includes_zero(self) -> bool:
        return self.low <= 0 <= self.high


def wilson_interval(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Wilson (1927) score interval for a proportion; [0, 1] when n is 0.

    Unlike the normal approximation it stays inside [0, 1] and is usable for
    the small counts a pilot study has.
    """
    if n == 0:
        return Interval(0.0, 1.0)
    z = _z(level)
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # Rounding must not leave a limit beside the bound, or the estimate outside its interval.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high)


def clopper_pearson_interval(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Clopper and Pearson (1934) exact interval for a proportion; [0, 1] when n is 0."""
    if n == 0:
        return Interval(0.0, 1.0)
    tail, failures = (1 - level) / 2, n - successes
    low = betaincinv(successes, failures + 1, tail) if successes else 0.0
    high = betaincinv(successes + 1, failures, 1 - tail) if failures else 1.0
    return Interval(float(low), float(high))


def goodman_intervals(counts: Sequence[int], level: float = LEVEL) -> list[Interval]:
    """Simultaneous intervals for the shares of a multinomial, one per category.

    Goodman (1965), Technometrics 7, 247-254: together they hold at
    ``level``, so that win, tie and loss can be read side by side.
    """
    n = sum(counts)
    if n == 0:
        return [Interval(0.0, 1.0) for _ in counts]
    a = float(chdtri(1, (1 - level) / len(counts)))
    return [_goodman(count, n, a) for count in counts]


def _goodman(count: int, n: int, a: float) -> Interval:
    spread = sqrt(a * (a + 4 * count * (n - count) / n))
    low = (a + 2 * count - spread) / (2 * (n + a))
    high = (a + 2 * count + spread) / (2 * (n + a))
    return Interval(max(0.0, low), min(1.0, high))


def win_difference(counts: Counts) -> float:
    """(wins - losses) / n, the net benefit: ties count 0 and stay in n. NaN when n is 0."""
    return (counts.wins - counts.losses) / counts.n if counts.n else nan


def independent_win_difference_interval(counts: Counts, level: float = LEVEL) -> Interval:
    """Interval of the win difference if every judgment were of an item of its own.

    MOVER, Zou and Donner (2008), Statistics in Medicine 27, 1693-1702,
    from Wilson's limits of both shares and their multinomial correlation; the
    same as method 10 of Newcombe (1998), Statistics in Medicine 17, 2635-2650.
    [-1, 1] when n is 0.
    """
    n = counts.n
    if n == 0:
        return Interval(-1.0, 1.0)
    p, q = counts.wins / n, counts.losses / n
    wins = wilson_interval(counts.wins, n, level)
    losses = wilson_interval(counts.losses, n, level)
    r = _multinomial_correlation(p, q)
    low = _distance(p - wins.low, losses.high - q, r)
    high = _distance(wins.high - p, q - losses.low, r)
    return Interval(max(-1.0, p - q - low), min(1.0, p - q + high))


def _multinomial_correlation(p: float, q: float) -> float:
    """Of two estimated shares of one multinomial; 0 where one of them is certain."""
    if p in (0, 1) or q in (0, 1):
        return 0.0
    return -sqrt(p * q / ((1 - p) * (1 - q)))


def _distance(first: float, second: float, correlation: float) -> float:
    return sqrt(first * first + second * second - 2 * correlation * first * second)


def win_odds(counts: Counts) -> float:
    """(wins + ties/2) / (losses + ties/2); infinite without losses and ties, NaN when n is 0."""
    return _ratio(counts.wins + counts.ties / 2, counts.losses + counts.ties / 2)


def win_odds_interval(win_difference_interval: Interval) -> Interval:
    """The limits of a win difference D as win odds: (1 + D) / (1 - D), which grows with D."""
    return Interval(*(_ratio(1 + d, 1 - d) for d in _limits(win_difference_interval)))


def win_ratio(counts: Counts) -> float:
    """wins / losses, ties dropped; infinite without losses, NaN without both."""
    return _ratio(counts.wins, counts.losses)


def win_ratio_interval(counts: Counts, level: float = LEVEL) -> Interval:
    """From the exact interval of the decisive win rate p, as p / (1 - p)."""
    exact = clopper_pearson_interval(counts.wins, counts.decisive, level)
    return Interval(*(_ratio(p, 1 - p) for p in _limits(exact)))


def decisive_win_rate(counts: Counts) -> float:
    """wins / (wins + losses); the share of ties belongs beside it. NaN without both."""
    return _ratio(counts.wins, counts.decisive)


def half_tie_win_rate(counts: Counts) -> float:
    """(wins + ties/2) / n = (1 + win difference) / 2. NaN when n is 0."""
    return _ratio(counts.wins + counts.ties / 2, counts.n)


def _limits(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _ratio(numerator: float, denominator: float) -> float:
    if denominator:
        return numerator / denominator
    return inf if numerator else nan


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
