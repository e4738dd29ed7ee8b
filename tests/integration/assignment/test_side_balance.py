"""Sides are even in what raters are really given; 10,000 slots: tests/load/side_balance.py."""

from django.test import TestCase

from tests.side_balance import balance_of, drawn_balance_of, given_out


class SideBalanceTests(TestCase):
    def test_sides_are_even_in_a_panel_and_in_a_pool_and_stay_as_they_were_drawn(self):
        for panel, per_rater in (("fixed", 1), ("open", None)):
            with self.subTest(panel):
                study = given_out(10, panel=panel)
                given = balance_of(study)
                given.check(self, per_rater=per_rater)
                if panel == "fixed":
                    # A seat is given its pairs in the order in which they were drawn.
                    self.assertEqual(drawn_balance_of(study), given)
