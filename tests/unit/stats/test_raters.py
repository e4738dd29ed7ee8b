"""Trust in the raters: repeats, sides, lines, components, gates."""

import itertools
import warnings

import numpy as np
from django.test import SimpleTestCase

from annotations.stats.clustered import BY_RATER
from annotations.stats.components import components, reliability, spearman_brown
from annotations.stats.differences import difference_influence
from annotations.stats.estimate import EXACT, NotEstimable, Reason
from annotations.stats.gates import Flag, Limits, flagged_rows, rater_gates, streak_chance
from annotations.stats.judgments import judgments
from annotations.stats.position_bias import position_bias
from annotations.stats.raters import rater_lines
from annotations.stats.retest import Repeats, retest
from annotations.stats.sandwich import two_way
from tests.reference.data import STUDIES
from tests.unit.stats import studies
from tests.unit.stats.studies import two_systems, weights


def repeats(rows) -> Repeats:
    """Rows of (rater, first, again, swapped)."""
    table = np.array(rows, int).reshape(-1, 4)
    return Repeats(
        np.arange(len(table)),
        table[:, 0],
        table[:, 1].astype(np.int8),
        table[:, 2].astype(np.int8),
        table[:, 3].astype(bool),
    )


class RetestTests(SimpleTestCase):
    data = repeats(
        [
            *[(0, 1, 1, 0), (0, 1, -1, 0), (1, 0, 0, 0), (1, 1, 0, 0)],
            *[(0, 1, -1, 1), (0, -1, 1, 1), (1, 1, 1, 1), (1, -1, 1, 1)],
        ]
    )

    def test_halves_are_kept_apart(self):
        found = retest(self.data)
        self.assertEqual((found.unswapped.same.value, found.unswapped.reversed.value), (0.5, 0.25))
        self.assertEqual((found.swapped.same.value, found.swapped.reversed.value), (0.25, 0.75))
        self.assertEqual(found.all.repeats, 8)
        self.assertEqual(found.side_effect.value, 0.5)

    def test_limits_are_exact_and_clustered_by_rater(self):
        found = retest(self.data).swapped.same
        self.assertAlmostEqual(found.bounds(EXACT).low, 0.0063, places=4)
        self.assertEqual(found.bounds(BY_RATER).low, 0.0)

    def test_ac1_of_a_perfect_memory_is_one(self):
        same = repeats([(0, v, v, s) for v in (1, 0, -1) for s in (0, 1)])
        self.assertEqual(retest(same).all.ac1.value, 1.0)

    def test_no_repeats_of_one_kind(self):
        found = retest(repeats([(0, 1, 1, 0)]))
        self.assertEqual(found.swapped.same.value, NotEstimable(Reason.NO_REPEATS))
        self.assertEqual(found.side_effect.value, NotEstimable(Reason.NO_REPEATS))
        self.assertEqual(found.unswapped.same.bounds(BY_RATER), NotEstimable(Reason.ONE_RATER))
        self.assertEqual(retest(repeats([])).all.ac1.value, NotEstimable(Reason.NO_REPEATS))

    def test_a_planted_side_effect_is_recovered(self):
        generator = np.random.default_rng(4)
        rows = []
        for n in range(2000):
            first, swapped = generator.choice([1, -1]), n % 2
            flips = generator.random() < (0.35 if swapped else 0.10)
            rows.append((n % 20, first, -first if flips else first, swapped))
        found = retest(repeats(rows)).side_effect
        for interval in found.intervals:
            self.assertTrue(interval.bounds.low < 0.25 < interval.bounds.high)


class PositionBiasTests(SimpleTestCase):
    def test_always_left(self):
        left = np.arange(24) % 2 == 0
        values = np.where(left, 1, -1).reshape(8, 3)
        data = two_systems(values.tolist(), left=left)
        found = position_bias(data, weights(data))
        self.assertEqual(found.left_share.value, 1.0)
        self.assertLess(found.exact.p_value, 1e-6)
        self.assertEqual([one.left for one in found.raters], [8, 8, 8])
        self.assertAlmostEqual(found.raters[0].p_holm, 3 * found.raters[0].p_value)

    def test_only_ties_have_no_side(self):
        found = position_bias(studies.ALL_TIES, weights(studies.ALL_TIES))
        self.assertEqual(found.left_share.value, NotEstimable(Reason.NO_DECISIVE))
        self.assertEqual(found.raters, ())


class RaterLineTests(SimpleTestCase):
    def test_a_rater_who_differs_is_seen(self):
        data = two_systems([[1, 1, -1], [0, 0, 1], [-1, -1, 1], [1, 1, 0]])
        lines = rater_lines(data)
        self.assertEqual([line.agreement for line in lines], [0.5, 0.5, 0.0])
        self.assertEqual(lines[2].lean, -0.75 + 0.75 * 0 + (0 - 0.25) + 0.75 + 0.25 + 0.0)

    def test_lean_is_pulled_towards_zero(self):
        pair = STUDIES[2]
        for line in rater_lines(pair, components(pair)):
            self.assertLessEqual(abs(line.lean_shrunk), abs(line.lean))

    def test_seconds_that_were_not_recorded(self):
        line = rater_lines(studies.USUAL)[0]
        self.assertEqual(line.median_seconds, NotEstimable(Reason.NOT_RECORDED))


class ComponentTests(SimpleTestCase):
    def planted(self, item: float, rater: float, rest: float, missing: float = 0.3):
        """Values rounded to three points, so that only the order of parts can be told."""
        generator = np.random.default_rng(1)
        latent = generator.normal(0, item, (300, 1)) + generator.normal(0, rater, 30)
        values = np.clip(np.round(latent + generator.normal(0, rest, (300, 30))), -1, 1)
        rows, columns = np.nonzero(generator.random((300, 30)) > missing)
        zeros = np.zeros(len(rows), int)
        return judgments(rows, columns, zeros, zeros + 1, values[rows, columns], zeros == 0, 2)

    def test_planted_parts_are_recovered_from_unbalanced_data(self):
        found = components(self.planted(0.6, 0.0, 0.8))
        self.assertGreater(found.item, 0.1)
        self.assertAlmostEqual(found.rater, 0.0, delta=0.01)
        found = components(self.planted(0.0, 0.5, 0.8))
        self.assertGreater(found.rater, 0.07)
        self.assertAlmostEqual(found.item, 0.0, delta=0.01)

    def test_advice_follows_the_larger_part(self):
        data = self.planted(0.8, 0.05, 0.3, missing=0.0).select(slice(0, 30 * 40))
        self.assertEqual(reliability(data, weights(data)).advice.better, "items")
        data = self.planted(0.05, 0.8, 0.3, missing=0.0)
        self.assertEqual(reliability(data, weights(data)).advice.better, "raters")

    def test_predicted_error_of_the_present_size_is_about_the_sandwichs(self):
        data = self.planted(0.5, 0.3, 0.8, missing=0.0)
        spread = two_way(data, difference_influence(data)).standard_error()
        self.assertAlmostEqual(reliability(data, weights(data)).advice.now, spread, delta=0.01)

    def test_spearman_brown(self):
        self.assertAlmostEqual(float(spearman_brown(np.array(0.5), 3)), 0.75)

    def test_what_has_no_components_says_why(self):
        for data, reason in (
            (studies.NOTHING, Reason.NO_JUDGMENTS),
            (studies.ONE_RATER, Reason.ONE_RATER),
            (studies.ONE_ITEM, Reason.ONE_ITEM),
            (studies.ALL_WINS, Reason.NO_VARIATION),
        ):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self.assertEqual(reliability(data, weights(data)), NotEstimable(reason))


class GateTests(SimpleTestCase):
    def test_chance_of_a_streak_against_all_sequences_of_tosses(self):
        for tosses in (3, 6, 9):
            for streak in range(1, tosses + 1):
                runs = [
                    max(len(list(group)) for _, group in itertools.groupby(sides))
                    for sides in itertools.product((0, 1), repeat=tosses)
                ]
                exact = np.mean([run >= streak for run in runs])
                self.assertAlmostEqual(streak_chance(streak, tosses), exact)
        self.assertEqual(streak_chance(0, 0), 1.0)

    def test_flags(self):
        left = np.ones(60, bool)
        values = np.array([[1, (1, -1, 0)[i % 3]] for i in range(30)])
        data = two_systems(values.tolist(), left=left)
        seconds = np.where(data.rater == 0, 4.0, 30.0).astype(np.float32)
        data = judgments(
            data.item, data.rater, data.first, data.second, data.value, left, 2, seconds=seconds
        )
        first, second = rater_gates(data, Limits(), planned={0: 30, 1: 60}, failed_checks={1: 1})
        self.assertEqual(first.flags, (Flag.TOO_FAST, Flag.SAME_SIDE_STREAK))
        self.assertEqual(second.flags, (Flag.INCOMPLETE, Flag.FAILED_CHECKS))
        self.assertEqual(first.longest_streak, 30)
        self.assertEqual(int(flagged_rows(data, (first,), Limits()).sum()), 30)

    def test_the_order_of_submission_decides_about_streaks(self):
        data = two_systems([[1], [1], [1], [-1], [-1], [-1]], left=np.ones(6, bool))
        together = rater_gates(data, Limits())[0]
        apart = rater_gates(data, Limits(), order=np.array([0, 2, 4, 1, 3, 5]))[0]
        self.assertEqual((together.longest_streak, apart.longest_streak), (3, 1))
