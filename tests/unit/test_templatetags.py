"""The geometry of a bar, and numbers as they are shown."""

from django.test import SimpleTestCase

from annotations.stats.counts import Counts
from annotations.templatetags.annotations import percent, points, segments


class SegmentTests(SimpleTestCase):
    def test_the_parts_fill_the_bar_in_order(self):
        parts = segments(Counts(wins=3, ties=2, losses=5))
        found = [(part.outcome, part.x, part.width, part.count) for part in parts]
        expected = [("win", 0.0, 30.0, 3), ("tie", 30.0, 20.0, 2), ("loss", 50.0, 50.0, 5)]
        self.assertEqual(found, expected)

    def test_nothing_is_not_drawn(self):
        self.assertEqual(segments(Counts()), [])
        self.assertEqual([part.outcome for part in segments(Counts(losses=1))], ["loss"])

    def test_a_sliver_has_no_label(self):
        parts = segments(Counts(wins=1, losses=99))
        self.assertEqual([part.is_labelled for part in parts], [False, True])


class NumberTests(SimpleTestCase):
    def test_differences_have_a_sign(self):
        self.assertEqual([points(x) for x in (0.14, 0.0, -0.031, -0.001)], ["+14", "0", "−3", "0"])

    def test_shares_are_whole_per_cent(self):
        self.assertEqual([percent(x) for x in (1 / 3, None, 1.0)], ["33", "0", "100"])
