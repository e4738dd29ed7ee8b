"""Drafts: what is chosen and typed is with the server within a second, on every device."""

import time
from typing import Any

from annotations.models import Draft, Submission

from .saving import COMMENT, Held, SavingCase, is_draft


class DraftTests(SavingCase):
    def test_every_change_is_stored_and_only_then_called_saved(self):
        page = self.open_judging()
        held = Held(page, is_draft)
        self.press("1")
        self.wait_for_state(page, "saving")
        self.wait_until(lambda: len(held.routes) == 1, page)
        page.wait_for_timeout(300)
        self.assertEqual(page.locator("#save-state").inner_text(), "Saving…")
        held.let_go()
        self.wait_for_state(page, "saved")
        self.assertRegex(page.locator("#save-state").inner_text(), r"^Saved \d\d:\d\d$")
        self.write(page, "左边没有问过敏史")
        self.wait_until(lambda: self.draft().get("comment") == "左边没有问过敏史", page)
        self.assert_quiet()

    def test_a_slow_answer_is_plainly_not_saved_yet(self):
        page = self.open_judging()
        held = Held(page, is_draft)
        self.press("1")
        self.wait_for_state(page, "unsaved")
        self.assertEqual(page.locator("#save-state").inner_text(), "Not saved yet")
        held.let_go()
        self.wait_for_state(page, "saved")

    def test_one_request_at_a_time_and_the_latest_state_wins(self):
        page = self.open_judging()
        under_way, most = 0, 0

        def slowly(route: Any) -> None:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            page.wait_for_timeout(200)
            route.continue_()
            under_way -= 1

        page.route(is_draft, slowly)
        self.press("m")
        page.keyboard.type("abcdefghijklmnopqrstuvwxyz", delay=60)
        self.wait_until(lambda: self.draft().get("comment", "").endswith("xyz"), page)
        self.assertEqual(most, 1)

    def test_another_device_shows_the_same_pair_sides_and_draft(self):
        page = self.open_judging()
        self.fill(page, "先看右边")
        page.locator("[name=harm_right]").check()
        began = time.monotonic()
        self.wait_for_state(page, "saved")
        self.assertLess(time.monotonic() - began, 2)
        other = self.open_device(size="phone", language="zh-hans")
        self.assertEqual(self.form(other), self.form(page))
        for side in ("#side-left", "#side-right"):
            answers = [
                one.locator(side).locator(".answer").all_text_contents() for one in (page, other)
            ]
            self.assertEqual(*answers)

    def test_closing_the_page_sends_what_was_just_typed(self):
        page = self.open_judging()
        page.wait_for_timeout(1600)
        self.write(page, "last words")
        page.close()
        self.wait_until(lambda: self.draft().get("comment") == "last words", self.open_device())

    def test_a_comment_reaches_no_storage_of_the_browser(self):
        page = self.open_judging()
        page.context.set_offline(True)
        self.fill(page, "canary")
        page.wait_for_timeout(1500)
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        self.assertNotIn("canary", kept)
        self.assertIn(self.pair().token, kept)

    def test_nothing_is_read_out_while_typing(self):
        page = self.open_judging()
        self.fill(page, "quiet")
        self.wait_for_state(page, "saved")
        self.assertEqual(page.locator("#announcement").inner_text(), "")
        self.submit(page)
        self.wait_for_pair(2)
        self.assertEqual(page.locator("#announcement").inner_text(), "Saved")


class TwoPagesTests(SavingCase):
    def test_an_untouched_field_takes_what_was_chosen_elsewhere(self):
        here = self.open_judging()
        there = self.open_device()
        self.choose(there, "overall", "right")
        self.write(there, "from there")
        self.wait_for_state(there, "saved")
        self.choose(here, "accuracy", "left")
        here.locator("input[name=overall][value=right]:checked").wait_for(state="attached")
        self.wait_for_state(here, "saved")
        self.assertEqual(here.locator(COMMENT).input_value(), "from there")
        fields = self.draft()
        self.assertEqual((fields["overall"], fields["accuracy"]), ("right", "left"))
        self.assertFalse(here.locator("[data-notice=both]").is_visible())

    def test_a_field_changed_in_both_keeps_both(self):
        here = self.open_judging()
        there = self.open_device()
        for page in (here, there):
            page.wait_for_timeout(1600)
        here.context.set_offline(True)
        self.choose(here, "overall", "left")
        self.write(here, "typed here")
        self.choose(there, "overall", "tie")
        self.write(there, "typed there")
        self.wait_for_state(there, "saved")
        here.context.set_offline(False)
        here.locator("[data-notice=both]:visible").wait_for()
        self.wait_for_state(here, "saved")
        self.assertEqual(here.locator(COMMENT).input_value(), "typed here\n\ntyped there")
        self.assertEqual(here.locator("input[name=overall]:checked").get_attribute("value"), "left")
        self.assertIn("Overall (Tie)", here.locator("[data-notice=both]").inner_text())
        self.wait_until(lambda: self.draft()["comment"] == "typed here\r\n\r\ntyped there", here)

    def test_a_tab_that_is_looked_at_again_shows_what_was_typed_elsewhere(self):
        here = self.open_judging()
        there = self.open_device()
        self.write(there, "newer")
        self.wait_for_state(there, "saved")
        here.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        self.wait_until(lambda: here.locator(COMMENT).input_value() == "newer", here)

    def test_a_late_draft_brings_nothing_back_after_handing_in(self):
        page = self.open_judging()
        page.wait_for_timeout(1600)
        held = Held(page, is_draft)
        self.fill(page)
        self.wait_until(lambda: len(held.routes) == 1, page)
        self.submit(page)
        self.wait_for_pair(2)
        held.let_go()
        page.wait_for_timeout(500)
        self.assertFalse(Draft.objects.filter(assignment__state="submitted").exists())
        self.assertEqual(Submission.objects.count(), 1)
        self.assertFalse(page.locator("[data-notice]:visible").count())
