"""The page about generation: what it says, what it does, and what it costs."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.generation import claims
from annotations.models import AuditEvent, Endpoint, Response
from annotations.studies.lifecycle import start_study
from tests.factories import add_researcher, make_item
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import make_generating_study, responses_of, run

HTMX = {"HX-Request": "true"}


class GenerationPageTestCase(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
        self.study = make_generating_study(self.fake, single_turn=2)
        self.client.force_login(add_researcher(self.study))
        self.url = reverse("researcher:generation", kwargs={"slug": self.study.slug})

    def post(self, name, data=None, **arguments):
        url = reverse(f"researcher:{name}", kwargs={"slug": self.study.slug, **arguments})
        return self.client.post(url, data or {})

    def work(self, *behaviours):
        self.fake.plan(*behaviours)
        for pk in claims.due_response_ids(study=self.study):
            run(Response.objects.get(pk=pk))


class GenerationPageTests(GenerationPageTestCase):
    def test_a_draft_is_generated_and_read_before_the_start(self):
        self.assertContains(self.client.get(self.url), "Generate the answers")
        self.post("generate")
        page = self.client.get(self.url)
        self.assertContains(page, 'hx-trigger="every 2s"')
        self.assertContains(page, "0</strong> / 4")
        self.work()
        page = self.client.get(self.url, headers=HTMX)
        self.assertContains(page, "All answers are there")
        self.assertNotContains(page, "hx-trigger")
        self.assertNotContains(page, "<html")
        start_study(study=self.study, by=None)
        self.assertEqual(len(self.fake.requests), 4)  # the start asks for nothing again
        self.assertEqual(self.study.comparisons.filter(released_at=None).count(), 0)

    def test_settings_changed_in_the_draft_are_asked_anew_at_the_start(self):
        self.post("generate")
        self.work()
        self.study.systems.filter(position=0).update(system_prompt="Be brief.")
        start_study(study=self.study, by=None)
        states = responses_of(self.study).values_list("system__position", "status")
        self.assertEqual(sorted(states), [(0, "pending")] * 2 + [(1, "done")] * 2)

    def test_pause_and_go_on(self):
        self.post("generate")
        self.post("pause_generation")
        self.assertEqual(claims.due_response_ids(study=self.study), [])
        pending = responses_of(self.study)[0]
        self.assertEqual(run(pending).status, "pending")
        page = self.client.get(self.url)
        self.assertContains(page, "Go on")
        self.assertNotContains(page, "hx-trigger")
        self.post("pause_generation")
        self.post("generate")
        self.assertEqual(len(claims.due_response_ids(study=self.study)), 4)
        actions = AuditEvent.objects.filter(action__startswith="generation.").order_by("pk")
        self.assertEqual(
            list(actions.values_list("action", flat=True)),
            ["generation.start", "generation.pause", "generation.start"],
        )

    def test_what_went_wrong_is_told_and_tried_again(self):
        self.post("generate")
        self.work(b.finish("length"), b.status(503), b.status(401))
        page = self.client.get(self.url)
        for words in (
            "cut off at its length limit",
            "The endpoint reports an error of its own.",
            "does not accept the key",
            "1 answer given up",
            "1 tried again by itself",
            "2 failed",
        ):
            self.assertContains(page, words)
        only = self.client.get(self.url, {"show": "failed"})
        self.assertEqual(len(only.context["page"].object_list), 2)
        self.post("retry_generation")
        self.work()
        self.assertEqual(responses_of(self.study).filter(status="done").count(), 3)

    def test_a_used_up_budget_is_told_with_the_way_to_raise_it(self):
        Endpoint.objects.update(price_per_million_completion_tokens=1_000_000, budget=5)
        self.post("generate")
        self.work()
        page = self.client.get(self.url)
        self.assertContains(page, "is used up. Nothing more is asked")
        self.assertContains(page, "Change the budget")

    def test_items_added_later_are_offered(self):
        self.post("generate")
        make_item(self.study)
        self.assertContains(self.client.get(self.url), "2 answers are not planned yet")
        self.post("generate")
        self.assertEqual(responses_of(self.study).count(), 6)

    def test_without_anything_to_ask_it_says_so(self):
        self.study.items.all().delete()
        page = self.client.post(
            reverse("researcher:generate", kwargs={"slug": self.study.slug}), follow=True
        )
        self.assertContains(page, "There is nothing to generate")

    def test_it_costs_the_same_for_many_items_and_pages(self):
        self.post("generate")
        self.work()

        def statements():
            with CaptureQueriesContext(connection) as captured:
                self.client.get(self.url, headers=HTMX)
            return len(captured)

        before = statements()
        for _ in range(30):
            make_item(self.study)
        self.post("generate")
        self.work(b.status(503), b.status(401))
        self.assertEqual(statements(), before)
        self.assertLessEqual(before, 18)
        page = self.client.get(self.url, {"page": "2"})
        self.assertContains(page, "Page 2 of 2")
        self.assertEqual(len(page.context["page"].object_list), 7)


class AnswerPageTests(GenerationPageTestCase):
    def setUp(self):
        super().setUp()
        self.post("generate")
        self.work(b.ok("<think>Hm.</think>**Rest** <script>alert(1)</script>"))
        self.answer = responses_of(self.study)[0]
        self.answer_url = reverse(
            "researcher:answer", kwargs={"slug": self.study.slug, "response": self.answer.pk}
        )

    def test_shows_it_as_raters_see_it_and_as_it_came(self):
        page = self.client.get(self.answer_url)
        self.assertContains(page, "<strong>Rest</strong>")
        self.assertNotContains(page, "<script>alert")
        self.assertContains(page, "&lt;think&gt;Hm.&lt;/think&gt;")
        self.assertContains(page, "differs from what is shown")
        self.assertContains(page, "11 tokens sent, 7 answered")

    def test_is_written_anew_with_a_reason_and_keeps_its_history(self):
        self.assertEqual(self.post("answer", response=self.answer.pk).status_code, 422)
        data = {"reason": "It is garbled.", "confirm": "on"}
        self.post("answer", data, response=self.answer.pk)
        new = responses_of(self.study).get(version=2)
        self.work()
        page = self.client.get(
            reverse("researcher:answer", kwargs={"slug": self.study.slug, "response": new.pk})
        )
        self.assertContains(page, "It is garbled.")
        self.assertContains(page, self.answer_url)
        self.assertEqual(self.post("answer", data, response=self.answer.pk).status_code, 409)
        self.assertNotContains(self.client.get(self.answer_url), "Write it anew")

    def test_another_studys_answer_does_not_exist(self):
        other = make_generating_study(self.fake)
        url = reverse("researcher:answer", kwargs={"slug": other.slug, "response": self.answer.pk})
        self.assertEqual(self.client.get(url).status_code, 404)
        add_researcher(other)
