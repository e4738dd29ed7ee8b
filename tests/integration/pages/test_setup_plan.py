"""The plan step: rules in people's terms, and what they mean."""

from decimal import Decimal
from typing import Any

from django.test import TestCase
from django.urls import reverse

from annotations.models import AuditEvent, Study
from annotations.studies.lifecycle import start_study
from tests import factories

HTMX = {"HX-Request": "true"}


class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_study(slug="cough", repeat_share="0.05")
        cls.rosa = factories.add_researcher(cls.study)
        cls.url = reverse("researcher:setup_plan", args=["cough"])

    def setUp(self):
        self.client.force_login(self.rosa)

    def filled(self, **changes: Any) -> dict[str, Any]:
        """What the page would send as it stands, with these changes."""
        form = self.client.get(self.url).context["form"]
        values = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in values.items() if value not in (None, False)}
        return {name: value for name, value in (sent | changes).items() if value is not None}

    def save(self, **changes: Any) -> Any:
        return self.client.post(self.url, self.filled(**changes))

    def test_stored_as_it_stands_it_changes_and_records_nothing(self):
        before = Study.objects.values().get()
        self.assertEqual(self.save().status_code, 302)
        self.assertEqual(Study.objects.values().get(), before)
        self.assertFalse(AuditEvent.objects.filter(action="study.edit").exists())

    def test_stores_the_rules_in_the_studys_terms(self):
        self.save(
            raters_per_comparison=5,
            repeat_percent="12.5",
            margin_points="7.5",
            lease_hours=48,
            hypotheses_en="Ours is not worse.",
            hypotheses_zh="我们的不差。",
            rule_active_seconds_below="on",
            value_active_seconds_below="15",
            rule_recognised="on",
            stopping_rule="sequential",
            primary_criterion="accuracy",
        )
        study = Study.objects.get()
        self.assertEqual(study.raters_per_comparison, 5)
        self.assertEqual(study.repeat_share, Decimal("0.125"))
        self.assertEqual(study.noninferiority_margin, Decimal("0.075"))
        self.assertEqual(study.lease_seconds, 48 * 3600)
        self.assertEqual(study.hypotheses["zh-hans"], "我们的不差。")
        self.assertEqual(study.stopping_rule, {"kind": "sequential"})
        self.assertEqual(study.primary_criterion, "accuracy")
        self.assertEqual(
            study.exclusion_rules,
            [
                {"rule": "active_seconds_below", "value": "15"},
                {"rule": "recognised", "value": None},
            ],
        )
        event = AuditEvent.objects.get(action="study.edit")
        self.assertIn("exclusion_rules", event.data["fields"])
        # Shown again, everything is where it was put.
        self.assertEqual(self.save().status_code, 302)
        self.assertEqual(AuditEvent.objects.filter(action="study.edit").count(), 1)

    def test_what_is_wrong_is_said_at_its_field_in_an_open_group(self):
        wrong = {
            "raters_per_comparison": "0",
            "hypotheses_en": "Only here.",
            "matches_specialties": "on",
            "panel": "fixed",
            "rule_active_seconds_below": "on",
            "retain_until": "2020-01-01",
        }
        answer = self.save(**wrong)
        self.assertEqual(answer.status_code, 422)
        form = answer.context["form"]
        self.assertEqual(
            set(form.errors),
            {
                "raters_per_comparison",
                "hypotheses_zh",
                "matches_specialties",
                "value_active_seconds_below",
                "retain_until",
            },
        )
        is_open = {str(group["title"]): group["is_open"] for group in answer.context["groups"]}
        self.assertTrue(is_open["What the study sets out to show"])
        self.assertFalse(is_open["What is compared"])
        self.assertEqual(Study.objects.get().raters_per_comparison, 3)

    def test_a_title_that_names_a_system_is_refused(self):
        answer = self.save(title_en="Secret-Alpha against the rest")
        self.assertContains(answer, "it names a system: secret-alpha", status_code=409)
        self.assertEqual(Study.objects.get().title["en"], "Answers compared")

    def test_says_what_the_rules_on_the_page_mean_without_storing(self):
        query = {"panel": "fixed", "raters_per_comparison": 3, "expected_items": 100}
        answer = self.client.get(
            reverse("researcher:plan_means", args=["cough"]),
            query | {"repeat_percent": "5", "system_pairs": "all"},
            headers=HTMX,
        )
        meant = answer.context["meant"]
        self.assertEqual((meant.judgments, meant.repeats), (300, 5))
        # 713 characters at 255 a minute and a minute to decide, 102 pairs each.
        self.assertEqual(meant.judgments_per_rater, 102)
        self.assertAlmostEqual(meant.seconds_per_rater / 3600, 6.45, places=2)
        self.assertContains(answer, "win difference of 16 points")
        self.assertEqual(Study.objects.get().panel, "open")

    def test_what_is_only_expected_is_kept_by_the_page_and_not_by_the_study(self):
        answer = self.save(expected_items=40, expected_kind="multi_turn", stay="1")
        page = self.client.get(answer.url)
        self.assertEqual(page.context["meant"].work.items, 40)
        self.assertEqual(page.context["meant"].reading.characters, 1857)
        self.assertEqual(page.context["form"]["expected_items"].value(), 40)
        self.assertFalse(AuditEvent.objects.filter(action="study.edit").exists())

    def test_counts_what_the_study_has(self):
        factories.fill_study(self.study, single_turn=4)
        meant = self.client.get(self.url).context["meant"]
        self.assertEqual(meant.judgments, 12)
        self.assertTrue(meant.reading.is_measured)
        self.assertEqual(meant.reading.speed, 987)

    def test_costs_the_same_with_more_items(self):
        counts = []
        for _ in range(2):
            factories.fill_study(self.study, single_turn=3)
            with self.assertNumQueries(9):
                self.client.get(self.url)
            counts.append(self.study.items.count())
        self.assertEqual(counts, [3, 6])

    def test_a_started_study_shows_its_rules_and_changes_none(self):
        data = self.filled(raters_per_comparison=7)
        factories.fill_study(self.study, single_turn=1)
        start_study(study=self.study, by=self.rosa)
        page = self.client.get(self.url)
        self.assertContains(page, "This is fixed.")
        self.assertContains(page, '<fieldset class="form" disabled>')
        answer = self.client.post(self.url, data)
        self.assertContains(answer, "this is fixed now", status_code=409)
        self.assertEqual(Study.objects.get().raters_per_comparison, 3)
