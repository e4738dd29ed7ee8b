"""The monitor's page: for whom, in which languages, at what cost."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import AuditEvent, StudyMember
from annotations.studies.lifecycle import freeze_study
from tests.factories import (
    add_rater,
    add_researcher,
    make_running_study,
    make_study,
    make_user,
)
from tests.integration.monitor.test_selectors import judge


class MonitorPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = make_running_study(single_turn=25, raters_per_comparison=2, repeat_share=0)
        cls.rater = add_rater(cls.study, make_user(name="王医生"))
        judge(cls.rater, "l" * 24)
        cls.researcher = add_researcher(cls.study)
        cls.url = reverse("researcher:monitor", args=[cls.study.slug])

    def setUp(self) -> None:
        self.client.force_login(self.researcher)

    def test_a_line_of_each_rater_in_both_languages(self):
        page = self.client.get(self.url)
        self.assertContains(page, "王医生")
        self.assertContains(page, "left 24 · tie 0 · right 0")
        self.assertContains(page, "24 of 24 decided choices were “left”.")
        self.client.cookies["django_language"] = "zh-hans"
        self.assertContains(self.client.get(self.url), "左 24 · 平局 0 · 右 0")

    def test_before_the_start_and_after_the_end(self):
        draft = make_study()
        StudyMember.objects.create(study=draft, user=self.researcher)
        page = self.client.get(reverse("researcher:monitor", args=[draft.slug]))
        self.assertContains(page, "Items appear here once the study has started.")
        freeze_study(study=self.study, by=None)
        page = self.client.get(self.url)
        self.assertContains(page, "24 of 24 decided choices were “left”.")
        self.assertNotContains(page, 'hx-trigger="every')

    def test_never_names_the_systems(self):
        self.assertNotContains(self.client.get(self.url), "secret-")

    def test_htmx_gets_the_part_that_looks_again(self):
        part = self.client.get(self.url, headers={"HX-Request": "true"})
        self.assertNotContains(part, "<html")
        self.assertContains(part, f'hx-get="{self.url}?items=1"')

    def test_an_analyst_reads_pseudonyms_and_changes_nothing(self):
        analyst = make_user()
        StudyMember.objects.create(study=self.study, user=analyst, role="analyst")
        self.client.force_login(analyst)
        page = self.client.get(self.url)
        self.assertContains(page, self.rater.pseudonym)
        self.assertNotContains(page, "王医生")
        self.assertNotContains(page, "I looked into it")

    def test_a_note_on_an_alarm(self):
        url = reverse(
            "researcher:acknowledge", args=[self.study.slug, self.rater.pseudonym, "side"]
        )
        self.assertContains(self.client.get(url), "24 of 24 decided choices")
        self.assertEqual(self.client.post(url, {"note": ""}).status_code, 422)
        answer = self.client.post(url, {"note": "A wide left column."}, follow=True)
        self.assertContains(answer, "A wide left column.")
        self.assertEqual(AuditEvent.objects.filter(action="alarm.acknowledge").count(), 1)

    def test_the_page_costs_the_same_with_more_of_everything(self):
        few = self.statements()
        for _ in range(3):
            judge(add_rater(self.study), "rl")
        self.assertEqual(self.statements(), few)

    def statements(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.client.get(self.url).status_code, 200)
        return len(captured.captured_queries)
