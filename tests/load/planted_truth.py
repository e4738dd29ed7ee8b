"""A study whose truth is known, through the product, and back out of its report.

    .venv/bin/python -m tests.load.planted_truth

ITEMS (default 400) and RATERS (default 20) set the size.
"""

import os
import sys

import pytest
from django.test import TestCase

from tests.planted_checks import run, tolerated

ITEMS = int(os.environ.get("ITEMS", "400"))
RATERS = int(os.environ.get("RATERS", "20"))


class PlantedTruthTests(TestCase):
    def test_every_planted_value_lies_in_its_interval(self):
        found = run(ITEMS, RATERS)
        held = sum(one.holds for one in found)
        print("", *found, f"{held} of {len(found)} planted values lie in their interval", sep="\n")
        self.assertLessEqual(len(found) - held, tolerated(len(found)))


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-s", __file__]))
