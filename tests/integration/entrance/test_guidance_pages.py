"""The study's entry page as the place to accept, the guideline, and the way out."""

from django.http import HttpResponse
from django.urls import reverse

from annotations.entrance.profiles import skip_profile
from annotations.judging.services import submit_judgments
from annotations.models import Acceptance, Assignment, RaterProfile
from tests.judging import entry_for

from .test_guidance import GuidanceCase

HTMX = {"HX-Request": "true"}


class PageCase(GuidanceCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.rater.user)
        skip_profile(user=self.rater.user)

    def url(self, name: str) -> str:
        return reverse(f"rater:{name}", args=[self.study.public_id])

    def post(self, **fields: object) -> HttpResponse:
        versions = {"consent_version": 1, "guideline_version": 1}
        return self.client.post(self.url("accept"), versions | fields)


class AcceptPageTests(PageCase):
    def test_shows_both_texts_and_names_no_system_and_no_slug(self):
        page = self.client.get(self.url("study"))
        for text in ("consent one", "guideline one", "Agree and begin"):
            self.assertContains(page, text)
        for hidden in ("secret-", self.study.slug, self.rater.pseudonym):
            self.assertNotContains(page, hidden)

    def test_the_pairs_lead_here_until_everything_is_accepted(self):
        self.assertRedirects(self.client.get(self.url("judge")), self.url("study"))
        swap = self.client.get(self.url("judge"), headers=HTMX)
        self.assertEqual(swap.headers["HX-Redirect"], self.url("study"))
        self.assertRedirects(self.post(agrees="on"), self.url("judge"))
        self.assertEqual(Assignment.objects.filter(state="open").count(), 1)

    def test_the_first_time_a_profile_is_offered_on_the_way(self):
        RaterProfile.objects.all().delete()
        profile = f"{reverse('account:profile')}?study={self.study.public_id}"
        self.assertRedirects(self.post(agrees="on"), profile)

    def test_without_the_tick_nothing_is_recorded(self):
        answer = self.post()
        self.assertContains(answer, "Please tick this box", status_code=422)
        self.assertFalse(Acceptance.objects.exists())

    def test_the_language_read_is_recorded(self):
        self.client.cookies["django_language"] = "zh-hans"
        self.post(agrees="on")
        self.assertEqual(set(Acceptance.objects.values_list("language", flat=True)), {"zh-hans"})

    def test_a_version_that_came_in_between_is_shown_and_not_accepted(self):
        self.publish("guideline", "guideline two")
        answer = self.post(agrees="on")
        self.assertContains(answer, "guideline two", status_code=409)
        self.assertContains(answer, "The text has changed meanwhile", status_code=409)
        self.assertFalse(Acceptance.objects.exists())

    def test_a_double_click_is_harmless(self):
        for _ in range(2):
            self.assertRedirects(self.post(agrees="on"), self.url("judge"))
        self.assertEqual(Acceptance.objects.count(), 2)

    def test_a_new_guideline_alone_needs_no_new_consent(self):
        self.accept_all()
        self.publish("guideline", "guideline two")
        page = self.client.get(self.url("study"))
        self.assertContains(page, "What is new since you last read it")
        self.assertNotContains(page, "consent one")
        self.assertRedirects(
            self.client.post(self.url("accept"), {"guideline_version": 2}), self.url("judge")
        )

    def test_with_everything_accepted_it_is_the_way_in(self):
        self.accept_all()
        page = self.client.get(self.url("study"))
        self.assertContains(page, "Begin")
        self.assertNotContains(page, "consent one")


class GuidelinePageTests(PageCase):
    def test_is_a_page_and_a_part_of_the_judging_page(self):
        page = self.client.get(self.url("guideline"))
        self.assertContains(page, "<!doctype html>")
        part = self.client.get(self.url("guideline"), headers=HTMX)
        self.assertNotContains(part, "<!doctype html>")
        for answer in (page, part):
            self.assertContains(answer, "guideline one")


class WithdrawPageTests(PageCase):
    def test_get_explains_and_post_withdraws(self):
        self.accept_all()
        self.claim()
        self.assertContains(self.client.get(self.url("withdraw")), "given no more pairs")
        self.assertFalse(Acceptance.objects.filter(withdrawn_at__isnull=False).exists())
        answer = self.client.post(self.url("withdraw"), follow=True)
        self.assertContains(answer, "Your consent is withdrawn.")
        self.assertContains(answer, "Agree and begin")
        self.assertRedirects(self.client.get(self.url("judge")), self.url("study"))

    def test_a_judged_pair_is_not_shown_any_more(self):
        self.accept_all()
        held = self.claim()
        criteria = list(self.study.criteria.all())
        submit_judgments(assignment=held, entry=entry_for(criteria), criteria=criteria)
        again = reverse("rater:revise", args=[self.study.public_id, held.token])
        self.assertEqual(self.client.get(again).status_code, 200)
        self.client.post(self.url("withdraw"))
        for answer in (self.client.get(again), self.client.post(again, {})):
            self.assertRedirects(answer, self.url("study"))

    def test_another_tab_is_led_back_without_seeing_the_pair(self):
        self.accept_all()
        held = self.claim()
        self.client.post(self.url("withdraw"))
        submit = reverse("rater:submit", args=[self.study.public_id, held.token])
        self.assertRedirects(self.client.post(submit, {}), self.url("study"))
        self.assertEqual(
            self.client.post(submit, {}, headers=HTMX).headers["HX-Redirect"], self.url("study")
        )
