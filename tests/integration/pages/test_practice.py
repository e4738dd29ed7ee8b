"""A practice pair says what it is, and after it the author's opinion is shown in sides."""

from django.test import TestCase
from django.urls import reverse

from annotations.models import Assignment, Slot, StudyRater
from annotations.studies.lifecycle import start_study
from tests import factories

from .judging import HTMX, VERDICT


class PracticePageTests(TestCase):
    def setUp(self):
        self.alice = factories.make_user()
        draft = factories.make_study(raters=[self.alice], raters_per_comparison=1, repeat_share=0)
        factories.make_practice(draft, "secret-beta", "tie")
        self.study = start_study(study=factories.fill_study(draft, single_turn=1), by=None)
        self.client.force_login(self.alice)
        self.page = self.client.get(self.url("judge"))
        self.pair = Assignment.objects.get(state="open")

    def url(self, name: str, *args: str) -> str:
        return reverse(f"rater:{name}", args=[self.study.public_id, *args])

    def submit(self, pair: Assignment, headers=None, **fields: str):
        data = VERDICT | {"idempotency_key": "a" * 32} | fields
        return self.client.post(self.url("submit", pair.token), data, headers=headers)

    def test_it_says_that_it_does_not_count(self):
        self.assertContains(self.page, "Practice 1 of 2: does not count")
        self.assertNotContains(self.page, "secret-")
        answer = self.submit(self.pair, HTMX, overall="")
        self.assertContains(answer, "Practice 1 of 2: does not count", status_code=422)

    def test_the_author_is_not_heard_before_the_pair_is_handed_in(self):
        url = self.url("feedback", self.pair.token)
        self.assertEqual(self.client.get(url).status_code, 404)
        self.submit(self.pair)
        self.assertEqual(self.client.get(url).status_code, 200)
        self.client.force_login(factories.add_rater(self.study).user)
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_without_script_a_redirect_leads_to_the_feedback(self):
        url = self.url("feedback", self.pair.token)
        self.assertRedirects(self.submit(self.pair), url)
        self.assertRedirects(self.submit(self.pair), url)
        page = self.client.get(url)
        self.assertContains(page, "may do <strong>harm</strong>")
        self.assertContains(page, "Go to the next practice pair")
        self.assertNotContains(page, "secret-")
        self.assertNotContains(page, "beta")

    def test_htmx_swaps_it_in_and_the_last_one_leads_into_the_study(self):
        answer = self.submit(self.pair, HTMX)
        self.assertContains(answer, 'id="assignment"')
        self.assertContains(answer, 'id="go-on"')
        second = self.client.get(self.url("judge"))
        self.assertContains(second, "Practice 2 of 2")
        last = self.submit(Assignment.objects.get(state="open"), HTMX, overall="tie")
        self.assertContains(last, "You and the author of this study agree")
        self.assertContains(last, "Begin with the study")
        earnest = self.client.get(self.url("judge"))
        self.assertNotContains(earnest, "Practice")
        self.assertContains(earnest, "0 / 1")

    def test_the_opinion_is_told_in_terms_of_this_raters_sides(self):
        """The second system is better: on the left where the sides are swapped."""
        seen = set()
        for _ in range(12):
            rater = factories.add_rater(self.study)
            self.client.force_login(rater.user)
            self.client.get(self.url("judge"))
            pair = Assignment.objects.get(rater=rater)
            feedback = self.submit(pair, HTMX).context["feedback"]
            swapped = Slot.objects.get(assignments=pair).swapped
            self.assertEqual(feedback.author, "left" if swapped else "right")
            self.assertEqual((feedback.chosen, feedback.agrees), ("left", swapped))
            seen.add(swapped)
        self.assertEqual(seen, {True, False})

    def test_in_chinese_it_is_chinese(self):
        self.client.cookies["django_language"] = "zh-hans"
        self.assertContains(self.submit(self.pair, HTMX), "<strong>伤害</strong>")

    def test_it_moves_nobodys_progress(self):
        self.submit(self.pair)
        self.assertEqual(StudyRater.objects.get(user=self.alice).submitted_count, 0)
