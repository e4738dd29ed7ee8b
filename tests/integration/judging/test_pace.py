"""A rater's pace, as the database keeps it, and what the pages make of it."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.judging.services import submit_judgments
from annotations.models import Comparison, Study
from tests.factories import add_rater, make_running_study
from tests.judging import entry_for


class PaceTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=8, raters_per_comparison=1, repeat_share=0)
        # 10,000 code points each, so that the numbers below are easy to follow
        Comparison.objects.update(text_length=10_000)
        Study.objects.update(released_text_length=80_000)
        self.rater = add_rater(self.study)
        self.client.force_login(self.rater.user)

    def judge(self, *seconds: float | None) -> None:
        study = Study.objects.get(pk=self.study.pk)
        criteria = list(study.criteria.all())
        for active_seconds in seconds:
            assignment = claim_next_assignment(study=study, rater=self.rater).assignment
            assignment.claimed_at -= timedelta(days=1)  # active time is never longer than that
            submit_judgments(
                assignment=assignment,
                entry=entry_for(criteria, active_seconds=active_seconds),
                criteria=criteria,
            )
        self.rater.refresh_from_db()

    def page(self, name: str, language: str = "en"):
        url = reverse(name, kwargs={"study_id": self.study.public_id})
        return self.client.get(url, headers={"Accept-Language": language})

    def test_it_is_the_mean_of_seconds_per_code_point(self):
        self.judge(600, 1200, 1800)
        self.assertAlmostEqual(self.rater.seconds_per_code_point, 0.12)
        self.assertEqual(self.rater.paced_count, 3)

    def test_pairs_without_a_measured_time_tell_nothing(self):
        self.judge(600, None, 0, 1200)
        self.assertAlmostEqual(self.rater.seconds_per_code_point, 0.09)
        self.assertEqual((self.rater.paced_count, self.rater.submitted_count), (2, 4))

    def test_a_long_study_follows_its_later_pace(self):
        self.judge(600)
        type(self.rater).objects.update(paced_count=1000)
        self.judge(4600)
        self.assertAlmostEqual(self.rater.seconds_per_code_point, 0.06 + 0.40 / 40)

    def test_the_pages_say_the_remaining_time_from_the_third_pair_on(self):
        self.judge(600, 1200)
        for name in ("rater:judge", "rater:study"):
            self.assertContains(self.page(name), "time left appears after 3 pairs")
        self.judge(1800)
        # five pairs of 10,000 code points at 0.12 seconds each: 1 h 40 min
        for name in ("rater:judge", "rater:study"):
            self.assertContains(self.page(name), "about 1 h 40 min left")
            self.assertContains(self.page(name, "zh-hans"), "约剩 1 小时 40 分")

    def test_nothing_is_said_at_the_end(self):
        self.judge(*[600] * 8)
        self.assertNotContains(self.page("rater:judge"), "time-left")

    def test_nothing_is_said_to_somebody_without_script(self):
        self.judge(None, None, None, None)
        self.assertNotContains(self.page("rater:judge"), "time-left")
