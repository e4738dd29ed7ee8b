"""Handing a pair on, a recognised system, a reported problem, practice: by key and by touch."""

from annotations.comparisons.exclusion import withdraw_item
from annotations.models import Assignment, ProblemReport, Submission

from .base import LANGUAGES
from .handing_on import HandingCase


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
