"""A study that was frozen before anybody judged: every page and table of results opens."""

from django.test import TestCase
from django.urls import reverse

from annotations.analysis.tables import result_tables
from tests.factories import add_researcher, make_running_study
from tests.results import unblind


class NothingJudgedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(single_turn=2)
        cls.rosa = add_researcher(cls.study)
        unblind(cls.study)

    def test_the_page_opens(self):
        self.client.force_login(self.rosa)
        page = self.client.get(reverse("researcher:results", kwargs={"slug": self.study.slug}))
        self.assertEqual(page.status_code, 200)

    def test_tables_can_be_made(self):
        self.assertTrue(result_tables(self.study))
