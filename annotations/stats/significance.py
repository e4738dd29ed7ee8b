"""Tests of no difference, and their correction for asking several questions: row 7."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from annotations.stats.counts import Counts
from annotations.stats.differences import difference_spread, differences, pair_sums
from annotations.stats.estimate import NotEstimable, Reason, Sample, Test
from annotations.stats.judgments import Judgments
from annotations.stats.resampling import ROUNDS
from annotations.stats.sandwich import t_p_value

CHUNK = 2**20


def two_way_t_tests(judgments: Judgments) -> tuple[Test, ...]:
    """The primary test, of every pair: no difference for items and raters like these.

    t = D / standard error of the two-way sandwich, min(items, raters) - 1 degrees.
    """
    if judgments.n == 0:
        return ()
    spread, values = difference_spread(judgments), differences(judgments)
    tests = []
    for number, value in enumerate(values):
        part = judgments.parts[number]
        here = spread.of(np.eye(len(values))[number], part.clusters)
        tests.append(t_test(float(value), here.standard_error(), here.degrees, part.sample))
    return tuple(tests)


def t_test(value: float, error: float | NotEstimable, degrees: int, sample: Sample) -> Test:
    name, method = "two_way_t", "two-way-t-1"
    if isinstance(error, NotEstimable):
        return Test(name, error, sample, method)
    statistic = value / error
    return Test(name, t_p_value(statistic, degrees), sample, method, statistic, degrees)


def sign_flip_tests(judgments: Judgments, *, seed: int, rounds: int = ROUNDS) -> tuple[Test, ...]:
    """Holds for these experts: every pair's judgments of an item change sign together.

    p = (1 + number of rounds at least as far from 0) / (rounds + 1), which is never 0.
    Exact when an item's wins and losses could as well have been exchanged. Flipping single
    judgments instead would undo the clustering.
    """
    pairs = len(judgments.pairs)
    net = (judgments.by_item @ pair_sums(pairs))[:, :pairs]
    total, reached = net.sum(axis=0), np.zeros(pairs)
    for picked in _half_sums(net, seed, rounds):
        reached += (np.abs(total - 2 * picked) >= np.abs(total)).sum(axis=0)
    return tuple(
        Test(
            "sign_flip",
            float(1 + count) / (rounds + 1),
            judgments.parts[number].sample,
            "sign-flip-of-items-1",
            seed=seed,
            rounds=rounds,
        )
        for number, count in enumerate(reached)
    )


def _half_sums(net: NDArray[np.float64], seed: int, rounds: int) -> Iterator[NDArray[np.float64]]:
    """Sums over a random half of the items, in chunks of shape (some rounds, pairs).

    Whole numbers below 2^24, which float32 adds up exactly.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    items, step = len(net), max(1, CHUNK // max(1, len(net)))
    single = net.astype(np.float32)
    for start in range(0, rounds, step):
        size = min(step, rounds - start)
        drawn = np.frombuffer(generator.bytes(-(-size * items // 8)), np.uint8)
        bits = np.unpackbits(drawn, count=size * items).reshape(size, items)
        yield (bits.astype(np.float32) @ single).astype(np.float64)


def sign_test(counts: Counts, sample: Sample) -> Test:
    """Exact and two-sided, for judgments that share neither items nor raters.

    Ties are dropped; the same as the exact test of McNemar (1947), Psychometrika 12.
    """
    name, method = "exact_sign", "exact-sign-1"
    if not counts.decisive:
        return Test(name, NotEstimable(Reason.NO_DECISIVE), sample, method)
    return Test(name, sign_test_p(counts.wins, counts.losses), sample, method)


def sign_test_p(wins: int, losses: int) -> float:
    """P of at most min(wins, losses) of a fair coin, doubled and at most 1."""
    tail = float(bdtr(min(wins, losses), wins + losses, 0.5))
    return min(1.0, 2 * tail)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p of Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    For a family declared beforehand: the chance of even one false claim stays below alpha.
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return _back(adjusted, order)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p of Benjamini and Hochberg (1995), JRSS B 57, 289-300.

    For exploring: of what is claimed, at most this share is false on average.
    """
    return [min(1.0, p) for p in _step_up(p_values)]


def benjamini_yekutieli(p_values: Sequence[float]) -> list[float]:
    """As Benjamini and Hochberg, under any dependence: Annals of Statistics 29 (2001), 1165."""
    harmonic = sum(1 / k for k in range(1, len(p_values) + 1))
    return [min(1.0, p * harmonic) for p in _step_up(p_values)]


def _step_up(p_values: Sequence[float]) -> list[float]:
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p, kind="stable")
    factors = len(p) / np.arange(1, len(p) + 1)
    return _back(np.minimum.accumulate((p[order] * factors)[::-1])[::-1], order)


def _back(adjusted: NDArray[np.float64], order: NDArray[np.intp]) -> list[float]:
    """In the order in which the p values came."""
    result = np.empty(len(order))
    result[order] = adjusted
    return [float(p) for p in result]
