"""The arrays under every statistic."""

import numpy as np
import pytest
from django.test import SimpleTestCase

from annotations.stats.counts import Counts
from annotations.stats.judgments import judgments, strict
from tests.unit.stats.studies import USUAL, many_systems, two_systems

ROWS = [(5, 0, 0, 2, 1), (5, 1, 0, 2, 0), (9, 0, 1, 2, -1), (9, 1, 0, 1, 1)]


class JudgmentsTests(SimpleTestCase):
    def test_counts_by_pair_in_the_studys_order(self):
        data = many_systems(ROWS, systems=3)
        self.assertEqual(data.pairs, [(0, 1), (0, 2), (1, 2)])
        self.assertEqual(
            [data.counts(number) for number in range(3)],
            [Counts(1), Counts(1, 1), Counts(0, 0, 1)],
        )

    def test_every_table_counts_every_judgment_once(self):
        data = many_systems(ROWS, systems=3)
        for table in (data.by_item, data.by_rater, data.by_cell):
            np.testing.assert_array_equal(
                np.asarray(table.sum(axis=0)).ravel(), data.totals.ravel()
            )
        self.assertEqual((data.items.size, data.raters.size, data.cells.size), (2, 2, 4))

    def test_selecting_keeps_rows_together(self):
        chosen = many_systems(ROWS, systems=3).of_pair(0, 2)
        self.assertEqual(chosen.rater.tolist(), [0, 1])
        self.assertEqual(chosen.sample.items, 1)

    def test_the_hash_is_of_the_judgments_and_not_of_their_order(self):
        data = many_systems(ROWS, systems=3)
        turned = data.select(np.array([3, 1, 0, 2]))
        self.assertEqual(turned.data_hash, data.data_hash)
        other = many_systems([*ROWS[:3], (9, 1, 0, 1, 0)], systems=3)
        self.assertNotEqual(other.data_hash, data.data_hash)
        self.assertNotEqual(many_systems(ROWS, systems=4).data_hash, data.data_hash)

    def test_impossible_rows_are_refused(self):
        for change in (
            {"value": [2]},
            {"first": [1], "second": [1]},
            {"second": [3]},
            {"first": [-1]},
            {"item": [1, 2]},
        ):
            row = {"item": [0], "rater": [0], "first": [0], "second": [1], "value": [1]}
            with self.subTest(change), pytest.raises(ValueError):
                judgments(**(row | change), left=[True], systems=3)

    def test_strict_wins_are_those_called_much_better(self):
        data = many_systems(ROWS, systems=3)
        found = strict(data, np.array([True, True, False, False]))
        self.assertEqual(found.value.tolist(), [1, 0, 0, 0])

    def test_nothing_is_a_study_too(self):
        nothing = two_systems([])
        self.assertEqual((nothing.n, nothing.pairs, nothing.sample.raters), (0, [], 0))

    def test_a_row_takes_few_bytes(self):
        size = sum(array.nbytes for array in USUAL.arrays.values())
        self.assertLessEqual(size / USUAL.n, 22)
