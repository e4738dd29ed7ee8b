"""Evidence that may be looked at at any time."""

from itertools import product
from math import log

import numpy as np
from django.test import SimpleTestCase

from annotations.stats.evidence import against_at_most, against_even, longest_true, run_chance


def flags(text: str) -> np.ndarray:
    return np.array([letter == "x" for letter in text])


class EvidenceTests(SimpleTestCase):
    def test_the_bets_on_an_even_toss_are_fair(self):
        """Over all sequences of ten tosses the worth is 1 on average, whatever the order."""
        worths = [2**10 * _mixed(sum(tosses)) for tosses in product((0, 1), repeat=10)]
        self.assertAlmostEqual(float(np.mean(worths)), 1)
        self.assertAlmostEqual(against_even(flags("x" * 10)), log(2**10 / 11))

    def test_the_highest_worth_so_far_counts(self):
        self.assertEqual(against_even(flags("x" * 10 + "o" * 30)), against_even(flags("x" * 10)))

    def test_it_is_rarely_high_when_the_toss_is_even(self):
        rng = np.random.default_rng(1)
        high = [against_even(rng.random(100) < 0.5) >= log(20) for _ in range(2000)]
        self.assertLess(np.mean(high), 0.05)

    def test_more_hits_than_tolerated(self):
        self.assertEqual(against_at_most(flags("ooooo"), 0.1, 0.5), 0)
        self.assertAlmostEqual(against_at_most(flags("xx"), 0.1, 0.5), 2 * log(5))
        self.assertEqual(against_at_most(flags(""), 0.1, 0.5), 0)

    def test_the_chance_of_a_run_is_not_more_than_said(self):
        for run, tries, share in ((3, 8, 0.5), (2, 6, 0.3), (5, 10, 0.6), (4, 4, 0.5)):
            exact = sum(
                share ** sum(row) * (1 - share) ** (tries - sum(row))
                for row in product((0, 1), repeat=tries)
                if longest_true(np.array(row, dtype=bool))[0] >= run
            )
            with self.subTest(run=run, tries=tries):
                self.assertGreaterEqual(run_chance(run, tries, share) + 1e-12, exact)
                self.assertLess(run_chance(run, tries, share), 1.6 * exact)
        self.assertEqual(run_chance(5, 4, 0.5), 0)
        self.assertEqual(run_chance(5, 9, 1), 1)

    def test_the_longest_stretch(self):
        self.assertEqual(longest_true(flags("oxxoxxxo")), (3, 4))
        self.assertEqual(longest_true(flags("oo")), (0, 0))
        self.assertEqual(longest_true(flags("")), (0, 0))


def _mixed(hits: int) -> float:
    from scipy.special import beta

    return float(beta(hits + 1, 10 - hits + 1))
