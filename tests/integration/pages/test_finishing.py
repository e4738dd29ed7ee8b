"""The end of a rater's work, page by page."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.judging.guessing import guesses_of
from annotations.judging.record import work_record
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, SourceGuess, StudyRater, Submission
from annotations.studies.lifecycle import freeze_study
from tests.judging import entry_for, withdraw

from .test_history import HistoryCase

CLOSES = "After your first answer your judgments can no longer be changed"


class FinishingCase(HistoryCase):
    single_turn = 6

    def setUp(self) -> None:
        super().setUp()
        self.finish = reverse("rater:finish", kwargs={"study_id": self.study.public_id})

    def finish_page(self, query: str = "", language: str = "en") -> HttpResponse:
        return self.client.get(self.finish + query, headers={"Accept-Language": language})

    def question_url(self) -> str:
        token = self.finish_page().context["question"].next_token
        return reverse("rater:guess", kwargs={"study_id": self.study.public_id, "judged": token})

    def answer(self, url: str, **fields: Any) -> HttpResponse:
        return self.client.post(url, {"left": "Huatuo", "right_unknown": "on"} | fields)


class ClosingQuestionTests(FinishingCase):
    def test_the_way_from_the_last_pair_to_the_record(self):
        self.judge(6)
        judge = reverse("rater:judge", kwargs={"study_id": self.study.public_id})
        self.assertContains(self.client.get(judge), f'href="{self.finish}"')
        self.assertContains(self.finish_page(), CLOSES)
        self.assertNotContains(self.finish_page(), 'id="record"')
        for number in range(1, 5):
            url = self.question_url()
            asked = self.client.get(url)
            self.assertContains(asked, f"Closing question {number} of 4")
            self.assertContains(asked, CLOSES, count=1 if number == 1 else 0)
            following = self.answer(url)
        self.assertRedirects(following, self.finish)
        self.assertContains(self.finish_page(), 'id="record"')
        self.assertNotContains(self.finish_page(), "One last question")
        kept = set(SourceGuess.objects.values_list("left", "right"))
        self.assertEqual(kept, {("Huatuo", "")})

    def test_the_pair_is_shown_blinded_with_the_same_sides(self):
        self.judge(6)
        asked = self.client.get(self.question_url())
        token = asked.context["assignment"].token
        kwargs = {"study_id": self.study.public_id, "judged": token}
        judged = self.client.get(reverse("rater:revise", kwargs=kwargs))
        self.assertEqual(asked.context["assignment"], judged.context["assignment"])
        self.assertNotContains(asked, "secret-")

    def test_nothing_suggests_a_name(self):
        self.judge(6)
        asked = self.client.get(self.question_url())
        self.assertContains(asked, 'autocomplete="off"', count=3)
        for suggestion in ("<datalist", "<select", "list="):
            self.assertNotContains(asked, suggestion)

    def test_a_text_or_the_tick_is_wanted_and_not_both(self):
        self.judge(6)
        url = self.question_url()
        for fields, said in (
            ({"right_unknown": ""}, "Please write what you think"),
            ({"left_unknown": "on"}, "Either a name or"),
            ({"left": "x" * 121}, "at most 120 characters"),
        ):
            answer = self.answer(url, **fields)
            self.assertContains(answer, said, status_code=422)
        self.assertFalse(SourceGuess.objects.exists())
        self.assertIsNone(StudyRater.objects.get().closed_at)

    def test_it_can_be_skipped_left_and_resumed(self):
        self.judge(6)
        skipped = self.finish_page("?record=1")
        self.assertContains(skipped, 'id="record"')
        self.assertContains(skipped, "Answer the question")
        first = self.question_url()
        self.answer(first)
        self.assertContains(self.finish_page(), "1 of 4 answered.")
        self.assertRedirects(self.client.get(first), self.question_url())

    def test_after_an_answer_nothing_is_changed_any_more(self):
        judged = self.judge(6)
        kept = self.open_again(judged) | {"overall": "tie", "revision-reason": "slip"}
        self.answer(self.question_url())
        again = self.client.get(self.revise_url(judged))
        self.assertContains(again, "You have answered the closing question")
        answer = self.client.post(self.revise_url(judged), kept)
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(Submission.objects.count(), 6)

    def test_whoever_judged_fewer_is_asked_about_fewer(self):
        self.study.slots.order_by("position").exclude(
            pk__in=list(self.study.slots.order_by("position").values_list("pk", flat=True)[:2])
        ).update(status="withdrawn")
        self.judge(2)
        self.assertEqual(self.finish_page().context["question"].total, 2)
        self.answer(self.question_url())
        self.assertRedirects(self.answer(self.question_url()), self.finish)

    def test_nobody_else_and_no_other_pair(self):
        self.judge(6)
        drawn = self.question_url()
        tokens = {one.assignment.token for one in guesses_of(self.study, self.rater)}
        other = Assignment.objects.exclude(token__in=tokens).first()
        url = reverse(
            "rater:guess", kwargs={"study_id": self.study.public_id, "judged": other.token}
        )
        self.assertEqual(self.client.get(url).status_code, 404)
        self.assertEqual(self.answer(url).status_code, 404)
        freeze_study(study=self.study, by=None)
        self.assertRedirects(self.answer(drawn), self.finish)
        self.assertFalse(SourceGuess.objects.exists())


class RecordTests(FinishingCase):
    def test_it_says_who_did_how_much_in_both_languages(self):
        self.judge(2, active_seconds=1200)
        self.change(self.rater.assignments.first(), overall="tie")
        for language in ("en", "zh-hans"):
            page = self.finish_page(language=language)
            for text in (
                "Answers compared",
                "Answers compared（中）",
                "Alice",
                self.rater.pseudonym,
                "Pairs judged",
                "已评判的对数",
                "40 min",
                "40 分钟",
                "1 h",
                "1 小时",
                "Judgments changed later",
            ):
                self.assertContains(page, text)
            self.assertNotContains(page, "secret-")

    def test_it_is_there_before_the_end_and_after_the_freeze(self):
        self.judge()
        self.assertContains(self.finish_page(), "You are not through yet: up to 5 pairs are left.")
        freeze_study(study=self.study, by=None)
        self.assertContains(self.finish_page(), 'id="record"')
        self.assertNotContains(self.finish_page(), "One last question")

    def test_a_pair_left_open_over_night_counts_half_an_hour(self):
        self.judge(2)  # each opened an hour ago
        self.assertEqual(self.record().open_seconds, 3600)

    def test_time_at_a_pair_counts_as_it_was(self):
        self.judge()
        held = claim_next_assignment(study=self.study, rater=self.rater).assignment
        held.claimed_at -= timedelta(minutes=7)
        entry = entry_for(self.criteria)
        submit_judgments(assignment=held, entry=entry, criteria=self.criteria)
        self.assertAlmostEqual(self.record().open_seconds, 1800 + 420, delta=5)

    def test_practice_stands_apart_and_withdrawn_pairs_stay_in(self):
        practice, withdrawn = self.judge(), self.judge()
        self.judge()
        Assignment.objects.filter(pk=practice.pk).update(kind="practice")
        withdraw(withdrawn)
        record = self.record()
        self.assertEqual((record.pairs, record.practice_pairs), (2, 1))

    def test_nothing_done_is_an_empty_record(self):
        record = self.record()
        self.assertEqual((record.pairs, record.active_seconds, record.first_at), (0, 0, None))
        self.assertContains(self.finish_page(), 'id="record"')

    def record(self):
        return work_record(StudyRater.objects.get(pk=self.rater.pk))
