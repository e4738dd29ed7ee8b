"""Rankings, connectivity and sets of ranks."""

import json
import warnings

import numpy as np
from django.test import SimpleTestCase

from annotations.stats.connectivity import beaten, groups, obstacle
from annotations.stats.estimate import (
    EXPERTS_LIKE_THESE,
    THESE_EXPERTS,
    NotEstimable,
    Reason,
    flat,
)
from annotations.stats.judgments import judgments
from annotations.stats.ranking import ranking
from annotations.stats.ranks import RankSet, chances_of_best, rank_sets
from annotations.stats.rao_kupper import rao_kupper
from annotations.stats.resampling import ItemWeights
from annotations.stats.strengths import design_matrix, fit_strengths, strength_replicates
from annotations.stats.tie_models import BradleyTerry, Davidson, fit, influence
from tests.reference.data import STUDIES, panel
from tests.unit.stats import studies
from tests.unit.stats.studies import weights


class ConnectivityTests(SimpleTestCase):
    def test_ford(self):
        cycle = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
        chain = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]])
        apart = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])
        self.assertIsNone(obstacle(cycle))
        self.assertEqual(obstacle(chain), NotEstimable(Reason.SEPARATED))
        self.assertEqual(obstacle(apart), NotEstimable(Reason.DISCONNECTED))
        self.assertEqual(groups(apart), [[0, 1], [2]])
        self.assertEqual(obstacle(np.zeros((1, 1))), NotEstimable(Reason.ONE_SYSTEM))


class RankSetTests(SimpleTestCase):
    def test_far_apart_and_indistinguishable(self):
        rounds = np.random.default_rng(1).normal(size=(2000, 3))
        values = np.array([9.0, 0.0, 0.1])
        self.assertEqual(
            rank_sets(values, values + rounds), [RankSet(1, 1), RankSet(2, 3), RankSet(2, 3)]
        )

    def test_equal_systems_share_being_best(self):
        self.assertEqual(chances_of_best(np.array([[1.0, 1.0, 0.0]])), [0.5, 0.5, 0.0])


class RankingTests(SimpleTestCase):
    def test_a_planted_order_is_found(self):
        study = panel(11, items=80)
        found = ranking(study, weights(study), left=True)
        self.assertEqual([one.system for one in found.ranked], [0, 1, 2, 3])
        for name in (THESE_EXPERTS, EXPERTS_LIKE_THESE):
            self.assertGreater(found.left.bounds(name).low, 0)
        self.assertEqual(found.method, "davidson-left-1")

    def test_strengths_sum_to_zero_and_elo_has_mean_1000(self):
        study = STUDIES[0]
        for model in ("davidson", "bradley_terry"):
            found = ranking(study, weights(study), model=model).systems
            self.assertAlmostEqual(sum(one.strength.value for one in found), 0)
            self.assertAlmostEqual(np.mean([one.elo.value for one in found]), 1000)

    def test_every_resample_is_the_fit_of_its_own_rows(self):
        study = STUDIES[0]
        drawing = ItemWeights(study.items.size, seed=2, rounds=5)
        found = fit_strengths(study, left=True)
        drawn = drawing.sums(np.eye(study.items.size)).astype(int)
        for times, ours in zip(drawn, strength_replicates(study, found, drawing), strict=True):
            rows = np.repeat(np.arange(study.n), times[study.items.at])
            again = fit_strengths(study.select(rows), left=True)
            np.testing.assert_allclose(ours, again.values, atol=1e-9)

    def test_influence_is_the_slope_when_a_judgment_counts_more(self):
        study = STUDIES[3]
        counts, design = study.totals.reshape(-1, 3), design_matrix(study, left=True)
        found = fit(Davidson(), design, counts[None])
        moved, little = influence(found, counts), 1e-5
        for cell, outcome in ((0, 0), (1, 1), (3, 2)):
            more = counts.copy()
            more[cell, outcome] += little
            change = fit(Davidson(), design, more[None]).parameters - found.parameters
            np.testing.assert_allclose(change[0] / little, moved[cell, outcome], atol=1e-5)

    def test_systems_that_cannot_be_ranked_have_a_reason(self):
        for data, reason in (
            (studies.NOTHING, Reason.NO_JUDGMENTS),
            (studies.ALL_TIES, Reason.NO_DECISIVE),
            (studies.ALL_WINS, Reason.SEPARATED),
            (studies.SEPARATED, Reason.SEPARATED),
            (studies.DISCONNECTED, Reason.DISCONNECTED),
        ):
            found = ranking(data, weights(data))
            self.assertEqual((found.obstacle, found.systems), (NotEstimable(reason), ()))

    def test_a_declared_ridge_ranks_them_and_says_so(self):
        found = ranking(studies.SEPARATED, weights(studies.SEPARATED), ridge=1.0)
        self.assertEqual(found.ranked[0].system, 0)
        self.assertEqual((found.method, found.ridge), ("davidson-ridge-1", 1.0))

    def test_a_side_that_never_changes_cannot_be_told_from_the_system(self):
        zeros = np.zeros(8, int)
        data = judgments(range(8), zeros, zeros, zeros + 1, [1, 0, -1, 1] * 2, zeros == 0, 2)
        self.assertEqual(fit_strengths(data, left=True), NotEstimable(Reason.COLLINEAR))

    def test_without_ties_nu_is_zero_and_davidson_is_bradley_terry(self):
        data = studies.NO_TIES
        davidson, other = fit_strengths(data), fit_strengths(data, model=BradleyTerry)
        np.testing.assert_allclose(davidson.values, other.values)
        self.assertEqual(ranking(data, weights(data)).nu.value, 0.0)

    def test_resamples_without_a_tie_are_fitted_too(self):
        rows = [[1, -1], [-1, 1], [1, 1], [-1, -1], [0, 1], [1, -1]] * 2
        data = studies.two_systems(rows)
        found = fit_strengths(data, model=Davidson)
        rounds = strength_replicates(data, found, weights(data))
        self.assertTrue(np.isfinite(rounds[:, :2]).all())
        self.assertTrue(np.isneginf(rounds[:, 2]).any())

    def test_resamples_without_finite_strengths_are_those_that_ford_names(self):
        rows = [
            (i, r, a, b, 1 if i or r else -1)
            for i in range(8)
            for r in (0, 1)
            for a, b in ((0, 1), (0, 2), (1, 2))
        ]
        data = studies.many_systems(rows, systems=3)
        drawing, found = weights(data), fit_strengths(data)
        tables = drawing.sums(data.by_item).reshape(200, 3, 2, 3).sum(axis=2)
        wins = beaten(tables, data.pairs, 3)
        expected = [obstacle(table) is not None for table in wins]
        self.assertIn(True, expected)
        rounds = strength_replicates(data, found, drawing)
        np.testing.assert_array_equal(np.isnan(rounds[:, 0]), expected)

    def test_degenerate_studies_give_reasons_and_no_warning(self):
        for name, data in studies.DEGENERATE.items():
            for options in ({}, {"left": True}, {"model": "bradley_terry"}, {"ridge": 0.1}):
                with self.subTest(name, **options), warnings.catch_warnings():
                    warnings.simplefilter("error")
                    for one in ranking(data, weights(data), **options).systems:
                        self.assertNotIn("NaN", json.dumps(flat(one.strength)))


class RaoKupperTests(SimpleTestCase):
    def test_has_the_order_of_davidson(self):
        ours = np.array(rao_kupper(STUDIES[0]).log_strengths)
        davidson = fit_strengths(STUDIES[0]).log_strengths
        np.testing.assert_array_equal(np.argsort(ours), np.argsort(davidson))

    def test_says_why_not(self):
        for data, reason in (
            (studies.NOTHING, Reason.NO_JUDGMENTS),
            (studies.ALL_TIES, Reason.NO_DECISIVE),
            (studies.NO_TIES, Reason.NO_TIES),
            (studies.DISCONNECTED, Reason.DISCONNECTED),
        ):
            self.assertEqual(rao_kupper(data), NotEstimable(reason))
