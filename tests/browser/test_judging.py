"""A physician judges: by keyboard, by touch, without script, in both languages."""

from annotations.models import Assignment, Submission

from .base import LANGUAGES
from .judging import JudgingCase


class KeyboardTests(JudgingCase):
    def test_a_pair_takes_six_key_presses_in_both_languages(self):
        for number, language in enumerate(LANGUAGES, start=1):
            with self.subTest(language):
                self.open_judging(language=language)
                self.press("1", "2", "3", "0", "1", "Enter")
                self.wait_for_pair(number + 1)
                submission = Submission.objects.latest("pk")
                self.assertEqual(
                    list(
                        submission.judgments.order_by("criterion__position").values_list(
                            "choice", flat=True
                        )
                    ),
                    ["left", "tie", "right", "not_applicable", "left"],
                )
        self.assert_quiet()

    def test_after_each_choice_the_next_criterion_has_a_visible_focus(self):
        self.open_judging()
        names = ["professionalism", "accuracy", "richness", "humanistic_care"]
        for name in names:
            self.press("2")
            focused = self.page.evaluate("document.activeElement.name")
            self.assertEqual(focused, name)
            style = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
            self.assertEqual(self.page.evaluate(style), "solid")
        self.press("2")
        self.assertEqual(self.page.evaluate("document.activeElement.type"), "submit")

    def test_zero_on_overall_means_both_bad(self):
        self.open_judging()
        self.press("0", "2", "2", "2", "2", "Enter")
        self.wait_for_pair(2)
        self.assertTrue(Submission.objects.get().both_bad)

    def test_enter_on_an_incomplete_form_shows_what_is_missing_and_sends_nothing(self):
        self.open_judging()
        self.press("1", "1", "Enter")
        self.assertEqual(self.page.locator(".missing:visible").count(), 3)
        self.assertEqual(self.page.evaluate("document.activeElement.name"), "accuracy")
        self.assertFalse(Submission.objects.exists())

    def test_arrows_move_within_a_criterion_as_in_any_radio_group(self):
        self.open_judging()
        self.press("1", "ArrowRight", "ArrowRight")
        checked = self.page.locator("input[name=professionalism]:checked")
        self.assertEqual(checked.get_attribute("value"), "right")
        self.assertEqual(self.page.evaluate("document.activeElement.name"), "professionalism")

    def test_digits_and_enter_in_a_comment_are_text(self):
        self.open_judging()
        self.press("m")
        self.page.keyboard.type("2 mg")
        self.press("Enter")
        self.page.keyboard.type("c")
        self.assertEqual(self.page.locator("#id_comment").input_value(), "2 mg\nc")
        self.assertEqual(self.page.locator("#verdict input:checked").count(), 0)
        self.press("Escape")
        self.assertFalse(self.page.locator("#id_comment").is_visible())
        self.press("1")
        self.assertEqual(self.page.locator("input[name=overall]:checked").count(), 1)

    def test_an_input_method_at_work_triggers_nothing(self):
        self.open_judging()
        for key in ("1", "0", "Enter", "c"):
            self.page.evaluate(
                """key => document.body.dispatchEvent(new KeyboardEvent(
                    "keydown", {key, isComposing: true, bubbles: true, cancelable: true}))""",
                key,
            )
            self.page.evaluate(
                """key => document.body.dispatchEvent(new KeyboardEvent(
                    "keydown", {key, keyCode: 229, bubbles: true, cancelable: true}))""",
                key,
            )
        self.assertEqual(self.page.locator("#verdict input:checked").count(), 0)
        self.assertTrue(self.page.locator("#case").evaluate("box => box.open"))
        self.assertEqual(self.page.locator(".missing:visible").count(), 0)

    def test_keys_can_be_switched_off(self):
        self.open_judging()
        self.page.locator(".keys summary").click()
        self.page.locator("#keys-on").uncheck()
        self.press("Escape", "1", "c")
        self.assertEqual(self.page.locator("#verdict input:checked").count(), 0)

    def test_one_key_folds_the_question(self):
        self.open_judging()
        for is_open in (False, True):
            self.press("c")
            self.assertEqual(self.page.locator("#case").evaluate("box => box.open"), is_open)


class PointerTests(JudgingCase):
    def test_a_double_click_is_one_judgment(self):
        self.open_judging()
        self.press("1", "1", "1", "1", "1")
        self.page.locator("#verdict > .finish > .go").dblclick()
        self.wait_for_pair(2)
        self.assertEqual(Submission.objects.count(), 1)
        self.assert_quiet()

    def test_on_a_phone_left_and_right_are_tabs_and_the_verdict_is_one_tap_away(self):
        page = self.open_judging(size="phone")
        left, right = page.locator("#side-left"), page.locator("#side-right")
        self.assertEqual((left.is_visible(), right.is_visible()), (True, False))
        page.locator(".flip label").last.tap()
        self.assertEqual((left.is_visible(), right.is_visible()), (False, True))
        page.locator(".to-verdict").tap()
        for group in page.locator(".criterion").all():
            group.locator("label").nth(2).tap()
        page.locator("#verdict > .finish > .go").tap()
        self.wait_for_pair(2)
        self.assertEqual(set(self.choices().values()), {"right"})
        self.assert_quiet()

    def test_targets_are_large_enough_for_a_finger(self):
        page = self.open_judging(size="phone")
        for target in page.locator(".seg label:visible, .button:visible, summary:visible").all():
            self.assertGreaterEqual(target.bounding_box()["height"], 44)
        wide = page.evaluate("document.documentElement.scrollWidth")
        self.assertEqual(wide, 390)

    def test_on_a_desk_nothing_covers_the_answers_and_each_scrolls_alone(self):
        page = self.open_judging(size="laptop")
        dock = page.locator("#verdict").bounding_box()
        side = page.locator("#side-left").bounding_box()
        self.assertLessEqual(side["y"] + side["height"], dock["y"] + 1)
        self.assertEqual(page.evaluate("document.documentElement.scrollHeight"), 800)


class LostConnectionTests(JudgingCase):
    def test_a_cut_network_keeps_everything_and_never_says_saved(self):
        page = self.open_judging()
        page.context.set_offline(True)
        self.press("1", "2", "3", "1", "2", "Enter")
        page.locator("[data-notice=connection]:visible").wait_for()
        self.assertEqual(page.locator("#verdict input:checked").count(), 5)
        self.assertEqual(page.locator(".saved").count(), 0)
        page.context.set_offline(False)
        page.locator("#verdict > .finish > .go").click()
        self.wait_for_pair(2)
        self.assertEqual(Submission.objects.count(), 1)

    def test_signed_out_meanwhile_keeps_everything(self):
        page = self.open_judging()
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
        self.press("1", "2", "3", "1", "2", "Enter")
        page.locator("[data-notice=signed-out]:visible").wait_for()
        self.assertEqual(page.locator("#verdict input:checked").count(), 5)
        page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
        page.locator("#verdict > .finish > .go").click()
        self.wait_for_pair(2)
        self.assertEqual(Submission.objects.count(), 1)


class NoScriptTests(JudgingCase):
    def test_a_pair_is_judged_in_both_languages(self):
        for number, language in enumerate(LANGUAGES, start=1):
            with self.subTest(language):
                page = self.open_judging(script=False, language=language)
                for group in page.locator(".criterion").all():
                    group.locator("label").first.click()
                page.locator("#verdict > .finish > .go").click()
                page.wait_for_url("**/judge/")
                self.assertEqual(Submission.objects.count(), number)
        self.assert_quiet()

    def test_an_incomplete_form_comes_back_with_its_choices(self):
        page = self.open_judging(script=False)
        page.locator(".criterion label").first.click()
        page.locator("#verdict > .finish > .go").click()
        page.locator(".missing:visible").first.wait_for()
        self.assertTrue(page.locator("input[name=overall][value=left]").is_checked())
        self.assertFalse(Submission.objects.exists())

    def test_enter_hands_in_and_is_none_of_the_acts(self):
        page = self.open_judging(script=False)
        for group in page.locator(".criterion").all():
            group.locator("label").first.click()
        page.locator("input[name=overall]:checked").press("Enter")
        page.wait_for_url("**/judge/")
        self.assertEqual(Submission.objects.count(), 1)
        self.assertFalse(Assignment.objects.filter(state="declined").exists())


class LanguageTests(JudgingCase):
    multi_turn = 1

    def test_the_switch_keeps_the_pair_and_the_sides(self):
        page = self.open_judging()
        before = [page.locator(side).locator(".answer").all_inner_texts() for side in self.SIDES]
        page.get_by_role("button", name="中文").click()
        page.get_by_role("button", name="提交并继续").wait_for()
        after = [page.locator(side).locator(".answer").all_inner_texts() for side in self.SIDES]
        self.assertEqual(after, before)
        self.assertEqual(page.locator("html").get_attribute("lang"), "zh-Hans")

    SIDES = ("#side-left", "#side-right")


class WaitingTests(JudgingCase):
    single_turn = 1

    def test_the_page_looks_again_by_itself(self):
        self.study.slots.update(status="unreleased")
        page = self.open_judging()
        page.get_by_text("The next pair is not ready yet").wait_for()
        self.study.slots.update(status="free")
        page.locator("#verdict").wait_for()
        self.press("2", "2", "2", "2", "2", "Enter")
        page.get_by_text("You have judged every pair. Thank you.").wait_for()
        self.assert_quiet()
