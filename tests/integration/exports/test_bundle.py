"""The bundle: the same bytes every time, complete, and it checks itself."""

from django.test import TestCase

from annotations.exceptions import WrongState
from annotations.exports.bundle.profiles import Profile
from tests.bundles import bundle_bytes, unpack
from tests.factories import add_rater, make_running_study
from tests.results import always, judge, unblind


class BundleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            single_turn=6, multi_turn=2, raters_per_comparison=2, panel="fixed", repeat_share="0.2"
        )
        raters = [add_rater(cls.study), add_rater(cls.study)]
        judge(cls.study, raters[0], always("win"), comment="=左边更好", active_seconds=12.5)
        judge(cls.study, raters[1], always("tie"))
        unblind(cls.study)

    def test_the_same_study_gives_the_same_bytes(self):
        for profile in Profile:
            self.assertEqual(bundle_bytes(self.study, profile), bundle_bytes(self.study, profile))

    def test_it_holds_under_its_own_check_in_every_profile(self):
        for profile in Profile:
            for with_answers in (True, False):
                found = self.verified(profile, with_answers)
                with self.subTest(profile, with_answers=with_answers):
                    self.assertEqual((found.returncode, found.stderr), (0, ""), found.stdout)
                    self.assertIn(" 0 differences.", found.stdout)

    def verified(self, profile: Profile, with_answers: bool):
        unpacked, folder = unpack(bundle_bytes(self.study, profile, with_answers=with_answers))
        with folder:
            return unpacked.verify()

    def test_it_is_refused_before_the_unblinding(self):
        running = make_running_study()
        with self.assertRaises(WrongState):
            bundle_bytes(running)
