"""Invented judgments have the truth that was asked for, and intervals cover it."""

import numpy as np
import pytest
from django.test import SimpleTestCase

from annotations.stats.simulation import Design, Sampler, Truth
from tests.load.coverage import simulate

TRUTH = Truth(wins=0.45, losses=0.30, item_icc=0.13, rater_icc=0.03)


class SimulationTests(SimpleTestCase):
    def setUp(self):
        self.sampler = Sampler(Design(200, 20, 20), TRUTH)
        self.values, self.own = self.sampler.draw(np.random.default_rng(1), 150)

    def test_shares_and_correlations_are_those_asked_for(self):
        values = self.values.astype(float)
        self.assertAlmostEqual((values == 1).mean(), 0.45, delta=0.01)
        self.assertAlmostEqual((values == -1).mean(), 0.30, delta=0.01)
        centred = values - TRUTH.win_difference
        within = (centred.sum(axis=2) ** 2 - (centred**2).sum(axis=2)).mean() / (20 * 19)
        self.assertAlmostEqual(within / 0.7275, 0.13, delta=0.01)
        between = (centred.sum(axis=1) ** 2 - (centred**2).sum(axis=1)).mean() / (200 * 199)
        self.assertAlmostEqual(between / 0.7275, 0.03, delta=0.01)

    def test_what_these_raters_would_give_is_where_their_judgments_lie(self):
        rest = self.values.mean(axis=(1, 2)) - self.own
        self.assertLess(rest.std(), self.values.mean(axis=(1, 2)).std())
        self.assertAlmostEqual(rest.mean(), 0, delta=0.01)

    def test_raters_take_turns(self):
        turns = np.bincount(Design(100, 10, 3).panel().ravel())
        self.assertEqual(set(turns), {30})

    def test_impossible_truths_and_designs_are_refused(self):
        for make in (
            lambda: Truth(0.7, 0.4),
            lambda: Truth(0.0, 0.4),
            lambda: Truth(0.4, 0.4, item_icc=0.7, rater_icc=0.4),
            lambda: Design(10, 2, 3),
        ):
            with pytest.raises(ValueError):
                make()


class CoverageTests(SimpleTestCase):
    """The full size is ``python -m tests.load.coverage``: docs/statistics.md has its numbers."""

    def test_intervals_cover_and_tests_err_as_promised(self):
        found = simulate(300, rounds=300, seed=3)
        self.assertAlmostEqual(found.two_way.share, 0.955, delta=0.035)
        self.assertAlmostEqual(found.item_own_target.share, 0.95, delta=0.04)
        self.assertAlmostEqual(found.t_test.share, 0.05, delta=0.04)
        # What ignores the clusters is far off: the reason for all this.
        self.assertLess(found.judgment_bootstrap.share, 0.75)
        self.assertGreater(found.sign_test.share, 0.25)
