"""Handing a pair on, a recognised system, a reported problem, practice: by key and by touch."""

import os
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from annotations.comparisons.exclusion import withdraw_item
from annotations.models import Assignment, ProblemReport, Submission
from annotations.studies.lifecycle import start_study
from tests import factories

from .base import LANGUAGES
from .test_judging import JudgingCase

PICTURES = os.environ.get("PICTURES", "")


class HandingCase(JudgingCase):
    single_turn = 4

    def take(self, name: str) -> None:
        """A picture to look at, where PICTURES names a folder."""
        if PICTURES:
            before = list(self.complaints)
            self.page.screenshot(path=f"{PICTURES}/{name}.png")
            self.page.wait_for_timeout(50)
            self.complaints[:] = before  # taking it sets a style, which the policy forbids

    def assert_accessible(self) -> None:
        found = Axe().run(self.page).response["violations"]
        serious = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        self.assertEqual(serious, [])
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(wide, self.page.viewport_size["width"])

    def token(self) -> str:
        return self.page.locator("#verdict").get_attribute("data-token")

    def wait_for_another(self, token: str) -> None:
        self.page.locator(f"#verdict:not([data-token='{token}'])").wait_for(state="attached")

    def state_of(self, token: str) -> tuple[str, str]:
        return Assignment.objects.values_list("state", "decline_reason").get(token=token)

    def open_acts(self) -> None:
        """On a phone the verdict is folded until it is asked for."""
        if not self.page.locator("#verdict .acts").is_visible():
            self.page.locator(".to-verdict").click()
        self.page.locator("#verdict .acts").wait_for()


class ByKeyTests(HandingCase):
    def test_two_presses_hand_a_pair_on_in_both_languages(self):
        for language in LANGUAGES:
            with self.subTest(language):
                self.open_judging(language=language)
                token = self.token()
                self.press("n")
                self.page.locator(".cannot .panel").wait_for()
                self.take(f"cannot-laptop-{language}")
                self.assert_accessible()
                self.press("2")
                self.wait_for_another(token)
                self.assertEqual(self.state_of(token), ("declined", "missing_context"))
        self.assert_quiet()

    def test_another_reason_asks_for_words_first(self):
        self.open_judging()
        token = self.token()
        self.press("1", "n", "4")
        self.assertEqual(self.page.evaluate("document.activeElement.id"), "id_cannot-note")
        self.assertTrue(self.page.locator("#cannot-note-missing").is_visible())
        self.page.keyboard.type("4 of my own patients")
        self.press("Control+Enter")
        self.wait_for_another(token)
        declined = Assignment.objects.get(token=token)
        self.assertEqual(declined.decline_note, "4 of my own patients")
        self.assertFalse(Submission.objects.exists())

    def test_escape_leaves_everything_as_it_was(self):
        self.open_judging()
        self.press("1", "n", "Escape")
        self.assertFalse(self.page.locator(".cannot .panel").is_visible())
        self.assertEqual(self.page.locator("#verdict input:checked").count(), 1)
        self.press("n", "n")
        self.assertFalse(self.page.locator(".cannot .panel").is_visible())

    def test_one_press_says_that_a_system_is_recognised(self):
        self.open_judging()
        self.press("i")
        self.assertTrue(self.page.locator("#id_recognised").is_checked())
        self.assertIn("Noted", self.page.locator("#announcement").inner_text())
        self.take("recognised-laptop")
        self.press("1", "1", "1", "1", "1", "Enter")
        self.wait_for_pair(2)
        self.assertTrue(Submission.objects.get().recognised)

    def test_a_report_takes_two_presses_and_changes_nothing_on_the_page(self):
        for language in LANGUAGES:
            with self.subTest(language):
                self.open_judging(language=language)
                token = self.token()
                self.press("1", "p")
                chosen = self.page.locator(".groups input:checked").count()
                self.page.locator(".report .panel").wait_for()
                self.take(f"report-laptop-{language}")
                self.assert_accessible()
                self.press("Control+Enter")
                self.page.locator("#report-said:not(:empty)").wait_for()
                self.take(f"reported-laptop-{language}")
                self.assertFalse(self.page.locator(".report .panel").is_visible())
                self.assertEqual(self.token(), token)
                checked = self.page.locator(".groups input:checked")
                self.assertEqual(checked.count(), chosen)
                self.assertIn(self.page.evaluate("document.activeElement.type"), {"radio"})
        self.assertEqual(ProblemReport.objects.count(), 2)
        self.assert_quiet()

    def test_a_cut_network_keeps_the_text(self):
        self.open_judging()
        self.press("p")
        self.page.keyboard.type("The dose is wrong.")
        self.page.context.set_offline(True)
        self.press("Control+Enter")
        self.page.locator(".report .failed").wait_for()
        self.assertEqual(self.page.locator("#id_report-text").input_value(), "The dose is wrong.")
        self.assertEqual(self.page.locator("#report-said").inner_text(), "")
        self.page.context.set_offline(False)
        self.press("Control+Enter")
        self.page.locator("#report-said:not(:empty)").wait_for()
        self.assertEqual(ProblemReport.objects.get().text, "The dose is wrong.")

    def test_a_double_click_is_one_report(self):
        self.open_judging()
        self.press("p")
        self.page.locator("#report-fields button").dblclick()
        self.page.locator("#report-said:not(:empty)").wait_for()
        self.assertEqual(ProblemReport.objects.count(), 1)

    def test_who_has_a_withdrawn_item_open_is_told_and_goes_on(self):
        self.open_judging()
        token = self.token()
        item = Assignment.objects.get(token=token).comparison.item
        withdraw_item(study=self.study, item=item, by=None, reason="Broken.")
        self.press("1", "1", "1", "1", "1", "Enter")
        self.wait_for_another(token)
        self.page.get_by_text("was withdrawn from the study").wait_for()
        self.take("withdrawn-laptop")
        self.assertFalse(Submission.objects.exists())
        self.assert_quiet()


class ByTouchTests(HandingCase):
    def test_on_a_phone_both_are_two_taps_from_the_verdict(self):
        for language in LANGUAGES:
            with self.subTest(language):
                self.open_judging(size="phone", language=language)
                token = self.token()
                self.open_acts()
                self.page.locator(".report summary").tap()
                self.take(f"report-phone-{language}")
                self.assert_accessible()
                self.page.locator("#report-fields button").tap()
                self.page.locator("#report-said:not(:empty)").wait_for()
                self.page.locator("#verdict label.act").tap()
                self.assertTrue(self.page.locator("#id_recognised").is_checked())
                self.page.locator(".cannot summary").tap()
                other = self.page.locator(".cannot button").last
                self.page.wait_for_function(
                    "at => at.getBoundingClientRect().bottom < "
                    "document.querySelector('.strip').getBoundingClientRect().top",
                    arg=other.element_handle(),
                )
                self.take(f"cannot-phone-{language}")
                self.assert_accessible()
                for target in self.page.locator(".acts .button:visible").all():
                    self.assertGreaterEqual(target.bounding_box()["height"], 44)
                self.page.locator(".cannot button").nth(2).tap()
                self.wait_for_another(token)
                self.assertEqual(self.state_of(token), ("declined", "unreadable"))
        self.assertEqual(ProblemReport.objects.count(), 2)
        self.assert_quiet()


class WithoutScriptTests(HandingCase):
    def test_enter_in_the_form_hands_it_in_and_never_on(self):
        """It presses a form's first button; those of the acts come before the visible one."""
        self.open_judging(script=False)
        for group in self.page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        before = Assignment.objects.get(state="open").token
        self.page.locator("input[name=accuracy]").first.press("Enter")
        self.page.locator("progress[value='1']").wait_for(state="attached")
        self.assertEqual(self.state_of(before), ("submitted", ""))

    def test_panels_open_and_every_button_works(self):
        self.open_judging(script=False)
        self.page.locator("input[name=accuracy]").nth(1).check(force=True)
        self.page.locator(".report summary").click()
        self.page.locator("#id_report-text").fill("Twice the same answer.")
        self.page.locator("#report-fields button").click()
        self.page.get_by_text("Reported, thank you.").wait_for()
        self.assertTrue(self.page.locator("input[name=accuracy]").nth(1).is_checked())
        self.page.locator(".cannot summary").click()
        before = Assignment.objects.get(state="open").token
        self.page.locator(".cannot button").first.click()
        self.page.locator("#verdict").wait_for()
        self.assertEqual(self.state_of(before), ("declined", "outside_specialty"))


class HandedOnWhenRecognisedTests(HandingCase):
    study_fields = {"hands_on_recognised": True}

    def test_the_key_opens_a_question_and_enter_hands_the_pair_on(self):
        for size in ("laptop", "phone"):
            with self.subTest(size):
                self.open_judging(size=size)
                token = self.token()
                if size == "laptop":
                    self.press("i")
                else:
                    self.open_acts()
                    self.page.locator(".recognised summary").tap()
                self.page.locator(".recognised .panel").wait_for()
                self.take(f"hand-on-recognised-{size}")
                self.assert_accessible()
                self.page.locator(".recognised button").press("Enter")
                self.wait_for_another(token)
                self.assertEqual(self.state_of(token), ("declined", "recognised"))
        self.assert_quiet()


class PracticeTests(HandingCase):
    def setUp(self) -> None:
        super().setUp()
        draft = factories.make_study(raters=[self.alice], raters_per_comparison=1, repeat_share=0)
        factories.make_practice(draft, "secret-beta", "tie")
        self.study = start_study(study=factories.fill_study(draft, single_turn=1), by=None)

    def practise(self, **options: Any) -> None:
        page = self.open_judging(**options)
        language = options.get("language", "en")
        for number in (1, 2):
            self.take(f"practice-{options.get('size', 'laptop')}-{language}-{number}")
            token = self.token()
            if options.get("size") == "phone":
                self.open_acts()
                for group in page.locator(".criterion").all():
                    group.locator("label").nth(1).tap()
                page.locator("#verdict .go").tap()
            else:
                self.press("1", "2", "3", "1", "2", "Enter")
            page.locator("#go-on").wait_for()
            self.take(f"feedback-{options.get('size', 'laptop')}-{language}-{number}")
            self.assert_accessible()
            self.assertTrue(Submission.objects.filter(assignment__token=token).exists())
            page.wait_for_function("document.activeElement.id === 'go-on'")
            page.keyboard.press("Enter")
            page.locator(f"#verdict:not([data-token='{token}'])").wait_for(state="attached")
        self.assertEqual(page.locator(".bar .chip").count(), 0)
        self.assert_quiet()

    def test_one_key_goes_on_after_the_feedback(self):
        self.practise(language="zh-hans")

    def test_on_a_phone(self):
        self.practise(size="phone")

    def test_without_script_too(self):
        page = self.open_judging(script=False)
        for group in page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        page.locator("#verdict .go").click()
        page.locator("#go-on").click()
        page.get_by_text("Practice 2 of 2: does not count").first.wait_for()


class SpecialtyTests(HandingCase):
    study_fields = {"matches_specialties": True}

    def test_the_waiting_list_has_a_way_on(self):
        self.study.slots.update(specialty="儿科")
        for size, language in (("laptop", "zh-hans"), ("phone", "en")):
            page = self.open_judging(size=size, language=language)
            page.locator(".specialties button").wait_for()
            self.take(f"specialties-{size}")
            self.assert_accessible()
        page.locator(".specialties button").tap()
        page.locator("#verdict").wait_for(state="attached")
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/")
        self.take("specialties-study")
        self.assert_accessible()
        self.assert_quiet()


class ResearcherTests(HandingCase):
    def test_a_report_is_seen_live_and_the_item_withdrawn(self):
        rosa = factories.add_researcher(self.study)
        page = self.open_context(rosa).new_page()
        page.goto(f"{self.live_server_url}/studies/{self.study.slug}/")
        self.open_judging()
        self.press("p")
        self.page.keyboard.type("Both sides answer another question.")
        self.press("Control+Enter")
        self.page.locator("#report-said:not(:empty)").wait_for()
        self.press("n", "1")
        page.get_by_text("Both sides answer another question.").wait_for()
        page.get_by_text("Handed on by raters").wait_for()
        self.page = page
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/problems.png", full_page=True)
        self.assert_accessible()
        page.get_by_role("link", name="Withdraw this item").click()
        page.get_by_label("Reason").fill("Wrong question.")
        page.locator("input[type=checkbox]").check()
        self.take("withdraw-item")
        self.assert_accessible()
        page.get_by_role("button", name="Withdraw this item").click()
        page.get_by_text("The item is withdrawn.").wait_for()
        self.assertTrue(self.study.comparisons.filter(withdrawn_at__isnull=False).exists())
        self.assert_quiet()
