"""The judge against the same experts."""

import warnings

import numpy as np
from django.test import SimpleTestCase

from annotations.stats.alt_test import alt_test, shuffles_that_pass
from annotations.stats.estimate import THESE_EXPERTS, NotEstimable, Reason
from annotations.stats.judge_audit import (
    MISSING,
    Consistency,
    JudgeVerdicts,
    judge_audit,
    kendall_tau_b,
)
from tests.reference.data import panel
from tests.unit.stats.studies import many_systems, two_systems


def verdicts(rows) -> JudgeVerdicts:
    """Rows of (item, first, second, with the first left, with the first right)."""
    table = np.array(rows).reshape(-1, 5)
    return JudgeVerdicts(
        table[:, 0],
        table[:, 1].astype(np.int16),
        table[:, 2].astype(np.int16),
        table[:, 3].astype(np.int8),
        table[:, 4].astype(np.int8),
    )


class JudgeAuditTests(SimpleTestCase):
    experts = two_systems([[1, 1, 0], [1, -1, 1], [0, 0, 0], [-1, -1, -1], [1, 0, -1], [1, 1, 1]])
    judge = verdicts(
        [(0, 0, 1, 1, 1), (1, 0, 1, 1, 0), (2, 0, 1, 0, 0), (3, 0, 1, 1, -1), (4, 0, 1, 1, MISSING)]
    )

    def audit(self):
        return judge_audit(self.experts, self.judge, seed=1, rounds=100)

    def test_contradictions_are_not_ties(self):
        found = self.audit().consistency
        shares = {kind: one.value for kind, one in found.items()}
        self.assertEqual(
            shares,
            {
                Consistency.WIN: 0.2,
                Consistency.LOSS: 0.0,
                Consistency.TIE: 0.2,
                Consistency.ONE_TIE: 0.2,
                Consistency.CONTRADICTION: 0.2,
                Consistency.INCOMPLETE: 0.2,
            },
        )

    def test_agreement_over_what_both_judged(self):
        found = self.audit()
        # Verdicts 1, 0, 0, 0 on the first four comparisons.
        self.assertEqual(found.agreement_with_ties.value, (2 + 0 + 3 + 0) / 12)
        self.assertEqual(found.agreement_with_ties.sample.judgments, 12)
        self.assertEqual(found.agreement_without_ties.value, 1.0)
        self.assertAlmostEqual(found.bias[0].value, 3 / 12 - 0 / 12)

    def test_a_judge_who_is_an_expert_has_no_bias(self):
        study = panel(7, raters_per_item=4, missing=0.0)
        one = study.select(study.comparisons.at == study.comparisons.at)
        first = np.unique(one.comparisons.at, return_index=True)[1]
        chosen = one.select(first)
        judge = JudgeVerdicts(chosen.item, chosen.first, chosen.second, chosen.value, chosen.value)
        found = judge_audit(study, judge, seed=1, rounds=300)
        for bias in (*found.bias, *found.self_preference):
            bounds = bias.bounds(THESE_EXPERTS)
            self.assertTrue(bounds.low - 0.05 <= 0 <= bounds.high + 0.05)
        self.assertEqual(found.kendall_tau_b, 1.0)

    def test_a_judge_who_favours_a_system_shows_it(self):
        study = panel(8)
        first = np.unique(study.comparisons.at, return_index=True)[1]
        chosen = study.select(first)
        favour = np.where(chosen.first == 3, 1, np.where(chosen.second == 3, -1, chosen.value))
        judge = JudgeVerdicts(
            chosen.item, chosen.first, chosen.second, favour.astype(np.int8), favour.astype(np.int8)
        )
        found = judge_audit(study, judge, seed=1, rounds=300).self_preference
        self.assertGreater(found[3].bounds(THESE_EXPERTS).low, 0.5)
        self.assertLess(found[0].value, 0)

    def test_nothing_in_common(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for judge in (verdicts([]), verdicts([(99, 0, 1, 1, 1)])):
                found = judge_audit(self.experts, judge, seed=1, rounds=50)
                self.assertEqual(found.agreement_with_ties.value, NotEstimable(Reason.NO_OVERLAP))
                self.assertEqual(
                    (found.bias, found.kendall_tau_b), ((), NotEstimable(Reason.NO_VARIATION))
                )

    def test_tau_b(self):
        self.assertEqual(kendall_tau_b(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])), -1.0)


class AltTestTests(SimpleTestCase):
    def noisy(self, judge_noise: float):
        generator = np.random.default_rng(2)
        truth = generator.choice([1, 0, -1], 120)

        def heard(noise: float, shape) -> np.ndarray:
            wrong = generator.random(shape) < noise
            return np.where(wrong, generator.integers(-1, 2, shape), truth.reshape(120, -1))

        experts = two_systems(heard(0.3, (120, 4)).tolist())
        return experts, heard(judge_noise, (120, 1)).ravel()[experts.item].astype(np.int8)

    def test_a_judge_as_good_as_the_experts_may_replace_them(self):
        found = alt_test(*self.noisy(0.2))
        self.assertEqual((found.answer, found.omega), ("yes", 1.0))
        self.assertGreater(found.rho, 0.8)

    def test_a_guessing_judge_may_not(self):
        found = alt_test(*self.noisy(1.0))
        self.assertEqual((found.answer, found.omega), ("no", 0.0))

    def test_shuffled_verdicts_fail_where_experts_agree_and_pass_where_they_guess(self):
        self.assertEqual(shuffles_that_pass(*self.noisy(0.2), seed=1), 0)
        generator = np.random.default_rng(3)
        guessing = two_systems(generator.choice([1, 0, -1], (120, 4)).tolist())
        verdict = generator.choice([1, 0, -1], 120)[guessing.item].astype(np.int8)
        self.assertEqual(alt_test(guessing, verdict).answer, "yes")
        self.assertGreater(shuffles_that_pass(guessing, verdict, seed=1), 15)

    def test_too_few_items_leave_it_undecided(self):
        experts, verdict = self.noisy(0.2)
        few = experts.item < 20
        found = alt_test(experts.select(few), verdict[few])
        self.assertEqual(found.answer, "undecided")
        self.assertEqual(found.omega, NotEstimable(Reason.TOO_FEW_ITEMS))
        alone = many_systems([(i, 0, 0, 1, 1) for i in range(40)], 2)
        self.assertEqual(alt_test(alone, alone.value).omega, NotEstimable(Reason.NO_OVERLAP))
