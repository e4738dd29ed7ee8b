"""The researcher watches and invites: readable at every size, live, with nothing left to chance."""

import re

from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from tests.browser.base import LANGUAGES, PageTestCase
from tests.browser.watching import watched_study
from tests.factories import add_researcher
from tests.judging import submit

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class WatchingTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.study = watched_study((("王雪梅", 5, "careful"), ("李建国", 22, "left")))
        self.rosa = add_researcher(self.study)

    def address(self, name: str) -> str:
        return self.live_server_url + reverse(f"researcher:{name}", args=[self.study.slug])

    def test_both_pages_at_every_size(self):
        for language, size in ((LANGUAGES[0], "phone"), (LANGUAGES[1], "tablet"), ("en", "laptop")):
            page = self.open_context(self.rosa, language=language, size=size).new_page()
            for name in ("monitor", "raters"):
                with self.subTest(name, size=size, language=language):
                    page.goto(self.address(name))
                    self.assertEqual(page.evaluate(WIDER), 0)
                    self.assert_accessible(page)
        self.assert_quiet()

    def test_what_raters_do_appears_by_itself_and_a_note_is_kept(self):
        page = self.open_context(self.rosa).new_page()
        page.clock.install()
        page.goto(self.address("monitor"))
        row = page.locator("#raters ~ table tr", has_text="王雪梅")
        self.assertIn("4 / ", row.inner_text())
        rater = self.study.raters.get(user__name="王雪梅")
        submit(claim_next_assignment(study=self.study, rater=rater).assignment)
        with page.expect_response(re.compile("/monitor/")):
            page.clock.run_for(16_000)
        row.get_by_text("5 / ").wait_for()
        page.get_by_role("link", name="I looked into it").first.click()
        page.get_by_label("What you found").fill("The left column is wider on that tablet.")
        page.get_by_role("button", name="Record the note").click()
        page.get_by_text("The left column is wider on that tablet.").wait_for()

    def test_a_list_is_pasted_and_all_texts_are_copied_at_once(self):
        context = self.open_context(self.rosa, permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(self.address("raters"))
        page.get_by_text("Many at once, by a list").click()
        page.get_by_label("One person a line").fill("孙医生\n周医生,0")
        page.get_by_role("button", name="Make the links").click()
        page.get_by_text("Line 2: The number of pairs must be at least 1.").wait_for()
        page.get_by_label("One person a line").fill("孙医生\n周医生,5")
        page.get_by_role("button", name="Make the links").click()
        page.get_by_role("button", name="Copy all texts").click()
        page.get_by_role("status").filter(has_text="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        self.assertEqual(len(set(re.findall(r"/join/([^/\s]+)/", copied))), 2)
        self.assertIn("[周医生]", copied)
