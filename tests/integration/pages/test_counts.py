"""The page for published counts: the address holds the table, nothing is stored."""

from django.test import TestCase

from tests.factories import make_user
from tests.unit.test_published_counts import HUATUO


class CountsPageTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user())

    def test_the_published_table_gets_an_honest_report(self):
        page = self.client.get("/counts/", {"rows": HUATUO, "expected": "100"})
        self.assertContains(page, "Of 8 rows, 7 show a difference")
        self.assertContains(page, "possibly copied")
        self.assertContains(page, "p\u00a0=\u00a00.098: no difference shown")
        self.assertContains(page, "246 independent judgments")
        self.assertContains(page, 'class="drawn"', count=2)

    def test_a_line_that_is_no_row_is_named(self):
        page = self.client.get("/counts/", {"rows": "a: 1/2/3\nnonsense"})
        self.assertContains(page, "line 2", status_code=422)

    def test_names_are_text(self):
        page = self.client.get("/counts/", {"rows": "<b>x</b>: 1/2/3"})
        self.assertNotContains(page, "<b>x</b>")
