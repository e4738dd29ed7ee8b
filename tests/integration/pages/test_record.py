"""The record page: protocol, deviations, who did what, and whether it holds."""

from hashlib import sha256

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from annotations.comparisons.exclusion import withdraw_item
from annotations.models import Study
from annotations.studies.lifecycle import freeze_study
from tests import factories
from tests.results import always, judge


class RecordTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study(
            single_turn=2, raters_per_comparison=1, repeat_share=0
        )
        self.rosa = factories.add_researcher(self.study)
        self.rosa.name = "Rosa Researcher"
        self.rosa.save(update_fields=["name"])
        self.client.force_login(self.rosa)

    def url(self, name: str = "record") -> str:
        return reverse(f"researcher:{name}", kwargs={"slug": self.study.slug})

    def test_the_protocol_comes_in_the_bytes_that_were_hashed(self):
        first, second = (self.client.get(self.url("protocol")).content for _ in range(2))
        self.assertEqual(first, second)
        self.assertEqual(sha256(first).hexdigest(), self.study.protocol_sha256)

    def test_a_draft_has_no_protocol_and_a_page_all_the_same(self):
        self.study = factories.make_study()
        factories.add_researcher(self.study, self.rosa)
        self.assertEqual(self.client.get(self.url("protocol")).status_code, 404)
        self.assertEqual(self.client.get(self.url()).status_code, 200)

    def test_acts_are_sentences_and_departures_are_deviations(self):
        item = self.study.items.first()
        withdraw_item(study=self.study, item=item, by=self.rosa, reason="a riddle")
        page = self.client.get(self.url())
        said = f"Rosa Researcher withdrew item {item.external_id} (1 comparisons): a riddle."
        self.assertContains(page, said, count=2)
        self.assertContains(page, "The system started the study with 2 comparisons", count=1)
        self.assertNotContains(page, "secret-")

    def test_in_chinese(self):
        self.rosa.language = "zh-hans"
        self.rosa.save(update_fields=["language"])
        page = self.client.get(self.url(), headers={"Accept-Language": "zh-hans"})
        self.assertContains(page, "系统启动了研究")

    def test_a_deviation_is_noted(self):
        self.assertEqual(self.client.post(self.url("note_deviation")).status_code, 422)
        self.client.post(self.url("note_deviation"), {"what": "Two raters talked."})
        event = self.study.audit_events.get(action="deviation.record")
        self.assertEqual(event.data, {"what": "Two raters talked."})
        page = self.client.get(self.url())
        self.assertContains(page, "noted a deviation from the protocol: Two raters talked.")

    def test_what_may_change_changes_with_a_reason(self):
        fields = {"lease_hours": "48", "retain_until": "2040-01-01"}
        self.assertEqual(self.client.post(self.url("change_running"), fields).status_code, 422)
        self.client.post(self.url("change_running"), fields | {"reason": "holidays"})
        self.study.refresh_from_db()
        self.assertEqual(self.study.lease_seconds, 48 * 3600)
        events = self.study.audit_events.filter(action="deviation.change").order_by("sequence")
        self.assertEqual(
            [event.data for event in events],
            [
                {"field": "lease_seconds", "from": 86400, "to": 172800, "reason": "holidays"},
                {"field": "retain_until", "from": None, "to": "2040-01-01", "reason": "holidays"},
            ],
        )
        self.client.post(self.url("change_running"), fields | {"reason": "holidays"})
        self.assertEqual(events.count(), 2)

    def test_nothing_else_of_the_protocol_changes_whoever_writes(self):
        for name, value in (
            ("noninferiority_margin", "0.5"),
            ("exclusion_rules", [{"rule": "recognised", "value": None}]),
            ("primary_criterion", "accuracy"),
            ("protocol_sha256", "0" * 64),
            ("hypotheses", {"en": "found later", "zh-hans": ""}),
            ("seed", "other"),
            ("scale", "five_point"),
        ):
            with self.subTest(name), self.assertRaises(IntegrityError), transaction.atomic():
                Study.objects.filter(pk=self.study.pk).update(**{name: value})

    def test_verifying_says_what_holds_and_what_changed_since_the_freeze(self):
        judge(self.study, factories.add_rater(self.study), always("win"))
        freeze_study(study=self.study, by=self.rosa)
        page = self.client.post(self.url("verify"))
        self.assertContains(page, "<strong>holds</strong>", count=3)
        factories.make_item(self.study)
        page = self.client.post(self.url("verify"))
        self.assertContains(page, "<strong>changed since the freeze</strong>: item")
