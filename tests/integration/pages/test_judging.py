"""The judging page: one blinded pair, taken with and without script."""

import re

from django.http import HttpResponse
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.models import Assignment, Study, Submission
from tests import factories

from .judging import HTMX, VERDICT, JudgingCase


class PairTests(JudgingCase):
    def test_a_reload_gives_the_same_pair(self):
        first = self.open_pair()
        self.assertEqual(self.open_pair(), first)
        self.assertEqual(Assignment.objects.count(), 1)

    def test_never_names_the_systems(self):
        self.open_pair()
        self.assertNotContains(self.page, "secret-")
        self.assertNotIn("secret-", str(self.page.headers).lower())

    def test_shows_no_id_but_the_token(self):
        assignment = self.open_pair()
        self.assertContains(self.page, assignment.token)
        self.assertNotContains(self.page, self.study.slug)
        self.assertNotContains(self.page, assignment.rater.pseudonym)
        self.assertNotContains(self.page, self.study.seed)

    def test_the_partial_is_the_swapped_part_of_the_page(self):
        self.open_pair()
        partial = self.client.get(self.url, headers=HTMX)
        self.assertTemplateUsed(partial, "rater/partials/assignment.html")
        self.assertTemplateNotUsed(partial, "base.html")
        self.assertTrue(partial.content.strip().startswith(b'<div id="assignment"'))
        for answer in (self.page, partial):
            self.assertIn("HX-Request", answer.headers["Vary"])
            self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_every_form_brings_its_own_key(self):
        keys = {self._key(self.client.get(self.url)) for _ in range(3)}
        self.assertEqual(len(keys), 3)

    def _key(self, page: HttpResponse) -> str:
        return re.search(r'name="idempotency_key" value="([0-9a-f]{32})"', page.content.decode())[1]

    def test_somebody_else_finds_nothing(self):
        assignment = self.open_pair()
        self.client.force_login(factories.make_user())
        self.assertEqual(self.client.get(self.url).status_code, 404)
        self.assertEqual(self.submit(assignment, **VERDICT).status_code, 404)
        self.assertFalse(Submission.objects.exists())

    def test_signed_out_a_page_asks_to_sign_in_and_a_partial_says_401(self):
        self.client.logout()
        login = f"{reverse('account:login')}?next={self.url}"
        self.assertRedirects(self.client.get(self.url), login)
        self.assertEqual(self.client.get(self.url, headers=HTMX).status_code, 401)


class HostileTextTests(JudgingCase):
    ATTACK = "<script>alert(1)</script><b hx-get=/x>{{ form }}</b>"
    hostile = dict.fromkeys(("prompt", "category", "specialty"), ATTACK)
    fields = {"before": lambda draft: draft.items.update(**HostileTextTests.hostile)}

    def test_text_of_a_dataset_stays_text(self):
        factories.show_instead(self.ATTACK)
        Study.objects.update(title={"en": self.ATTACK, "zh-hans": self.ATTACK})
        self.open_pair()
        self.assertNotContains(self.page, "<script>alert")
        self.assertNotContains(self.page, "<b hx-get")
        self.assertContains(self.page, "&lt;script&gt;alert(1)&lt;/script&gt;", count=8)

    def test_answers_and_questions_are_out_of_reach_for_htmx(self):
        self.open_pair()
        self.assertContains(self.page, "hx-disable>", count=3)


class IdleTests(JudgingCase):
    def judge_all(self) -> None:
        for _ in range(2):
            self.submit(self.open_pair(), **VERDICT)

    def test_finished_says_thanks(self):
        self.judge_all()
        page = self.client.get(self.url)
        self.assertContains(page, "You have judged every pair. Thank you.")
        self.assertContains(page, "2 pairs judged in this study.")
        self.assertNotContains(page, "hx-trigger")

    def test_waiting_looks_again_by_itself_and_is_quiet_until_something_changes(self):
        for _ in range(2):
            other = factories.add_rater(self.study)
            claim_next_assignment(study=self.study, rater=other)
        Assignment.objects.filter(
            rater__user=self.alice
        )  # Alice has judged both: another rater waits
        page = self.client.get(self.url)
        self.assertContains(page, 'hx-trigger="every 5s"')
        again = self.client.get(f"{self.url}?waiting=1", headers=HTMX)
        self.assertEqual((again.status_code, again.content), (204, b""))

    def test_paused_says_so(self):
        Study.objects.update(state=Study.State.PAUSED)
        self.assertContains(self.client.get(self.url), "The study takes no judgments now")


class EntryPageTests(JudgingCase):
    def test_shows_title_instructions_and_criteria_in_the_language_of_the_page(self):
        url = reverse("rater:study", kwargs={"study_id": self.study.public_id})
        page = self.client.get(url, headers={"Accept-Language": "zh-hans"})
        for text in ("Answers compared（中）", "Read, then judge.（中）", "Accuracy（中）"):
            self.assertContains(page, text)
        self.assertContains(page, '<html lang="zh-Hans">')
        self.assertNotContains(page, "secret-")
        self.assertFalse(Assignment.objects.exists())

    def test_home_leads_to_the_only_study(self):
        url = reverse("rater:study", kwargs={"study_id": self.study.public_id})
        self.assertRedirects(self.client.get("/"), url)
