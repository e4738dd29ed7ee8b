"""Rates against published tables and independent libraries."""

from itertools import product
from math import inf, isnan

import pytest
from django.test import SimpleTestCase
from scipy.stats import multinomial
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from annotations.stats import rates
from annotations.stats.counts import Counts
from annotations.stats.rates import Interval

SMALL = [(x, n) for n in (1, 2, 7, 20, 148) for x in range(0, n + 1, max(1, n // 7))]


def close(first: Interval, low: float, high: float, digits: float = 1e-9) -> None:
    assert (first.low, first.high) == (
        pytest.approx(low, abs=digits),
        pytest.approx(high, abs=digits),
    )


class ProportionTests(SimpleTestCase):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I."""

    def test_wilson_in_newcombes_table(self):
        # method 3, score without continuity correction
        for x, n, low, high in (
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ):
            with self.subTest(x=x, n=n):
                close(rates.wilson_interval(x, n), low, high, 0.00005)

    def test_clopper_pearson_in_newcombes_table(self):
        # method 5, exact
        for x, n, low, high in (
            (81, 263, 0.2527, 0.3676),
            (15, 148, 0.0578, 0.1617),
            (0, 20, 0.0000, 0.1684),
            (1, 29, 0.0009, 0.1776),
        ):
            with self.subTest(x=x, n=n):
                close(rates.clopper_pearson_interval(x, n), low, high, 0.00005)

    def test_both_agree_with_statsmodels(self):
        for (x, n), level in product(SMALL, (0.9, 0.95, 0.99)):
            with self.subTest(x=x, n=n, level=level):
                for ours, method in (
                    (rates.wilson_interval, "wilson"),
                    (rates.clopper_pearson_interval, "beta"),
                ):
                    low, high = proportion_confint(x, n, alpha=1 - level, method=method)
                    close(ours(x, n, level), low, high)

    def test_the_estimate_lies_inside_and_bounds_are_exact(self):
        for x, n in SMALL:
            interval = rates.wilson_interval(x, n)
            self.assertLessEqual(interval.low, x / n)
            self.assertGreaterEqual(interval.high, x / n)
        self.assertEqual(rates.wilson_interval(0, 20).low, 0.0)
        self.assertEqual(rates.wilson_interval(20, 20).high, 1.0)

    def test_without_judgments_everything_is_possible(self):
        self.assertEqual(rates.wilson_interval(0, 0), Interval(0.0, 1.0))
        self.assertEqual(rates.clopper_pearson_interval(0, 0), Interval(0.0, 1.0))
        self.assertEqual(rates.goodman_intervals([0, 0, 0]), [Interval(0.0, 1.0)] * 3)


class GoodmanTests(SimpleTestCase):
    def test_agrees_with_statsmodels(self):
        for counts in ([38, 38, 24], [53, 17, 30], [1, 2, 3], [0, 5, 5], [9, 0, 0]):
            oracle = multinomial_proportions_confint(counts, alpha=0.05, method="goodman")
            for ours, (low, high) in zip(rates.goodman_intervals(counts), oracle, strict=True):
                close(ours, max(0.0, low), min(1.0, high))

    def test_is_wider_than_one_share_alone(self):
        alone = rates.wilson_interval(38, 100)
        together = rates.goodman_intervals([38, 38, 24])[0]
        self.assertLess(together.low, alone.low)
        self.assertGreater(together.high, alone.high)


class WinDifferenceTests(SimpleTestCase):
    def test_ties_stay_in_n(self):
        self.assertAlmostEqual(rates.win_difference(Counts(38, 38, 24)), 0.14)
        self.assertEqual(rates.win_difference(Counts(0, 9, 0)), 0.0)
        self.assertTrue(isnan(rates.win_difference(Counts())))

    def test_interval_of_the_published_huatuogpt2_counts(self):
        # Win/tie/loss against GPT-4 as the HuatuoGPT-II repository prints them, 100 items each.
        single, multi = Counts(38, 38, 24), Counts(53, 17, 30)
        close(rates.independent_win_difference_interval(single), -0.014, 0.286, 0.0005)
        close(rates.independent_win_difference_interval(multi), 0.052, 0.392, 0.0005)

    def test_is_newcombes_method_10_with_the_ties_in_one_cell(self):
        # Statistics in Medicine 17, 2635-2650, written out from the paper's 2 x 2 table
        # (a, b, c, d) = (0, wins, losses, ties).
        for counts in (Counts(38, 38, 24), Counts(5, 90, 5), Counts(1, 2, 7), Counts(12, 1, 3)):
            close(rates.independent_win_difference_interval(counts), *newcombe_method_10(counts))

    def test_mirrored_counts_give_the_mirrored_interval(self):
        for counts in (Counts(38, 38, 24), Counts(7, 0, 0), Counts(0, 4, 1), Counts(3, 0, 5)):
            ours = rates.independent_win_difference_interval(counts)
            mirror = rates.independent_win_difference_interval(counts.mirrored())
            close(ours, -mirror.high, -mirror.low)

    def test_stays_inside_minus_one_and_one_and_covers_its_estimate(self):
        for wins, ties, losses in product(range(6), repeat=3):
            counts = Counts(wins, ties, losses)
            interval = rates.independent_win_difference_interval(counts)
            self.assertGreaterEqual(interval.low, -1)
            self.assertLessEqual(interval.high, 1)
            if counts.n:
                self.assertLessEqual(interval.low, rates.win_difference(counts))
                self.assertGreaterEqual(interval.high, rates.win_difference(counts))

    def test_covers_as_promised_when_judgments_are_independent(self):
        # Exact coverage by enumeration, n = 40.
        for shares in ((0.38, 0.38, 0.24), (0.2, 0.6, 0.2), (0.7, 0.1, 0.2)):
            with self.subTest(shares):
                self.assertGreater(coverage(40, shares), 0.935)


def newcombe_method_10(counts: Counts) -> tuple[float, float]:
    n, b, c, d = counts.n, counts.wins, counts.losses, counts.ties
    first, second = rates.wilson_interval(b, n), rates.wilson_interval(c, n)
    p, q = b / n, c / n
    phi = -b * c / (b * (c + d) * c * (b + d)) ** 0.5
    down, up = (p - first.low, second.high - q), (first.high - p, q - second.low)
    low = p - q - (down[0] ** 2 - 2 * phi * down[0] * down[1] + down[1] ** 2) ** 0.5
    high = p - q + (up[0] ** 2 - 2 * phi * up[0] * up[1] + up[1] ** 2) ** 0.5
    return low, high


def coverage(n: int, shares: tuple[float, float, float]) -> float:
    truth, covered = shares[0] - shares[2], 0.0
    for wins in range(n + 1):
        for ties in range(n + 1 - wins):
            counts = Counts(wins, ties, n - wins - ties)
            interval = rates.independent_win_difference_interval(counts)
            if interval.low <= truth <= interval.high:
                covered += multinomial.pmf([wins, ties, counts.losses], n, shares)
    return covered


class RatioTests(SimpleTestCase):
    counts = Counts(38, 38, 24)

    def test_definitions(self):
        self.assertAlmostEqual(rates.win_odds(self.counts), 57 / 43)
        self.assertAlmostEqual(rates.win_ratio(self.counts), 38 / 24)
        self.assertAlmostEqual(rates.decisive_win_rate(self.counts), 38 / 62)
        self.assertAlmostEqual(rates.half_tie_win_rate(self.counts), 0.57)

    def test_win_odds_is_a_function_of_the_win_difference(self):
        difference = rates.win_difference(self.counts)
        at_estimate = rates.win_odds_interval(Interval(difference, difference))
        close(at_estimate, 57 / 43, 57 / 43)
        self.assertEqual(rates.win_odds_interval(Interval(-1.0, 1.0)), Interval(0.0, inf))

    def test_win_ratio_interval_comes_from_the_exact_one(self):
        low, high = proportion_confint(38, 62, method="beta")
        close(rates.win_ratio_interval(self.counts), low / (1 - low), high / (1 - high))

    def test_without_losses_and_without_anything(self):
        self.assertEqual(rates.win_odds(Counts(3)), inf)
        self.assertEqual(rates.win_ratio(Counts(3, 1)), inf)
        self.assertTrue(isnan(rates.win_ratio(Counts(0, 4))))
        self.assertTrue(isnan(rates.decisive_win_rate(Counts(0, 4))))
        self.assertTrue(isnan(rates.half_tie_win_rate(Counts())))
        self.assertEqual(rates.win_ratio_interval(Counts(0, 4)), Interval(0.0, inf))

    def test_an_interval_knows_whether_it_includes_zero(self):
        self.assertTrue(Interval(-0.1, 0.2).includes_zero)
        self.assertFalse(Interval(0.1, 0.2).includes_zero)
