"""The headline and its intervals."""

import json
import warnings
from dataclasses import asdict

import numpy as np
import pytest
from django.test import SimpleTestCase

from annotations.stats.differences import difference_influence
from annotations.stats.estimate import (
    EXPERTS_LIKE_THESE,
    INDEPENDENT,
    THESE_EXPERTS,
    NotEstimable,
    Reason,
    flat,
)
from annotations.stats.one_vs_rest import one_vs_rest
from annotations.stats.proportions import shares
from annotations.stats.rates import Interval
from annotations.stats.resampling import ItemWeights
from annotations.stats.sandwich import two_way
from annotations.stats.win_difference import pair_results
from tests.reference.data import STUDIES
from tests.unit.stats import studies
from tests.unit.stats.studies import USUAL, two_systems, weights


def result(data, **kwargs):
    return pair_results(data, weights(data, **kwargs))[0]


def reason(data, name: str) -> Reason | None:
    bounds = result(data).win_difference.bounds(name)
    return bounds.reason if isinstance(bounds, NotEstimable) else None


class PairResultTests(SimpleTestCase):
    def test_carries_where_it_comes_from(self):
        found = result(USUAL).win_difference
        self.assertEqual(found.value, 0.5 - 0.5 * 4 / 9)
        self.assertEqual(found.sample.judgments, 54)
        self.assertEqual((found.sample.items, found.sample.raters), (18, 3))
        self.assertEqual(found.sample.data, USUAL.data_hash)
        these, like, independent = found.intervals
        self.assertEqual((these.name, these.seed, these.rounds), (THESE_EXPERTS, 1, 200))
        self.assertEqual((like.name, like.degrees), (EXPERTS_LIKE_THESE, 2))
        self.assertEqual(independent.name, INDEPENDENT)
        self.assertTrue(found.sample.has_few_raters)

    def test_win_odds_and_half_ties_follow_from_the_win_difference(self):
        found = result(USUAL)
        low = found.win_difference.bounds(THESE_EXPERTS).low
        self.assertAlmostEqual(found.win_odds.bounds(THESE_EXPERTS).low, (1 + low) / (1 - low))
        self.assertAlmostEqual(found.half_tie_win_rate.value, (1 + found.win_difference.value) / 2)

    def test_the_interval_for_new_experts_is_refused_with_one_rater_or_one_item(self):
        self.assertEqual(reason(studies.ONE_RATER, EXPERTS_LIKE_THESE), Reason.ONE_RATER)
        self.assertEqual(reason(studies.ONE_ITEM, EXPERTS_LIKE_THESE), Reason.ONE_ITEM)
        self.assertIsNone(reason(studies.ONE_RATER, THESE_EXPERTS))
        self.assertEqual(reason(studies.ONE_ITEM, THESE_EXPERTS), Reason.TOO_FEW_ITEMS)

    def test_no_spread_is_no_certainty(self):
        for data in (studies.ALL_WINS, studies.ALL_TIES):
            for name in (THESE_EXPERTS, EXPERTS_LIKE_THESE):
                self.assertEqual(reason(data, name), Reason.NO_VARIATION)
            self.assertIsInstance(result(data).win_difference.bounds(INDEPENDENT), Interval)

    def test_no_interval_leaves_what_is_possible(self):
        bounds = result(two_systems([[1, 1]] * 5 + [[1, -1]])).win_difference.bounds(
            EXPERTS_LIKE_THESE
        )
        self.assertEqual(bounds.high, 1)

    def test_raters_who_agree_count_as_one(self):
        one = two_systems([[1], [1], [0], [-1], [1], [1], [0]])
        three = two_systems([[v] * 3 for v in (1, 1, 0, -1, 1, 1, 0)])
        self.assertEqual(
            result(three).win_difference.bounds(THESE_EXPERTS),
            result(one).win_difference.bounds(THESE_EXPERTS),
        )
        self.assertGreater(result(three).design_effect.value, 2.5)

    def test_the_larger_of_both_variances_is_taken(self):
        # Raters share the items between them so evenly that V falls below V_item.
        data = two_systems([[1, -1, 0], [-1, 0, 1], [0, 1, -1], [1, 1, 1], [1, 1, 1], [0, 0, 0]])
        spread = two_way(data, difference_influence(data))
        self.assertLess(spread.covariance[0, 0], spread.item_covariance[0, 0])
        self.assertEqual(spread.variance(), spread.item_covariance[0, 0])
        self.assertEqual(result(data).standard_error, spread.item_covariance[0, 0] ** 0.5)

    def test_a_pair_alone_has_the_same_two_way_interval_as_among_others(self):
        study = STUDIES[0]
        together = pair_results(study, weights(study))
        for number, (first, second) in enumerate(study.pairs):
            alone = result(study.of_pair(first, second)).win_difference
            among = together[number].win_difference
            self.assertEqual(alone.value, among.value)
            self.assertAlmostEqual(
                alone.bounds(EXPERTS_LIKE_THESE).low, among.bounds(EXPERTS_LIKE_THESE).low
            )
            self.assertEqual(alone.sample.items, among.sample.items)

    def test_degenerate_studies_give_reasons_and_no_warning(self):
        for name, data in studies.DEGENERATE.items():
            with self.subTest(name), warnings.catch_warnings():
                warnings.simplefilter("error")
                for found in pair_results(data, weights(data)):
                    for estimate in found.estimates:
                        text = json.dumps(flat(estimate))
                        self.assertNotIn("NaN", text)
                for estimate in one_vs_rest(data, weights(data)):
                    self.assertNotIn("NaN", json.dumps(flat(estimate)))

    def test_everything_is_plain_data(self):
        self.assertEqual(asdict(result(USUAL))["win_difference"]["sample"]["judgments"], 54)


class SharesTests(SimpleTestCase):
    def test_shares_sum_to_one(self):
        found = shares(USUAL.counts(0), USUAL.sample)
        self.assertAlmostEqual(sum(one.value for one in found), 1)
        self.assertEqual([one.estimand for one in found], ["win_share", "tie_share", "loss_share"])

    def test_nothing_judged(self):
        counts = studies.ALL_TIES.counts(0).__class__()
        self.assertEqual(
            shares(counts, studies.NOTHING.sample)[0].value, NotEstimable(Reason.NO_JUDGMENTS)
        )


class OneVersusRestTests(SimpleTestCase):
    def test_opponents_count_alike_however_often_they_were_met(self):
        rows = [(i, 0, 0, 1, 1) for i in range(9)] + [(i, 0, 0, 2, -1) for i in range(3)]
        data = studies.many_systems(rows, systems=3)
        found = one_vs_rest(data, weights(data))
        self.assertEqual([one.value for one in found], [0.0, -1.0, 1.0])

    def test_a_system_that_met_nobody_has_a_reason(self):
        data = studies.DISCONNECTED
        self.assertEqual(
            one_vs_rest(data, weights(data))[2].value, NotEstimable(Reason.NO_JUDGMENTS)
        )


class ItemWeightsTests(SimpleTestCase):
    def test_cutting_into_chunks_changes_nothing(self):
        table = np.random.default_rng(1).random((300, 3))
        whole = ItemWeights(300, seed=4, rounds=50).sums(table)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("annotations.stats.resampling.CHUNK_ENTRIES", 700)
            cut = ItemWeights(300, seed=4, rounds=50).sums(table)
        np.testing.assert_allclose(whole, cut)

    def test_every_round_draws_as_many_items_as_there_are(self):
        sums = ItemWeights(40, seed=1, rounds=30).sums(np.ones((40, 1)))
        self.assertEqual(set(sums.ravel()), {40.0})

    def test_part_of_the_items_is_drawn_with_the_whole(self):
        whole, rows = ItemWeights(9, seed=1, rounds=6), np.array([1, 4, 5])
        everything = whole.sums(np.eye(9))
        np.testing.assert_array_equal(whole.part(rows).sums(np.eye(3)), everything[:, rows])
        again = whole.part(rows).part(np.array([0, 2])).sums(np.eye(2))
        np.testing.assert_array_equal(again, everything[:, [1, 5]])

    def test_fewer_rounds_are_the_first_ones(self):
        whole = ItemWeights(7, seed=1, rounds=9)
        everything = whole.sums(np.eye(7))
        np.testing.assert_array_equal(whole.first(4).sums(np.eye(7)), everything[:4])
        part = whole.first(4).part(np.array([2, 6]))
        np.testing.assert_array_equal(part.sums(np.eye(2)), everything[:4, [2, 6]])
        self.assertEqual((part.rounds, whole.first(20).rounds), (4, 9))

    def test_a_256_bit_seed_is_fine(self):
        self.assertEqual(ItemWeights(5, seed=2**256 - 1, rounds=2).sums(np.eye(5)).shape, (2, 5))
