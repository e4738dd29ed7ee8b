"""The count that a rater sees must not tell a hidden repeat from a first pair."""

from decimal import Decimal

from django.test import SimpleTestCase

from annotations.blinding.blinded import BlindedProgress, blind_progress
from annotations.models import Study, StudyRater


class ProgressTests(SimpleTestCase):
    def progress(self, submitted: int, **fields) -> BlindedProgress:
        study = Study(released_count=100, repeat_share=Decimal("0.060"), raters_per_comparison=3)
        return blind_progress(study, StudyRater(submitted_count=submitted, **fields))

    def test_the_expected_repeats_are_in_the_total_from_the_start(self):
        self.assertEqual(self.progress(0), BlindedProgress(done=0, left=102))

    def test_every_hand_in_counts_one_whether_first_or_repeat(self):
        before, after = self.progress(40, first_count=40), self.progress(41, first_count=40)
        self.assertEqual((after.done, after.left), (before.done + 1, before.left - 1))

    def test_a_quota_limits_the_total(self):
        self.assertEqual(self.progress(0, quota=50), BlindedProgress(done=0, left=51))

    def test_nothing_is_left_below_zero(self):
        self.assertEqual(self.progress(103).left, 0)
