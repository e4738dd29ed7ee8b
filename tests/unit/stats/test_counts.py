"""The table under every number."""

import pytest
from django.test import SimpleTestCase

from annotations.stats.counts import Counts, ItemCounts, total


class CountsTests(SimpleTestCase):
    def test_n_is_wins_ties_and_losses(self):
        counts = Counts(wins=3, ties=2, losses=4, both_bad=1, not_applicable=5)
        self.assertEqual((counts.n, counts.decisive), (9, 7))

    def test_mirrored_twice_is_the_same(self):
        counts = Counts(3, 2, 4, 1, 5)
        self.assertEqual(counts.mirrored(), Counts(4, 2, 3, 1, 5))
        self.assertEqual(counts.mirrored().mirrored(), counts)

    def test_total_adds_every_column(self):
        self.assertEqual(
            total([Counts(1, 2, 3, 1, 4), Counts(5, 6, 7, 2, 8)]), Counts(6, 8, 10, 3, 12)
        )
        self.assertEqual(total([]), Counts())

    def test_impossible_counts_are_refused(self):
        for numbers in ((-1, 0, 0), (0, 0, 0, 0, -1), (1, 0, 0, 1)):
            with self.subTest(numbers), pytest.raises(ValueError):
                Counts(*numbers)

    def test_item_counts_know_the_judgments_of_one_item(self):
        self.assertEqual(ItemCounts(1, 1, 1, items=40).n, 3)
