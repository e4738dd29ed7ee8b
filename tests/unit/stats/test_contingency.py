"""Equal shares, against scipy's own test."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from annotations.stats.contingency import same_shares_p

COUNT = st.integers(1, 500)


class SameSharesTests(SimpleTestCase):
    @given(st.lists(st.tuples(COUNT, COUNT), min_size=2, max_size=8))
    def test_it_is_what_scipy_says(self, table):
        self.assertAlmostEqual(same_shares_p(table), chi2_contingency(table).pvalue, places=10)

    def test_shares_that_differ_are_told(self):
        self.assertLess(same_shares_p([(90, 10), (10, 90)]), 1e-10)
        self.assertEqual(same_shares_p([(10, 10), (30, 30)]), 1)
