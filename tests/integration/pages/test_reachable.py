"""No page is a secret: whoever runs a study gets to all of them by links, from their studies on."""

import re
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import TestCase
from django.urls import NoReverseMatch, resolve, reverse

from tests import factories
from tests.integration.test_url_permissions import EXPECTED
from tests.results import always, judge, unblind

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
OURS = ("researcher:", "account:tokens", "counts")
# What stands behind a press of a button, or is asked by the script of a page that is linked.
NOT_LINKED = {"researcher:export", "researcher:plan_means"}


class ReachableTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_running_study(slug="cough", single_turn=1, repeat_share=0)
        cls.rosa = factories.add_researcher(cls.study)

    def setUp(self):
        self.client.force_login(self.rosa)

    def open(self, path: str) -> HttpResponse:
        answer = self.client.get(path)
        if answer.streaming:
            list(answer)  # read to the end, a file is closed
        return answer

    def reached(self) -> set[str]:
        """Names of all addresses that links lead to, from the list of studies on."""
        todo, seen, kinds = ["/studies/"], set(), set()
        while todo:
            path = urlsplit(todo.pop()).path
            if path in seen or not path.startswith(("/studies/", "/tokens/", "/counts/")):
                continue
            seen.add(path)
            match = resolve(path)
            # One page of a kind and study is enough: an answer, an item, a rater.
            kind = (match.view_name, match.kwargs.get("slug"))
            if kind in kinds:
                continue
            kinds.add(kind)
            answer = self.open(path)
            if answer.status_code == 302:
                todo.append(answer.url)
            elif "html" in answer.headers["Content-Type"]:
                todo += LINK.findall(answer.content.decode())
        return {name for name, _study in kinds}

    def pages(self) -> set[str]:
        """Names of all that the study shows to a GET, apart from files."""
        found = set()
        for name in EXPECTED:
            if not name.startswith(OURS) or name in NOT_LINKED:
                continue
            try:
                path = reverse(name)
            except NoReverseMatch:
                try:
                    path = reverse(name, kwargs={"slug": "cough"})
                except NoReverseMatch:
                    continue
            answer = self.open(path)
            if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
                found.add(name)
        return found

    def test_every_page_of_a_study_on_its_way(self):
        draft = factories.fill_study(factories.make_study(slug="draft"), multi_turn=1)
        factories.add_researcher(draft, self.rosa)
        pages, reached = self.pages(), self.reached()
        judge(self.study, factories.add_rater(self.study), always("win"))
        unblind(self.study)
        pages |= self.pages()
        reached |= self.reached()
        self.assertIn("researcher:blinding", pages)
        self.assertEqual(pages - reached, set())
