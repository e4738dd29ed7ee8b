"""The judging page: one blinded pair, taken with and without script."""

import re
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.models import Assignment, Item, Judgment, Study, Submission
from annotations.studies.lifecycle import freeze_study
from tests import factories

HTMX = {"HX-Request": "true"}
VERDICT = {
    "overall": "left",
    "professionalism": "left",
    "accuracy": "tie",
    "richness": "right",
    "humanistic_care": "not_applicable",
}


class JudgingCase(TestCase):
    """Alice rates a running study of two single-turn questions."""

    fields: dict[str, Any] = {}

    def setUp(self) -> None:
        self.alice = factories.make_user(name="Alice")
        self.study = factories.make_running_study(
            single_turn=2,
            raters=[self.alice],
            raters_per_comparison=1,
            repeat_share=0,
            **self.fields,
        )
        self.client.force_login(self.alice)
        self.url = reverse("rater:judge", kwargs={"study_id": self.study.public_id})

    def open_pair(self) -> Assignment:
        self.page = self.client.get(self.url)
        return Assignment.objects.get(rater__user=self.alice, state="open")

    def submit(
        self, assignment: Assignment, headers: dict[str, str] | None = None, **fields: str
    ) -> HttpResponse:
        fields = {"idempotency_key": "0" * 32} | fields
        return self.client.post(self.submit_url(assignment), fields, headers=headers)

    def submit_url(self, assignment: Assignment) -> str:
        args = {"study_id": self.study.public_id, "token": assignment.token}
        return reverse("rater:submit", kwargs=args)


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

    def test_text_of_a_dataset_stays_text(self):
        Item.objects.update(prompt=self.ATTACK, category=self.ATTACK, specialty=self.ATTACK)
        factories.show_instead(self.ATTACK)
        Study.objects.update(title={"en": self.ATTACK, "zh-hans": self.ATTACK})
        self.open_pair()
        self.assertNotContains(self.page, "<script>alert")
        self.assertNotContains(self.page, "<b hx-get")
        self.assertContains(self.page, "&lt;script&gt;alert(1)&lt;/script&gt;", count=8)

    def test_answers_and_questions_are_out_of_reach_for_htmx(self):
        self.open_pair()
        self.assertContains(self.page, "hx-disable>", count=3)


class SubmitTests(JudgingCase):
    def test_without_script_the_next_pair_comes_by_redirect(self):
        first = self.open_pair()
        self.assertRedirects(self.submit(first, **VERDICT), self.url)
        self.assertNotEqual(self.open_pair(), first)
        choices = dict(Judgment.objects.values_list("criterion__key", "choice"))
        self.assertEqual(choices, VERDICT)

    def test_with_htmx_the_answer_is_the_next_pair(self):
        first = self.open_pair()
        answer = self.submit(first, HTMX, **VERDICT)
        second = Assignment.objects.get(state="open")
        self.assertContains(answer, second.token)
        self.assertNotContains(answer, first.token)
        self.assertContains(answer, '<span class="saved">Saved</span>')
        self.assertContains(answer, "Pair 2 of 2")

    def test_incomplete_form_is_shown_again_with_every_field_and_records_nothing(self):
        answer = self.submit(
            self.open_pair(),
            HTMX,
            overall="both_bad",
            accuracy="right",
            comment="两边都没有问过敏史",
            harm_left="on",
        )
        self.assertContains(answer, "Please choose one.", status_code=422)
        html = answer.content.decode()
        self.assertTrue(html.strip().startswith('<div id="assignment"'))
        checked = re.findall(r'name="(\w+)" value="([\w-]+)" data-key="." checked', html)
        self.assertEqual(checked, [("overall", "both_bad"), ("accuracy", "right")])
        self.assertContains(answer, "两边都没有问过敏史", status_code=422)
        self.assertContains(answer, 'name="harm_left" id="id_harm_left" checked', status_code=422)
        self.assertContains(answer, f'value="{"0" * 32}"', status_code=422)
        self.assertFalse(Submission.objects.exists())

    def test_incomplete_form_without_script_is_a_whole_page(self):
        answer = self.submit(self.open_pair(), overall="left")
        self.assertContains(answer, "<!doctype html>", status_code=422)

    def test_both_bad_is_a_tie_that_says_more(self):
        self.submit(self.open_pair(), **VERDICT | {"overall": "both_bad"})
        submission = Submission.objects.get()
        self.assertTrue(submission.both_bad)
        self.assertEqual(submission.judgments.get(criterion__key="overall").choice, "tie")

    def test_both_bad_as_a_field_of_its_own(self):
        self.submit(self.open_pair(), **VERDICT | {"overall": "tie", "both_bad": "on"})
        self.assertTrue(Submission.objects.get().both_bad)

    def test_a_contradiction_is_refused(self):
        answer = self.submit(self.open_pair(), **VERDICT, both_bad="on")
        self.assertContains(answer, "These choices contradict each other.", status_code=422)
        self.assertFalse(Submission.objects.exists())

    def test_overall_always_applies(self):
        answer = self.submit(self.open_pair(), **VERDICT | {"overall": "not_applicable"})
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(Submission.objects.exists())

    def test_a_strength_is_refused_on_the_three_point_scale(self):
        answer = self.submit(self.open_pair(), **VERDICT, strength="much")
        self.assertEqual(answer.status_code, 422)

    def test_remarks_are_stored(self):
        pair = self.open_pair()
        out = timezone.now() - timedelta(minutes=1)
        Assignment.objects.filter(pk=pair.pk).update(claimed_at=out)
        self.submit(
            pair,
            **VERDICT,
            comment="漏了过敏史",
            recognised="on",
            harm_right="on",
            active_seconds="41.5",
        )
        submission = Submission.objects.get()
        self.assertEqual(submission.comment, "漏了过敏史")
        self.assertEqual(submission.active_seconds, 41.5)
        flags = (submission.recognised, submission.harm_left, submission.harm_right)
        self.assertEqual(flags, (True, False, True))

    def test_a_double_click_is_one_judgment(self):
        assignment = self.open_pair()
        first = self.submit(assignment, HTMX, **VERDICT)
        again = self.submit(assignment, HTMX, **VERDICT)
        self.assertEqual((first.status_code, again.status_code), (200, 200))
        self.assertEqual(Submission.objects.count(), 1)

    def test_a_second_tab_is_told_and_keeps_its_fields(self):
        assignment = self.open_pair()
        self.submit(assignment, **VERDICT)
        late = self.submit(assignment, HTMX, **VERDICT, idempotency_key="1" * 32, comment="later")
        self.assertContains(late, "You have already judged this pair", status_code=409)
        self.assertContains(late, "later", status_code=409)
        self.assertContains(late, "Go to the next pair", status_code=409)
        self.assertEqual(Submission.objects.count(), 1)

    def test_a_frozen_study_takes_nothing_more(self):
        assignment = self.open_pair()
        freeze_study(study=self.study, by=None)
        self.assertEqual(self.submit(assignment, **VERDICT).status_code, 409)
        self.assertFalse(Submission.objects.exists())

    def test_a_wrong_key_is_refused(self):
        self.assertEqual(
            self.submit(self.open_pair(), **VERDICT, idempotency_key="x").status_code, 422
        )

    def test_only_post_submits(self):
        self.assertEqual(self.client.get(self.submit_url(self.open_pair())).status_code, 405)


class FivePointTests(JudgingCase):
    fields = {"scale": Study.Scale.FIVE_POINT}

    def test_the_radio_carries_side_and_strength(self):
        assignment = self.open_pair()
        self.assertContains(self.page, "Left much better")
        self.submit(assignment, **VERDICT | {"overall": "right-slight"})
        overall = Judgment.objects.get(criterion__key="overall")
        self.assertEqual((overall.choice, overall.strength), ("right", "slight"))

    def test_a_strength_in_its_own_field_is_kept_when_shown_again(self):
        answer = self.submit(self.open_pair(), HTMX, overall="left", strength="much")
        self.assertContains(answer, 'value="left-much" data-key="1" checked', status_code=422)


class PlainScaleTests(JudgingCase):
    fields = {"allows_both_bad": False, "allows_not_applicable": False}

    def test_offers_what_the_study_allows_and_takes_nothing_else(self):
        assignment = self.open_pair()
        self.assertNotContains(self.page, "both_bad")
        self.assertNotContains(self.page, "not_applicable")
        self.assertEqual(self.submit(assignment, **VERDICT).status_code, 422)


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
