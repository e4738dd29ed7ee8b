"""The database refuses other rules for a study that has started, whoever writes them."""

from django.db import IntegrityError, transaction
from django.test import TestCase

from annotations.exceptions import WrongState, violated_constraint
from annotations.models import Criterion, Study
from annotations.studies.editing import RULES, change_criteria, change_rules
from tests import factories

OTHER = {
    "seed": "other",
    "panel": "fixed",
    "raters_per_comparison": 9,
    "repeat_share": "0.5",
    "scale": "five_point",
    "allows_both_bad": False,
    "allows_not_applicable": False,
    "primary_criterion": "accuracy",
    "noninferiority_margin": "0.1",
    "hypotheses": {"en": "New.", "zh-hans": "新。"},
    "exclusion_rules": [{"rule": "recognised", "value": None}],
    "stopping_rule": {"kind": "sequential"},
    "withdrawal_rule": "exclude",
    "leak_policy": "mask",
    "reviews_leaks": True,
    "protocol": {"other": 1},
    "protocol_sha256": "0" * 64,
}


class FinalRulesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_running_study()

    def refused(self, constraint: str, write) -> None:
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            write()
        self.assertEqual(violated_constraint(caught.exception), constraint)

    def test_no_rule_changes_after_the_start(self):
        own = Study.objects.filter(pk=self.study.pk)
        for field, value in OTHER.items():
            with self.subTest(field):
                self.refused(
                    "study_rules_are_final",
                    lambda field=field, value=value: own.update(**{field: value}),
                )

    def test_a_started_study_is_no_draft_again(self):
        own = Study.objects.filter(pk=self.study.pk)
        self.refused("study_rules_are_final", lambda: own.update(state="draft", started_at=None))

    def test_no_criterion_comes_changes_or_goes(self):
        criteria = self.study.criteria.filter(key="richness")
        both = factories.both("Other")
        for write in (
            lambda: criteria.update(name=both),
            criteria.delete,
            lambda: Criterion.objects.create(
                study=self.study, key="new", position=9, name=both, description=both
            ),
        ):
            self.refused("criterion_is_final", write)

    def test_what_may_change_still_can(self):
        own = Study.objects.filter(pk=self.study.pk)
        for field, value in (
            ("lease_seconds", 3600),
            ("retain_until", "2040-01-01"),
            ("title", factories.both("Another title")),
            ("released_count", 7),
            ("state", "paused"),
        ):
            self.assertEqual(own.update(**{field: value}), 1)

    def test_the_services_say_it_in_a_sentence(self):
        with self.assertRaisesMessage(WrongState, "this is fixed now"):
            change_rules(study=self.study, by=None, rules={"raters_per_comparison": 9})
        with self.assertRaisesMessage(WrongState, "this is fixed now"):
            change_criteria(study=self.study, by=None, criteria=[])
        self.assertIn("raters_per_comparison", RULES)
