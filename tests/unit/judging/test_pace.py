"""The remaining time: what goes in, how it is said, and how near it comes."""

from django.test import SimpleTestCase

from annotations.judging.pace import Amount, Remaining, rounded, seconds_left, text_left
from tests.load.remaining_time import within

HOUR, MINUTE = 3600, 60


class TextLeftTests(SimpleTestCase):
    def test_what_was_read_is_taken_off(self):
        left = text_left(Amount(100, 100_000), Amount(40, 60_000), Remaining(firsts=60, repeats=0))
        self.assertEqual(left, 40_000)

    def test_a_quota_leaves_its_share_of_what_is_unread(self):
        left = text_left(Amount(100, 100_000), Amount(0, 0), Remaining(firsts=30, repeats=0))
        self.assertEqual(left, 30_000)

    def test_expected_repeats_are_as_long_as_the_released_pairs(self):
        left = text_left(Amount(100, 100_000), Amount(100, 99_000), Remaining(firsts=0, repeats=5))
        self.assertEqual(left, 5_000)

    def test_nothing_released_is_nothing_to_read(self):
        self.assertEqual(text_left(Amount(0, 0), Amount(0, 0), Remaining(0, 0)), 0)


class SecondsLeftTests(SimpleTestCase):
    def test_nothing_is_said_before_three_pairs(self):
        self.assertIsNone(seconds_left(0.2, 2, 50_000))
        self.assertEqual(seconds_left(0.2, 3, 50_000), 2 * HOUR + 50 * MINUTE)

    def test_nothing_is_said_without_a_measured_time_or_without_text(self):
        self.assertIsNone(seconds_left(None, 0, 50_000))
        self.assertIsNone(seconds_left(0.2, 30, 0))

    def test_it_is_rounded_as_people_say_it(self):
        for seconds, said in (
            (10, 5 * MINUTE),
            (17 * MINUTE, 15 * MINUTE),
            (58 * MINUTE, HOUR),
            (1 * HOUR + 44 * MINUTE, 1 * HOUR + 40 * MINUTE),
            (4 * HOUR + 20 * MINUTE, 4 * HOUR + 30 * MINUTE),
            (13 * HOUR + 20 * MINUTE, 13 * HOUR),
        ):
            with self.subTest(seconds):
                self.assertEqual(rounded(seconds), said)


class AccuracyTests(SimpleTestCase):
    """A small run of the simulation; the whole one is ``tests/load/remaining_time.py``."""

    def test_after_ten_pairs_it_is_within_a_fifth_nine_times_of_ten(self):
        found = within(runs=1500, pairs=200, drift=0.05)
        self.assertGreaterEqual(found.estimate, 0.9)
        self.assertLess(found.mean_per_pair, 0.75)
