"""Consent is withdrawn: what that does to results is fixed at the start, and nothing is deleted."""

from django.test import TestCase
from django.urls import reverse

from annotations.analysis.contents.exclusions import exclusions
from annotations.entrance.guidance import publish_guidance, withdraw_consent
from annotations.models import AuditEvent, Judgment, Study
from annotations.studies.lifecycle import start_study
from tests.factories import accept_all, add_rater, add_researcher, both, fill_study, make_study
from tests.judging import claim, submit
from tests.results import unblind


class WithdrawalCase(TestCase):
    rule = "exclude"

    def setUp(self) -> None:
        self.study = fill_study(
            make_study(withdrawal_rule=self.rule, raters_per_comparison=2, repeat_share=0),
            single_turn=3,
        )
        publish_guidance(study=self.study, purpose="consent", text=both("Agree?"), by=None)
        start_study(study=self.study, by=None)
        self.study = Study.objects.get(pk=self.study.pk)
        self.rater, self.other = (add_rater(self.study) for _ in range(2))
        for rater, pairs in ((self.rater, 2), (self.other, 3)):
            accept_all(rater)
            for _ in range(pairs):
                submit(claim(rater).assignment)
        self.before = Judgment.objects.count()

    def left_out(self) -> list[str]:
        return [rule for _submission, rule in exclusions(unblind(self.study)).values]


class ExcludeTests(WithdrawalCase):
    def test_by_the_rule_what_they_judged_counts_in_no_result(self):
        self.client.force_login(self.rater.user)
        url = reverse("rater:withdraw", args=[self.study.public_id])
        self.assertContains(self.client.get(url), "count in no result")
        self.client.post(url)
        (event,) = AuditEvent.objects.filter(action="consent.withdraw")
        self.assertEqual((event.data["rule"], event.data["judged"]), ("exclude", 2))
        self.client.force_login(add_researcher(self.study))
        raters = self.client.get(reverse("researcher:raters", args=[self.study.slug]))
        self.assertContains(raters, "consent withdrawn (counts in no result)")
        self.assertEqual(self.left_out(), ["consent_withdrawn"] * 2)
        self.assertEqual(Judgment.objects.count(), self.before)

    def test_who_comes_back_counts_again(self):
        withdraw_consent(rater=self.rater)
        accept_all(self.rater)
        self.assertEqual(self.left_out(), [])


class KeepTests(WithdrawalCase):
    rule = "keep"

    def test_or_it_is_kept(self):
        self.client.force_login(self.rater.user)
        url = reverse("rater:withdraw", args=[self.study.public_id])
        self.assertContains(self.client.get(url), "still count in the results")
        withdraw_consent(rater=self.rater)
        self.assertEqual(self.left_out(), [])
