"""What to do next: one sentence and one button in every state; the list says the same."""

from django.test import TestCase
from django.urls import reverse

from annotations.models import Study
from annotations.studies.lifecycle import freeze_study, pause_study, unblind_study
from annotations.studies.researchers import create_researcher
from tests import factories

LIST = "/studies/"


class OverviewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_running_study(slug="cough", single_turn=1, repeat_share=0)
        cls.rosa = factories.add_researcher(cls.study)
        cls.url = reverse("researcher:study", args=["cough"])

    def setUp(self):
        self.client.force_login(self.rosa)

    def next(self):
        shown = self.client.get(self.url).context["next"]
        listed = self.client.get(LIST).context["rows"][0].next
        self.assertEqual(shown, listed)
        return shown

    def test_a_draft_names_what_is_missing_and_leads_there(self):
        draft = factories.make_study(slug="draft")
        factories.add_researcher(draft, self.rosa)
        page = self.client.get(reverse("researcher:study", args=["draft"]))
        self.assertEqual(page.context["next"].page, "setup_items")
        self.assertContains(page, "There is no item yet")
        self.assertContains(page, 'href="/studies/draft/setup/items/"')

    def test_a_running_study_without_raters(self):
        self.assertEqual(self.next().page, "raters")

    def test_a_running_study_that_is_judged(self):
        factories.add_rater(self.study)
        found = self.next()
        self.assertEqual(found.page, "monitor")
        self.assertIn("0 of 3 judgments", found.sentence)

    def test_answers_that_failed_come_first(self):
        self.study.comparisons.update(released_at=None)
        comparison = self.study.comparisons.get()
        type(comparison.response_a).objects.filter(pk=comparison.response_a_id).update(
            status="failed", completed_at=None, error_code="timeout"
        )
        self.assertIn("1 comparison waits", self.next().sentence)

    def test_paused_frozen_and_unblinded(self):
        pause_study(study=self.study, by=self.rosa)
        self.assertEqual(self.next().act, "resume")
        self.assertContains(self.client.get(self.url), 'action="/studies/cough/resume/"')
        freeze_study(study=self.study, by=self.rosa)
        self.assertEqual(self.next().act, "unblind")
        unblind_study(study=self.study, by=self.rosa, reason="Done.")
        self.assertEqual(self.next().page, "results")

    def test_every_form_of_the_page_can_be_sent(self):
        page = self.client.get(self.url).content.decode()
        self.assertIn('id="act-pause"', page)
        self.assertEqual(page.count('method="post"'), page.count("csrfmiddlewaretoken"))

    def test_the_list_costs_the_same_with_more_studies(self):
        self.client.get(LIST)
        for _ in range(2):
            with self.assertNumQueries(7):
                page = self.client.get(LIST)
            factories.add_researcher(factories.make_running_study(single_turn=2), self.rosa)
        self.assertContains(page, "0 / 3")

    def test_the_empty_list_leads_to_a_new_study(self):
        nadia = create_researcher(email="n@example.org", password="correct horse 7", by=None)
        self.client.force_login(nadia)
        self.assertContains(self.client.get(LIST), 'href="/studies/new/"')
        self.client.force_login(factories.make_user())
        page = self.client.get(LIST)
        self.assertNotContains(page, "/studies/new/")
        self.assertContains(page, "Ask whoever runs this site")
        self.assertEqual(Study.objects.count(), 1)
