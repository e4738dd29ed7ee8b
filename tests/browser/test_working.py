"""A physician works through a study: pace, a mistake put right, the end, the record."""

import re
from typing import Any

from annotations.assignment.services import claim_next_assignment
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Comparison, SourceGuess, Study, Submission
from tests.judging import entry_for

from .base import LANGUAGES
from .judging import JudgingCase

SIDES = ("#side-left", "#side-right")


class WorkingCase(JudgingCase):
    single_turn = 14

    def setUp(self) -> None:
        super().setUp()
        self.base = f"{self.live_server_url}/s/{self.study.public_id}/"
        self.rater = self.study.raters.get()

    def judge_directly(self, count: int, **fields: Any) -> None:
        criteria = list(self.study.criteria.all())
        for _ in range(count):
            held = claim_next_assignment(study=self.study, rater=self.rater).assignment
            entry = entry_for(criteria, **fields)
            submit_judgments(assignment=held, entry=entry, criteria=criteria)

    def sides(self) -> list[list[str]]:
        return [self.page.locator(side).locator(".answer").all_inner_texts() for side in SIDES]

    def latest_token(self) -> str:
        return Assignment.objects.filter(state="submitted").latest("submitted_at").token


class WholeWayTests(WorkingCase):
    def test_from_the_first_pair_to_the_record(self):
        # As if everything were long to read, so that a few seconds are a pace that can be shown.
        Comparison.objects.update(text_length=10)
        Study.objects.update(released_text_length=140_000)
        page = self.open_judging()
        page.get_by_text("time left appears after 3 pairs").wait_for()
        for number in range(1, 13):
            page.wait_for_timeout(150)
            if number == 12:
                last = self.sides()
            self.press("1", "1", "2", "1", "1", "Enter")
            self.wait_for_pair(number + 1)
        self.assertRegex(page.locator(".time-left").inner_text(), r"^about .+ (min|h) left$")
        self.put_the_last_one_right(last)
        self.finish()
        self.assert_quiet()

    def put_the_last_one_right(self, last: list[list[str]]) -> None:
        """By the keyboard alone; the pair that stood open is as it was."""
        page = self.page
        self.press("1", "3")
        held = page.locator("#verdict").get_attribute("data-token")
        self.press("h")
        page.wait_for_url("**/history/#latest")
        self.assertEqual(page.locator(".judged li").count(), 10)
        self.assertIn("12", page.locator(":focus .number").inner_text())
        self.press("Enter")
        page.wait_for_url("**/h/*/")
        self.assertEqual(self.sides(), last)
        self.assertTrue(page.locator("input[name=overall][value=left]").is_checked())
        self.press("3", "Space", "Enter")
        page.get_by_text("Your change is saved.").wait_for()
        second = Submission.objects.get(revision=2)
        self.assertEqual(second.judgments.get(criterion__key="overall").choice, "right")
        self.assertEqual(second.reason, "slip")
        first_row = page.locator(".judged li").first
        self.assertIn("Right better", first_row.inner_text())
        self.assertIn("changed", first_row.inner_text())
        page.get_by_role("link", name="Go on judging").click()
        page.locator("#verdict").wait_for()
        self.assertEqual(page.locator("#verdict").get_attribute("data-token"), held)
        self.assertEqual(page.locator("#verdict input:checked").count(), 2)

    def finish(self) -> None:
        page = self.page
        for number in (13, 14):
            self.press("1")  # what was chosen before is kept; the rest is added
            for group in page.locator(".criterion").all():
                group.locator("input").first.check(force=True)
            page.locator("#verdict .finish .go").click()
            if number == 13:
                self.wait_for_pair(14)
        page.get_by_role("link", name="Finish").click()
        page.get_by_text("can no longer be changed").wait_for()
        page.get_by_role("link", name="Answer the question").click()
        for number in range(1, 5):
            page.get_by_role("heading", name=f"Closing question {number} of 4").wait_for()
            page.get_by_label("wrote the left answer?").fill("华佗" if number == 1 else "GPT")
            page.get_by_label("I don't know").last.check()
            page.get_by_role("button", name="Save and continue").click()
        page.get_by_role("heading", name="Record of work").wait_for()
        self.assertEqual(SourceGuess.objects.filter(answered_at__isnull=False).count(), 4)
        record = page.locator(".record").inner_text()
        for text in ("Alice", self.rater.pseudonym, "Pairs judged", "已评判的对数", "14"):
            self.assertIn(text, record)
        pages = re.findall(rb"/Type /Page\b", page.pdf(format="A4"))
        self.assertEqual(len(pages), 1)
        page.goto(f"{self.base}h/{self.latest_token()}/")
        page.get_by_text("You have answered the closing question").first.wait_for(state="attached")
        self.assertEqual(page.get_by_role("button", name="Save the change").count(), 0)


class RevisingTests(WorkingCase):
    def test_a_change_without_a_reason_asks_for_it_and_keeps_everything(self):
        self.judge_directly(1)
        page = self.page = self.open_context(self.alice).new_page()
        page.goto(f"{self.base}h/{self.latest_token()}/")
        self.press("0", "Enter")
        page.get_by_text("Please say why you change it.").wait_for()
        self.assertTrue(page.locator("input[name=overall][value=both_bad]").is_checked())
        self.assertEqual(page.evaluate("document.activeElement.name"), "revision-reason")
        self.press("Space", "Enter")
        page.get_by_text("Your change is saved.").wait_for()
        self.assertTrue(Submission.objects.get(revision=2).both_bad)
        self.assert_quiet()

    def test_two_tabs_the_second_is_told_and_keeps_its_choices(self):
        self.judge_directly(1)
        context = self.open_context(self.alice)
        tabs = [context.new_page() for _ in range(2)]
        for tab in tabs:
            tab.goto(f"{self.base}h/{self.latest_token()}/")
        for tab, value, said in (
            (tabs[0], "tie", "Your change is saved."),
            (tabs[1], "right", "changed in another tab"),
            (tabs[1], "right", "Your change is saved."),
        ):
            tab.locator(f"input[name=overall][value={value}]").check(force=True)
            tab.locator("input[name=revision-reason]").first.check()
            tab.locator("#verdict .finish .go").click()
            tab.get_by_text(said).wait_for()
        overall = Submission.objects.get(revision=3).judgments.get(criterion__key="overall")
        self.assertEqual(overall.choice, "right")
        self.assert_quiet()

    def test_a_cut_network_keeps_the_change_and_it_goes_out_later(self):
        self.judge_directly(1)
        page = self.page = self.open_context(self.alice).new_page()
        page.goto(f"{self.base}h/{self.latest_token()}/")
        page.context.set_offline(True)
        self.press("3", "Space", "Enter")
        page.locator("[data-notice=connection]:visible").wait_for()
        self.assertTrue(page.locator("input[name=overall][value=right]").is_checked())
        page.context.set_offline(False)
        page.get_by_text("Your change is saved.").wait_for()
        self.assertEqual(Submission.objects.filter(revision=2).count(), 1)

    def test_without_script_in_both_languages(self):
        self.judge_directly(2)
        for number, language in enumerate(LANGUAGES, start=2):
            context = self.open_context(self.alice, script=False, language=language)
            page = context.new_page()
            page.goto(f"{self.base}history/")
            page.locator(".judged a").first.click()
            page.locator("label:has(input[name=overall][value=both_bad])").click()
            if number == 3:
                page.locator("label:has(input[name=overall][value=tie])").click()
            page.locator(".reason label").first.click()
            page.locator("#verdict .finish .go").click()
            page.wait_for_url("**/history/")
            self.assertTrue(Submission.objects.filter(revision=number).exists())
        self.assert_quiet()


class PagesTests(WorkingCase):
    single_turn = 5
    VARIANTS = [
        ("laptop", "light", "zh-hans"),
        ("laptop", "dark", "en"),
        ("phone", "light", "en"),
        ("phone", "dark", "zh-hans"),
    ]

    def check(self, *paths: str) -> None:
        for size, scheme, language in self.VARIANTS:
            context = self.open_context(self.alice, size=size, scheme=scheme, language=language)
            page = context.new_page()
            for path in paths:
                with self.subTest(path=path, size=size, scheme=scheme, language=language):
                    page.goto(self.base + path)
                    self.assert_accessible(page)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, page.viewport_size["width"])
                    self.assert_large_targets(page)
            context.close()
        self.assert_quiet()

    def assert_large_targets(self, page: Any) -> None:
        for target in page.locator("main :is(.button, .judged a, .check):visible").all():
            self.assertGreaterEqual(target.bounding_box()["height"], 36)

    def test_while_working(self):
        self.judge_directly(3, comment="x")
        self.check("history/", f"h/{self.latest_token()}/", "finish/")

    def test_at_the_end(self):
        self.judge_directly(5)
        page = self.open_context(self.alice).new_page()
        page.goto(f"{self.base}finish/")
        path = page.get_by_role("link", name="Answer the question").get_attribute("href")
        guess = path.removeprefix(f"/s/{self.study.public_id}/")
        self.check("judge/", "history/", "finish/", "finish/?record=1", guess)
