"""What is raised, what is not, and how often in simulated studies."""

from dataclasses import replace

import numpy as np
from django.test import SimpleTestCase

from annotations.stats.alarms import Limits, Rule, Work, alarms, chance_agreement
from tests.load.alarms import PLANTS, run


def work(choices: str, **fields: object) -> Work:
    """Judged with care, at 300 characters a minute, unless the fields say otherwise."""
    n = len(choices)
    given = {
        "rater": "R-1",
        "choices": np.frombuffer(choices.encode(), dtype=np.uint8),
        "copied": np.zeros(n, dtype=np.int8),
        "seconds": np.full(n, 200.0),
        "lengths": np.full(n, 1000.0),
        "is_chinese": np.ones(n, dtype=bool),
        "planned": 100,
    } | fields
    return Work(**given)


CAREFUL = "lrtrllrrtlrlrtllrrlrltrrlrllrltrlrrlltlr"


def rules(*works: Work) -> list[Rule]:
    return [alarm.rule for alarm in alarms(works)]


class RuleTests(SimpleTestCase):
    def test_nothing_of_a_careful_rater_or_of_one_who_did_nothing(self):
        self.assertEqual(rules(work(CAREFUL), work("")), [])

    def test_one_side(self):
        (alarm,) = alarms([work("lllrlltlll" * 4)])
        self.assertEqual((alarm.rater, alarm.rule), ("R-1", Rule.SIDE))
        self.assertEqual((alarm.numbers["left"], alarm.numbers["decided"]), (32, 36))
        self.assertLess(alarm.numbers["p"], 0.01)

    def test_more_raters_need_more_evidence(self):
        one = work("llrlllrlll" * 4)
        self.assertIn(Rule.SIDE, rules(one))
        self.assertNotIn(Rule.SIDE, rules(one, *[work("")] * 300))

    def test_a_run_that_is_over_is_still_raised(self):
        self.assertIn(Rule.SAME_SIDE, rules(work("r" * 25 + CAREFUL)))

    def test_ties_do_not_hide_a_run(self):
        self.assertIn(Rule.SAME_SIDE, rules(work("rtrrtr" * 6 + CAREFUL)))

    def test_left_and_right_in_turn(self):
        self.assertEqual(rules(work("lr" * 15)), [Rule.ALTERNATING])

    def test_ties_only(self):
        self.assertEqual(rules(work("t" * 30), work(CAREFUL)), [Rule.SAME_TIE])

    def test_somebody_who_often_sees_no_difference_is_no_straight_liner(self):
        self.assertEqual(rules(work("ttltttrttltttrtttltt" * 3)), [])

    def test_a_panel_full_of_ties_is_no_reason_to_raise_one(self):
        others = [work("ttttttttttttttttttlt" * 3) for _ in range(3)]
        self.assertEqual(rules(work("t" * 30), *others), [])

    def test_criteria_copied(self):
        copied = np.ones(40, dtype=np.int8)
        self.assertEqual(rules(work(CAREFUL, copied=copied)), [Rule.COPIED])
        self.assertEqual(rules(work(CAREFUL, copied=copied - 2)), [])

    def test_faster_than_one_can_read_by_language(self):
        quick = np.full(40, 40.0)
        (alarm,) = alarms([work(CAREFUL, seconds=quick)])
        self.assertEqual((alarm.rule, alarm.numbers["median"]), (Rule.TOO_FAST, 1500))
        self.assertEqual(rules(work(CAREFUL, seconds=quick, is_chinese=quick < 0)), [])

    def test_rushed_in_the_end(self):
        seconds = np.where(np.arange(40) < 28, 200.0, 45.0)
        lengths = np.full(40, 700.0)
        self.assertEqual(rules(work(CAREFUL, seconds=seconds, lengths=lengths)), [Rule.RUSHED])

    def test_unknown_times_raise_nothing(self):
        self.assertEqual(rules(work(CAREFUL, seconds=np.full(40, np.nan))), [])
        self.assertEqual(rules(work(CAREFUL, lengths=np.zeros(40))), [])

    def test_repeats_no_better_than_chance(self):
        doubtful = work(CAREFUL, again=20, again_same=3)
        self.assertEqual(rules(doubtful), [Rule.REPEATS])
        self.assertEqual(rules(replace(doubtful, again=8, again_same=0)), [])
        self.assertEqual(rules(replace(doubtful, again_same=12)), [])

    def test_chance_agreement(self):
        self.assertAlmostEqual(chance_agreement(work("lr" * 10)), 0.5)
        self.assertAlmostEqual(chance_agreement(work("lrt" * 10)), 1 / 3)
        self.assertEqual(chance_agreement(work("t" * 5)), 1)

    def test_false_alarms_are_shared_out_to_five_per_cent(self):
        self.assertLessEqual(sum(Limits().chances.values()), 0.05)
        self.assertEqual(set(Limits().chances), set(Rule))


class SimulatedTests(SimpleTestCase):
    """A small size of ``python -m tests.load.alarms``; the bounds leave room for chance."""

    def test_planted_raters_are_found(self):
        for kind, (name, (plant, wanted)) in enumerate(PLANTS.items()):
            tally = run(8, 1, plant, wanted, kind)
            with self.subTest(name):
                self.assertGreaterEqual(tally.found, 7)

    def test_honest_raters_are_left_alone(self):
        tally = run(25, 1)
        self.assertLessEqual(tally.false_share, 0.02)
        self.assertLessEqual(tally.false_studies, 3)
