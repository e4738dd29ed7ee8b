"""The blinding report of a study of which everything is known."""

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from annotations.analysis.blinding_report import blinding_report
from annotations.exceptions import WrongState
from annotations.models import Assignment, SourceGuess
from annotations.studies.lifecycle import freeze_study, start_study
from tests import factories
from tests.results import always, judge, unblind


class BlindingReportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        study = factories.make_study(raters_per_comparison=2, repeat_share=0, leak_policy="mask")
        first, second = study.systems.order_by("position")
        for number in range(12):
            item = factories.make_item(study)
            text = "As an AI, I say: rest. " if number == 0 else "Rest. "
            factories.make_response(item, first, text + "1. water\n2. tea\n" * (number % 3 + 2))
            factories.make_response(item, second, "Rest, and wait a day or so.")
        cls.study = start_study(study=study, by=None)
        rater, other = (factories.add_rater(cls.study) for _ in range(2))
        judge(cls.study, rater, always("win"))
        judge(cls.study, other, always("loss"), recognised=True)
        cls.guess(rater, "SECRET ALPHA", "")
        cls.rosa = factories.add_researcher(cls.study)

    @classmethod
    def guess(cls, rater, of_alpha: str, of_beta: str) -> None:
        assignment = Assignment.objects.filter(rater=rater).select_related("slot").first()
        left, right = (of_beta, of_alpha) if assignment.slot.swapped else (of_alpha, of_beta)
        SourceGuess.objects.create(
            assignment=assignment,
            rater=rater,
            position=1,
            left=left,
            right=right,
            answered_at=timezone.now(),
        )

    def test_what_is_known_is_found(self):
        report = blinding_report(unblind(self.study))
        (pair,) = report.pairs
        self.assertEqual((pair.first, pair.items, pair.slots), ("secret-alpha", 12, 24))
        self.assertGreater(pair.separability.auc, 0.99)
        self.assertEqual(pair.first_is_longer, 1.0)
        self.assertEqual(pair.swapped, 12)
        self.assertEqual((pair.win_difference, pair.without_recognised), (0.0, 1.0))
        self.assertEqual(pair.recognised, 12)
        alpha, beta = report.guesses
        self.assertEqual((alpha.guesses.right, alpha.guesses.unknown, alpha.bang), (1, 0, 1.0))
        self.assertEqual((beta.guesses.right, beta.guesses.unknown), (0, 1))
        self.assertEqual([row.masked for row in report.leaks], [1, 0])

    def test_before_the_unblinding_there_is_none(self):
        url = reverse("researcher:blinding", kwargs={"slug": self.study.slug})
        self.client.force_login(self.rosa)
        with self.assertRaises(WrongState):
            blinding_report(self.study)
        frozen = freeze_study(study=self.study, by=None)
        self.assertEqual(self.client.get(url).status_code, 404)
        unblind(frozen)
        self.assertContains(self.client.get(url), "secret-alpha against secret-beta", count=3)
