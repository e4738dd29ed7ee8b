"""What a plan means, in numbers that can be checked by hand."""

from django.test import SimpleTestCase

from annotations.stats.power import detectable_difference, judgments_needed
from annotations.studies.consequences import Reading, Work, consequences

READING = Reading(characters=713, speed=255, decisive=0.62, is_measured=False)


def work(**changes) -> Work:
    usual = {
        "items": 100,
        "systems": 2,
        "one_vs_rest": False,
        "raters_per_comparison": 3,
        "repeat_share": 0.05,
        "raters": 3,
    }
    return Work(**usual | changes)


class ConsequencesTests(SimpleTestCase):
    def test_two_systems(self):
        meant = consequences(work(), READING)
        self.assertEqual((meant.comparisons, meant.judgments, meant.repeats), (100, 300, 5))
        self.assertEqual(meant.judgments_per_rater, 102)
        # 713 characters at 255 a minute are 2.8 minutes, and one to decide.
        self.assertAlmostEqual(meant.seconds, 305 * (713 / 255 + 1) * 60)

    def test_pairs_of_several_systems(self):
        self.assertEqual(consequences(work(systems=4), READING).comparisons, 600)
        self.assertEqual(consequences(work(systems=4, one_vs_rest=True), READING).comparisons, 300)

    def test_a_single_repeat_at_least_and_none_when_not_wanted(self):
        self.assertEqual(consequences(work(items=3), READING).repeats, 1)
        self.assertEqual(consequences(work(repeat_share=0.0), READING).repeats, 0)

    def test_the_published_study_could_not_show_what_it_reported(self):
        # 100 questions, one verdict each: 14 points would have needed 246 (statistics).
        once = consequences(work(raters_per_comparison=1), READING)
        self.assertGreater(once.difference, 0.14)
        enough = consequences(work(raters_per_comparison=1, items=246), READING)
        self.assertAlmostEqual(enough.difference, 0.14, places=3)

    def test_more_pairs_of_systems_are_tested_more_strictly(self):
        two, four = (consequences(work(systems=n), READING).difference for n in (2, 4))
        self.assertGreater(four, two)

    def test_shares_of_the_smallest_difference_add_up(self):
        meant = consequences(work(), READING)
        self.assertAlmostEqual(meant.wins - meant.losses, meant.difference)
        self.assertAlmostEqual(meant.wins + meant.losses, 0.62)

    def test_too_little_shows_nothing(self):
        self.assertIsNone(consequences(work(items=2), READING).difference)

    def test_the_difference_is_the_inverse_of_the_judgments_needed(self):
        for independent in (30, 246, 5000):
            found = detectable_difference(independent, 0.62)
            self.assertLessEqual(judgments_needed(found, 0.62), independent)
            self.assertGreater(judgments_needed(found - 1e-3, 0.62), independent)
