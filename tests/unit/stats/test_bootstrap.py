"""The bootstrap over items."""

import numpy as np
import pytest
from django.test import SimpleTestCase
from scipy.stats import bootstrap

from annotations.stats.bootstrap import item_bootstrap_interval
from annotations.stats.counts import ItemCounts

ITEMS = [
    ItemCounts(3, 0, 0, items=20),
    ItemCounts(2, 1, 0, items=15),
    ItemCounts(1, 1, 1, items=30),
    ItemCounts(0, 1, 2, items=20),
    ItemCounts(0, 0, 2, items=15),  # one judgment of these is missing
]


def one_by_one(items) -> list[ItemCounts]:
    return [
        ItemCounts(group.wins, group.ties, group.losses)
        for group in items
        for _ in range(group.items)
    ]


class ItemBootstrapTests(SimpleTestCase):
    def test_the_same_seed_gives_the_same_limits_whatever_the_order_and_grouping(self):
        first = item_bootstrap_interval(ITEMS, seed=7)
        self.assertEqual(item_bootstrap_interval(ITEMS[::-1], seed=7), first)
        self.assertEqual(item_bootstrap_interval(one_by_one(ITEMS), seed=7), first)
        self.assertNotEqual(item_bootstrap_interval(ITEMS, seed=8), first)

    def test_a_256_bit_seed_is_fine(self):
        self.assertIsNotNone(item_bootstrap_interval(ITEMS, seed=2**256 - 1, rounds=50))

    def test_agrees_with_scipys_bootstrap_of_whole_items(self):
        items = one_by_one(ITEMS)
        net = np.array([item.wins - item.losses for item in items])
        judgments = np.array([item.n for item in items])
        oracle = bootstrap(
            (net, judgments),
            lambda a, b, axis: a.sum(axis) / b.sum(axis),
            paired=True,
            vectorized=True,
            method="percentile",
            n_resamples=20_000,
            rng=np.random.default_rng(1),
        ).confidence_interval
        ours = item_bootstrap_interval(ITEMS, seed=1, rounds=20_000)
        self.assertAlmostEqual(ours.low, oracle.low, delta=0.006)
        self.assertAlmostEqual(ours.high, oracle.high, delta=0.006)

    def test_judgments_of_one_item_stay_together(self):
        # Perfect agreement of 3 experts is no more than 100 independent judgments.
        one = [ItemCounts(1, 0, 0, items=60), ItemCounts(0, 0, 1, items=40)]
        three = [ItemCounts(3, 0, 0, items=60), ItemCounts(0, 0, 3, items=40)]
        self.assertEqual(
            item_bootstrap_interval(three, seed=3), item_bootstrap_interval(one, seed=3)
        )

    def test_items_without_a_judgment_do_not_count(self):
        empty = ItemCounts(0, 0, 0, items=50)
        self.assertEqual(
            item_bootstrap_interval([*ITEMS, empty], seed=7),
            item_bootstrap_interval(ITEMS, seed=7),
        )

    def test_fewer_than_five_items_have_no_interval(self):
        self.assertIsNone(item_bootstrap_interval([ItemCounts(3, 0, 0, items=4)], seed=1))
        self.assertIsNone(item_bootstrap_interval([], seed=1))

    def test_covers_as_promised_for_new_items(self):
        # Items differ in their own preference; 3 experts judge each of 60.
        generator, covered, truth = np.random.default_rng(5), 0, 0.0
        for trial in range(300):
            preference = generator.normal(0, 1, size=60)
            noise = generator.normal(0, 1, size=(60, 3))
            votes = np.sign(np.round(preference[:, None] + noise))
            rows = [ItemCounts(*(int((row == v).sum()) for v in (1, 0, -1))) for row in votes]
            interval = item_bootstrap_interval(rows, seed=trial, rounds=500)
            covered += interval.low <= truth <= interval.high
        self.assertEqual(covered / 300, pytest.approx(0.95, abs=0.04))

    def test_cost_does_not_grow_with_the_number_of_items(self):
        many = [ItemCounts(2, 1, 0, items=10**6), ItemCounts(0, 1, 2, items=10**6)]
        interval = item_bootstrap_interval(many, seed=1)
        self.assertLess(interval.high - interval.low, 0.01)
