"""Handing a pair in by the page: what is stored, what is refused, what comes next."""

import re
from datetime import timedelta

from django.utils import timezone

from annotations.models import Assignment, Judgment, Study, Submission
from annotations.studies.lifecycle import freeze_study

from .judging import HTMX, VERDICT, JudgingCase


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
