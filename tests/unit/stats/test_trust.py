"""Trust in the result: length, fragility, transitivity, criteria, interim looks, sanity, power."""

import warnings

import numpy as np
from django.test import SimpleTestCase

from annotations.stats import interim, power
from annotations.stats.counts import Counts
from annotations.stats.criteria import NOT_APPLICABLE, drivers
from annotations.stats.estimate import EXPERTS_LIKE_THESE, NotEstimable, Reason
from annotations.stats.fragility import bounds_of, flips_to_undo, fragility, leave_one_out
from annotations.stats.judgments import judgments
from annotations.stats.length import gap, length_result
from annotations.stats.sanity import Problem, judgment_findings, table_findings
from annotations.stats.significance import two_way_t_tests
from annotations.stats.simulation import Design, Sampler, Truth
from annotations.stats.transitivity import transitivity
from tests.reference.data import STUDIES
from tests.unit.stats import studies
from tests.unit.stats.studies import many_systems, two_systems, weights

# Wins, ties, losses as the README of HuatuoGPT-II prints them.
PUBLISHED = {
    "single vs GPT-4": Counts(38, 38, 24),
    "single vs ChatGPT": Counts(52, 33, 15),
    "single vs Baichuan2-13B-Chat": Counts(63, 19, 18),
    "single vs HuatuoGPT": Counts(81, 11, 8),
    "multi vs GPT-4": Counts(53, 17, 30),
    "multi vs ChatGPT": Counts(56, 11, 33),
    "multi vs Baichuan2-13B-Chat": Counts(63, 19, 18),
    "multi vs HuatuoGPT": Counts(68, 6, 26),
}


class LengthTests(SimpleTestCase):
    def lengthy(self, effect: float):
        """Equal systems; the first one's answers are longer, and length decides."""
        generator = np.random.default_rng(3)
        item, rater = np.divmod(np.arange(300 * 8), 8)
        lengths = np.column_stack(
            [generator.integers(300, 900, 300), generator.integers(100, 600, 300)]
        )[item]
        zeros = np.zeros(len(item), int)
        d = effect * gap(lengths)
        odds = np.exp(np.column_stack([d / 2, np.zeros(len(d)), -d / 2]))
        drawn = generator.random(len(d))[:, None] > np.cumsum(odds, 1) / odds.sum(1)[:, None]
        value = 1 - drawn.sum(axis=1)
        return judgments(
            item, rater, zeros, zeros + 1, value, generator.random(len(d)) < 0.5, 2, lengths=lengths
        )

    def test_a_planted_length_effect_is_recovered_and_taken_out(self):
        data = self.lengthy(2.0)
        found = length_result(data, weights(data))
        bounds = found.terms[0].effect.bounds(EXPERTS_LIKE_THESE)
        self.assertTrue(bounds.low < 2.0 < bounds.high)
        self.assertGreater(bounds.low, 1.0)
        self.assertGreater(data.value.mean(), 0.1)
        equal = found.pairs[0].at_equal_length.bounds(EXPERTS_LIKE_THESE)
        self.assertTrue(equal.includes_zero)

    def test_strata_are_the_rows_where_the_first_was_longer_or_shorter(self):
        data = STUDIES[2]
        found = length_result(data, weights(data))
        together = found.longer[0].counts.n + found.shorter[0].counts.n
        self.assertEqual(together, int((gap(data.lengths) != 0).sum()))

    def test_what_cannot_be_adjusted_says_why(self):
        self.assertEqual(
            length_result(studies.USUAL, weights(studies.USUAL)).obstacle,
            NotEstimable(Reason.NOT_RECORDED),
        )
        data = STUDIES[2]
        constant = judgments(
            data.item,
            data.rater,
            data.first,
            data.second,
            data.value,
            data.left,
            2,
            lengths=np.tile([300, 100], (data.n, 1)),
        )
        self.assertEqual(
            length_result(constant, weights(constant)).obstacle, NotEstimable(Reason.COLLINEAR)
        )


class FragilityTests(SimpleTestCase):
    def test_published_counts(self):
        self.assertEqual(flips_to_undo(PUBLISHED["multi vs GPT-4"]), 3)
        self.assertEqual(flips_to_undo(PUBLISHED["multi vs GPT-4"].mirrored()), 3)
        self.assertEqual(flips_to_undo(PUBLISHED["single vs GPT-4"]), 0)

    def test_leaving_one_out_at_once_is_the_same_as_one_by_one(self):
        for data in (STUDIES[2], STUDIES[0].of_pair(0, 3), STUDIES[3].of_pair(1, 2)):
            for index, ids in ((data.raters, data.rater), (data.items, data.item)):
                for one in leave_one_out(data, index):
                    rest = data.select(ids != one.left_out)
                    again = bounds_of(rest)
                    self.assertAlmostEqual(one.value, rest.value.mean())
                    self.assertAlmostEqual(one.bounds.low, again.low)
                    self.assertAlmostEqual(one.bounds.high, again.high)

    def test_the_fewest_raters_undo_it(self):
        data = STUDIES[0].of_pair(0, 3)
        found = fragility(data)
        self.assertTrue(found.is_significant)
        rest = data.select(~np.isin(data.rater, found.raters))
        self.assertTrue(bounds_of(rest).includes_zero)
        kept = data.select(~np.isin(data.rater, found.raters[:-1]))
        self.assertFalse(bounds_of(kept).includes_zero)

    def test_nothing_to_undo(self):
        found = fragility(studies.USUAL)
        self.assertEqual((found.is_significant, found.flips, found.raters), (False, 0, ()))
        self.assertEqual(fragility(studies.NOTHING), NotEstimable(Reason.NO_JUDGMENTS))

    def test_degenerate_studies_give_no_warning(self):
        for data in (studies.ONE_JUDGMENT, studies.ONE_RATER, studies.ONE_ITEM, studies.ALL_WINS):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self.assertFalse(fragility(data).is_significant)


class TransitivityTests(SimpleTestCase):
    def test_rock_paper_scissors(self):
        rows = [
            (i, 0, a, b, v) for i in range(40) for a, b, v in ((0, 1, 1), (1, 2, 1), (0, 2, -1))
        ]
        found = transitivity(many_systems(rows, systems=3), seed=1, rounds=200)
        self.assertEqual((found.triads, found.cycles), (1, ((0, 1, 2),)))
        found = transitivity(STUDIES[0], seed=1, rounds=200)
        self.assertEqual((found.triads, found.cycles), (4, ()))

    def test_a_cycle_that_the_model_would_not_make_is_significant(self):
        rows = [
            (i, 0, a, b, v if i % 5 else -v)
            for i in range(200)
            for a, b, v in ((0, 1, 1), (1, 2, 1), (0, 2, -1))
        ]
        found = transitivity(many_systems(rows, systems=3), seed=1, rounds=999)
        self.assertEqual(len(found.cycles), 1)
        # Equal systems make a cycle one time in four, so one triad can never convince.
        self.assertAlmostEqual(found.expected, 0.25, delta=0.05)
        self.assertAlmostEqual(found.test.p_value, found.expected, delta=0.01)

    def test_two_systems_have_no_triad(self):
        for data in (studies.USUAL, studies.NOTHING):
            self.assertEqual(
                transitivity(data, seed=1).expected, NotEstimable(Reason.TOO_FEW_SYSTEMS)
            )


class CriteriaTests(SimpleTestCase):
    def test_the_criterion_that_decides_is_found(self):
        data = STUDIES[0]
        generator = np.random.default_rng(1)
        noise = generator.integers(-1, 2, data.n).astype(np.int8)
        other = generator.integers(-1, 2, data.n)
        near = np.where(generator.random(data.n) < 0.8, data.value, other).astype(np.int8)
        near[:5] = NOT_APPLICABLE
        found = drivers(data, {"accuracy": near, "tone": noise}, seed=1, rounds=200)
        accuracy, tone = found.criteria
        self.assertGreater(accuracy.slope.value, 0.6)
        self.assertLess(accuracy.p_holm, 0.05)
        self.assertGreater(tone.p_holm, 0.05)
        self.assertEqual(accuracy.slope.sample.judgments, data.n - 5)

    def test_two_names_for_one_criterion_cannot_be_told_apart(self):
        data = studies.USUAL
        twice = {"a": data.value, "b": data.value}
        self.assertEqual(
            drivers(data, twice, seed=1, rounds=9).obstacle, NotEstimable(Reason.COLLINEAR)
        )
        self.assertEqual(
            drivers(data, {}, seed=1, rounds=9).obstacle, NotEstimable(Reason.NO_JUDGMENTS)
        )


class InterimTests(SimpleTestCase):
    def test_limits_hold_at_every_look(self):
        generator, missed = np.random.default_rng(1), 0
        for _ in range(100):
            values = generator.choice([1, 1 / 3, -1 / 3, -1], 150, p=[0.4, 0.2, 0.2, 0.2])
            found = interim.confidence_sequence(values)
            truth = 0.2
            missed += bool(((found.low > truth) | (found.high < truth)).any())
        self.assertLessEqual(missed, 5)

    def test_limits_never_widen_and_come_near(self):
        values = np.random.default_rng(2).choice([1, -1], 800, p=[0.7, 0.3])
        found = interim.confidence_sequence(values)
        self.assertTrue((np.diff(found.low) >= 0).all() and (np.diff(found.high) <= 0).all())
        self.assertLess(found.high[-1] - found.low[-1], 0.27)
        self.assertGreater(found.low[-1], 0.2)

    def test_items_stand_in_the_order_of_their_last_judgment(self):
        data = two_systems([[1, 1], [-1, -1]])
        self.assertEqual(interim.item_means(data, np.array([0, 9, 1, 2])).tolist(), [-1, 1])

    def test_nothing_yet(self):
        found = interim.interim_estimate(np.zeros(0), studies.NOTHING.sample)
        self.assertEqual(found.value, NotEstimable(Reason.NO_JUDGMENTS))


class SanityTests(SimpleTestCase):
    def test_the_published_table_has_a_twin_row(self):
        findings = table_findings(PUBLISHED, 100)
        self.assertEqual([one.problem for one in findings], [Problem.TWIN_ROWS])
        self.assertIn("63/19/18", findings[0].sentence)

    def test_rows_that_do_not_sum(self):
        findings = table_findings({"a": Counts(50, 30, 12), "b": Counts(60, 30, 10)}, 100)
        self.assertEqual(
            [(one.problem, one.count) for one in findings], [(Problem.DOES_NOT_SUM, 8)]
        )

    def test_problems_of_judgments(self):
        twice = many_systems([(0, 0, 0, 1, 1), (0, 0, 0, 1, 0), (1, 1, 0, 1, 0)], 2)
        self.assertIn(Problem.DUPLICATED, {one.problem for one in judgment_findings(twice)})
        self.assertIn(Problem.DOMINANT_RATER, {one.problem for one in judgment_findings(twice)})
        left = two_systems([[1, 0, 1]] * 20, left=np.ones(60, bool))
        self.assertEqual(
            [one.problem for one in judgment_findings(left)], [Problem.UNBALANCED_SIDES]
        )
        apart = [one.problem for one in judgment_findings(studies.DISCONNECTED)]
        self.assertEqual(apart, [Problem.DISCONNECTED])
        self.assertEqual(judgment_findings(studies.NOTHING), ())


class PowerTests(SimpleTestCase):
    def test_judgments_needed_for_the_published_effect(self):
        # 14 points with 62 % decisive: 80 % power needs about 246 independent judgments.
        self.assertEqual(power.judgments_needed(0.14, 0.62), 246)
        self.assertEqual(power.judgments_needed(0.0, 0.5), NotEstimable(Reason.NO_DIFFERENCE))
        self.assertEqual(power.judgments_needed(0.6, 0.5), NotEstimable(Reason.NO_DIFFERENCE))

    def test_simulated_power_of_independent_judgments_is_connors(self):
        truth = Truth(wins=0.38, losses=0.24)
        found = power.simulated_power(Design(246, 246, 1), truth, seed=1, runs=2000)
        self.assertAlmostEqual(found.power, 0.8, delta=0.04)

    def test_raters_who_differ_cost_power(self):
        same, differing = (
            power.simulated_power(Design(100, 6, 6), Truth(0.45, 0.3, 0.13, icc), seed=1, runs=600)
            for icc in (0.0, 0.08)
        )
        self.assertGreater(same.power, differing.power + 0.2)

    def test_the_fast_test_is_the_reports_test(self):
        design = Design(15, 6, 3)
        values, _ = Sampler(design, Truth(0.4, 0.3, 0.1, 0.05)).draw(np.random.default_rng(1), 5)
        fast = power.t_p_values(values, design)
        item = np.repeat(np.arange(15), 3)
        zeros = np.zeros(45, int)
        for run, p in zip(values, fast, strict=True):
            data = judgments(
                item, design.panel().ravel(), zeros, zeros + 1, run.ravel(), zeros == 0, 2
            )
            self.assertAlmostEqual(two_way_t_tests(data)[0].p_value, p)

    def test_smallest_difference_is_shown_with_the_power_asked_for(self):
        self.assertAlmostEqual(power.smallest_difference(0.05, 10**6), 0.14008, places=4)
        self.assertGreater(power.smallest_difference(0.05, 5), 0.15)
        self.assertAlmostEqual(power.design_effect(3, 0.13), 1.26)
