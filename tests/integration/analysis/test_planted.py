"""A small study with a known truth, through the real tables and back out of the report."""

from django.test import TestCase

from tests.planted_checks import run


class PlantedTruthTests(TestCase):
    def test_every_planted_value_lies_in_its_interval(self):
        missed = [str(one) for one in run(items=60, raters=8) if not one.holds]
        self.assertEqual(missed, [])
