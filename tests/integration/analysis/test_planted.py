"""A study with a known truth, through the real tables and back out of the report.

tests/load/planted_truth.py runs it at a larger size.
"""

import os

from django.test import TestCase

from tests.planted_checks import run, tolerated

ITEMS, RATERS = int(os.environ.get("ITEMS", "60")), int(os.environ.get("RATERS", "8"))


class PlantedTruthTests(TestCase):
    def test_planted_values_lie_in_their_intervals(self):
        found = run(ITEMS, RATERS)
        held = sum(one.holds for one in found)
        print("", *found, f"{held} of {len(found)} planted values lie in their interval", sep="\n")
        self.assertLessEqual(len(found) - held, tolerated(len(found)))
