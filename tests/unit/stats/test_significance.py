"""Tests of no difference, corrections, margins."""

from django.test import SimpleTestCase

from annotations.stats.counts import Counts
from annotations.stats.estimate import NotEstimable, Reason, Sample
from annotations.stats.margins import equivalence, non_inferiority
from annotations.stats.significance import (
    benjamini_hochberg,
    holm,
    sign_flip_tests,
    sign_test,
    two_way_t_tests,
)
from tests.unit.stats import studies
from tests.unit.stats.studies import USUAL, two_systems

SAMPLE = Sample(100, 100, 10)


class TestsOfNoDifference(SimpleTestCase):
    def test_published_counts(self):
        # HuatuoGPT-II against GPT-4: 38/38/24 is not significant, 53/17/30 is.
        self.assertAlmostEqual(sign_test(Counts(38, 38, 24), SAMPLE).p_value, 0.098, places=3)
        self.assertAlmostEqual(sign_test(Counts(53, 17, 30), SAMPLE).p_value, 0.015, places=3)

    def test_holm_of_the_published_pair(self):
        self.assertAlmostEqual(holm([0.098, 0.01542])[1], 0.0308, places=3)

    def test_flipping_whole_items_keeps_agreeing_raters_from_counting_thrice(self):
        one = [[1], [1], [1], [-1], [1], [1]]
        three = [row * 3 for row in one]
        first, second = (
            sign_flip_tests(two_systems(rows), seed=1, rounds=999)[0].p_value
            for rows in (one, three)
        )
        self.assertEqual(first, second)

    def test_a_p_value_is_never_zero(self):
        found = sign_flip_tests(two_systems([[1]] * 60), seed=1, rounds=99)[0]
        self.assertEqual(found.p_value, 1 / 100)

    def test_two_way_t_gives_a_reason_where_it_cannot(self):
        for data, reason in (
            (studies.ONE_RATER, Reason.ONE_RATER),
            (studies.ONE_ITEM, Reason.ONE_ITEM),
            (studies.ALL_WINS, Reason.NO_VARIATION),
        ):
            self.assertEqual(two_way_t_tests(data)[0].p_value, NotEstimable(reason))
        self.assertEqual(two_way_t_tests(studies.NOTHING), ())
        self.assertEqual(
            sign_test(Counts(0, 5, 0), SAMPLE).p_value, NotEstimable(Reason.NO_DECISIVE)
        )

    def test_the_t_test_and_its_interval_agree(self):
        test = two_way_t_tests(USUAL)[0]
        self.assertEqual(test.degrees, 2)
        self.assertGreater(test.p_value, 0.05)

    def test_corrections_of_nothing(self):
        self.assertEqual((holm([]), benjamini_hochberg([])), ([], []))


class MarginTests(SimpleTestCase):
    def shown(self, value: float, margin: float, error: float = 0.05) -> bool:
        return non_inferiority(value, error, 9, SAMPLE, margin=margin).is_shown

    def test_non_inferiority_is_the_lower_limit_above_the_margin(self):
        for value in (-0.2, -0.05, 0.0, 0.1):
            found = non_inferiority(value, 0.05, 9, SAMPLE, margin=0.1)
            self.assertEqual(found.is_shown, found.bounds.low > -0.1)
        self.assertTrue(self.shown(0.05, 0.1))
        self.assertFalse(self.shown(-0.05, 0.1))

    def test_equivalence_is_both_limits_inside_the_margin(self):
        for value in (-0.2, -0.05, 0.0, 0.02, 0.1):
            found = equivalence(value, 0.05, 9, SAMPLE, margin=0.1)
            inside = found.bounds.low > -0.1 and found.bounds.high < 0.1
            self.assertEqual(found.is_shown, inside)

    def test_what_cannot_be_estimated_is_not_shown(self):
        missing = NotEstimable(Reason.ONE_RATER)
        self.assertFalse(non_inferiority(0.5, missing, 0, SAMPLE, margin=0.1).is_shown)
