"""Agreement: plain and symmetrised, with overlaps and without."""

import json
import warnings

import numpy as np
from django.test import SimpleTestCase

from annotations.stats.agreement import COEFFICIENTS, agreement
from annotations.stats.categories import ratings, replicates, sums
from annotations.stats.estimate import THESE_EXPERTS, NotEstimable, Reason, flat
from annotations.stats.majority import majority
from annotations.stats.pairwise_kappa import mean_kappas, rater_pairs
from annotations.stats.resampling import ItemWeights
from tests.reference.data import STUDIES
from tests.unit.stats import studies
from tests.unit.stats.studies import many_systems, two_systems, weights


def found(data, name: str):
    return next(one for one in agreement(data, weights(data)) if one.coefficient == name)


class AgreementTests(SimpleTestCase):
    def test_symmetrised_does_not_depend_on_which_system_comes_first(self):
        data = studies.USUAL
        turned = many_systems(
            [(i, r, 0, 1, -v) for i, r, v in zip(data.item, data.rater, data.value, strict=True)], 2
        )
        for one, other in zip(
            agreement(data, weights(data)), agreement(turned, weights(turned)), strict=True
        ):
            self.assertAlmostEqual(one.symmetrised.value, other.symmetrised.value)
            self.assertEqual(
                one.symmetrised.bounds(THESE_EXPERTS).low,
                other.symmetrised.bounds(THESE_EXPERTS).low,
            )

    def test_symmetrised_is_every_comparison_entered_a_second_time_mirrored(self):
        counts = ratings(STUDIES[0])
        both = sums(np.vstack([counts, counts[:, ::-1]]))
        for name, coefficient in COEFFICIENTS.items():
            ours = coefficient(sums(counts).symmetrised())
            self.assertAlmostEqual(float(ours), float(coefficient(both)), msg=name)

    def test_favouring_the_same_system_is_agreement_only_when_symmetrised(self):
        # Guessers who all favour the first system: nothing about the items.
        values = np.random.default_rng(2).choice([1, 0, -1], (400, 3), p=[0.73, 0.16, 0.11])
        alpha = found(two_systems(values.tolist()), "krippendorff_alpha_nominal")
        self.assertAlmostEqual(alpha.plain.value, 0.0, delta=0.05)
        self.assertAlmostEqual(alpha.symmetrised.value, 0.32, delta=0.05)

    def test_raters_who_always_agree(self):
        data = two_systems([[1, 1, 1], [0, 0, 0], [-1, -1, -1]] * 4)
        for one in agreement(data, weights(data)):
            self.assertAlmostEqual(one.plain.value, 1.0)
            self.assertAlmostEqual(one.symmetrised.value, 1.0)

    def test_every_round_is_the_coefficient_of_its_own_rows(self):
        study = STUDIES[0]
        drawing = ItemWeights(study.items.size, seed=2, rounds=4)
        drawn = drawing.sums(np.eye(study.items.size)).astype(int)
        units = study.comparisons.ids // len(study.pairs)
        for name, coefficient in COEFFICIENTS.items():
            ours = coefficient(replicates(study, drawing).symmetrised())
            for times, replicate in zip(drawn, ours, strict=True):
                again = sums(np.repeat(ratings(study), times[units], axis=0)).symmetrised()
                self.assertAlmostEqual(float(coefficient(again)), replicate, msg=name)

    def test_one_rater_or_no_overlap_has_a_reason(self):
        self.assertEqual(
            found(studies.ONE_RATER, "gwet_ac1").plain.value, NotEstimable(Reason.NO_OVERLAP)
        )
        alternating = two_systems([[1, None], [None, 0]] * 5)
        self.assertEqual(
            found(alternating, "percent_agreement").symmetrised.value,
            NotEstimable(Reason.NO_OVERLAP),
        )

    def test_one_category_only_leaves_kappa_open_and_ac1_complete(self):
        data = studies.ALL_TIES
        self.assertEqual(found(data, "gwet_ac1").plain.value, 1.0)
        self.assertEqual(found(data, "fleiss_kappa").plain.value, NotEstimable(Reason.ONE_CATEGORY))

    def test_only_comparisons_with_two_raters_are_in_the_sample(self):
        data = two_systems([[1, 1], [1, None], [0, 1]])
        self.assertEqual(found(data, "percent_agreement").plain.sample.judgments, 4)

    def test_degenerate_studies_give_reasons_and_no_warning(self):
        for name, data in studies.DEGENERATE.items():
            with self.subTest(name), warnings.catch_warnings():
                warnings.simplefilter("error")
                for one in agreement(data, weights(data)):
                    text = json.dumps([flat(one.plain), flat(one.symmetrised)])
                    self.assertNotIn("NaN", text)
                self.assertNotIn("NaN", json.dumps(flat(mean_kappas(data, weights(data)).plain)))
                majority(data, weights(data))


class PairwiseKappaTests(SimpleTestCase):
    def test_mean_is_over_pairs_with_enough_in_common(self):
        study = STUDIES[0]
        pairs = rater_pairs(study)
        kappas = [one.kappa for one in pairs if one.common >= 10]
        found = mean_kappas(study, weights(study)).plain
        self.assertAlmostEqual(found.value, np.mean(kappas))
        bounds = found.bounds(THESE_EXPERTS)
        self.assertTrue(bounds.low < found.value < bounds.high)

    def test_too_many_raters_leave_the_value_without_an_interval(self):
        data = two_systems([[1, 0] * 60] * 12)
        found = mean_kappas(data, ItemWeights(12, 1, 10_000)).plain
        self.assertEqual(found.bounds(THESE_EXPERTS), NotEstimable(Reason.TOO_LARGE))


class MajorityTests(SimpleTestCase):
    def test_counts_majorities_and_their_absence(self):
        data = two_systems([[1, 1, 0], [0, 0, 0], [1, 0, -1], [-1, -1, 1], [1, -1, None]])
        found = majority(data, weights(data))
        self.assertEqual((found.wins, found.ties, found.losses, found.none), (1, 1, 1, 2))
        self.assertEqual(found.unanimous.value, 0.2)
        self.assertEqual(found.win_difference.value, 0.0)
        self.assertAlmostEqual(sum(share.value for share in found.shares), 1.0)

    def test_one_rater_is_no_majority(self):
        data = studies.ONE_RATER
        self.assertEqual(
            majority(data, weights(data)).win_difference.value, NotEstimable(Reason.NO_OVERLAP)
        )
