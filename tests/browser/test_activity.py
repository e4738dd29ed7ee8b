"""Active time against a scripted truth, the hint to take a break, and the pause."""

import random
from typing import Any

from annotations.models import Draft

from .saving import COMMENT, SavingCase

IDLE_SECONDS = 60


class ClockCase(SavingCase):
    def open_with_a_clock(self, **options: Any) -> Any:
        self.page = self.open_context(self.alice, **options).new_page()
        self.page.clock.install()
        self.page.goto(self.judge_url)
        self.page.clock.pause_at(self.page.evaluate("Date.now() / 1000 + 2"))
        self.set_back(days=1)
        return self.page

    def counted(self, page: Any) -> float:
        page.clock.run_for(1000)
        return float(page.locator("#verdict [name=active_seconds]").input_value() or 0)

    def hand_in(self, page: Any) -> None:
        page.evaluate("document.querySelector('#verdict').requestSubmit()")
        for _ in range(100):
            page.clock.run_for(50)
            if page.locator("progress[value='1']").count():
                return
            page.wait_for_timeout(50)
        self.fail("the next pair does not come")

    def touch(self, page: Any) -> None:
        page.evaluate("document.dispatchEvent(new Event('pointermove'))")

    def look_away(self, page: Any, is_away: bool) -> None:
        """As when another window takes the focus."""
        page.evaluate(
            """isAway => {
                document.hasFocus = () => !isAway;
                dispatchEvent(new Event(isAway ? "blur" : "focus"));
            }""",
            is_away,
        )

    def hide(self, page: Any, is_hidden: bool) -> None:
        """As when another tab comes to the front."""
        page.evaluate(
            """state => {
                const told = {value: state, configurable: true};
                Object.defineProperty(document, "visibilityState", told);
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            "hidden" if is_hidden else "visible",
        )


class ActiveTimeTests(ClockCase):
    def test_it_is_what_a_scripted_day_says(self):
        page = self.open_with_a_clock()
        drawn, before, truth = random.Random(12), self.counted(page), 0.0
        for _ in range(40):
            self.touch(page)
            seconds = drawn.choice((5, 20, 45, 90, 200))
            what = drawn.choice(("read", "read", "away", "hidden"))
            if what == "away":
                self.look_away(page, True)
            elif what == "hidden":
                self.hide(page, True)
            else:
                truth += min(seconds, IDLE_SECONDS)
            page.clock.run_for(seconds * 1000)
            self.look_away(page, False)
            self.hide(page, False)
        error = (self.counted(page) - before - truth) / truth
        print(f"\nactive time: {truth:.0f} s by script, {error:+.1%} counted")
        self.assertLess(abs(error), 0.05)

    def test_it_adds_up_over_devices_and_is_stored_with_the_pair(self):
        desk = self.open_with_a_clock()
        for _ in range(4):
            self.touch(desk)
            desk.clock.run_for(30_000)
        self.choose(desk, "overall", "left")
        desk.clock.run_for(1000)
        self.wait_until(lambda: Draft.objects.filter(active_seconds__gt=100).exists(), desk)
        at_the_desk = Draft.objects.get().active_seconds
        phone = self.open_with_a_clock(size="phone")
        begun = self.counted(phone)
        self.assertGreaterEqual(begun, at_the_desk)
        for _ in range(2):
            self.touch(phone)
            phone.clock.run_for(30_000)
        self.fill(phone)
        self.hand_in(phone)
        submission = self.only_submission()
        self.assertAlmostEqual(submission.active_seconds, begun + 60, delta=3)
        self.assertGreater(submission.submitted_at, submission.opened_at)


class BreakTests(ClockCase):
    def work(self, page: Any, minutes: int) -> None:
        for _ in range(minutes * 2):
            self.touch(page)
            page.clock.run_for(30_000)

    def test_a_hint_after_45_minutes_over_pairs_that_blocks_nothing(self):
        page = self.open_with_a_clock()
        hint = page.locator("#break-hint")
        self.work(page, 30)
        self.fill(page)
        self.hand_in(page)
        self.assertFalse(hint.is_visible())
        self.work(page, 16)
        self.assertTrue(hint.is_visible())
        self.press("1")
        self.assertEqual(page.locator("#verdict .criterion input:checked").count(), 1)
        hint.get_by_role("button").click()
        self.work(page, 5)
        self.assertFalse(hint.is_visible())
        self.work(page, 41)
        self.assertTrue(hint.is_visible())

    def test_ten_minutes_away_begin_a_new_sitting(self):
        page = self.open_with_a_clock()
        self.work(page, 40)
        self.look_away(page, True)
        page.clock.run_for(11 * 60_000)
        self.look_away(page, False)
        self.work(page, 40)
        self.assertFalse(page.locator("#break-hint").is_visible())
        self.work(page, 6)
        self.assertTrue(page.locator("#break-hint").is_visible())


class PauseTests(ClockCase):
    def test_one_key_hides_the_texts_stops_the_time_and_one_key_goes_on(self):
        page = self.open_with_a_clock()
        self.choose(page, "overall", "tie")
        before = self.counted(page)
        self.press("b")
        self.assertFalse(page.locator("#side-left").is_visible())
        self.assertTrue(page.get_by_role("heading", name="Paused").is_visible())
        for _ in range(6):
            self.touch(page)
            page.clock.run_for(30_000)
        self.press("1", "3", "m")  # nothing reaches the pair
        self.press("b")
        self.assertTrue(page.locator("#side-left").is_visible())
        self.assertEqual(self.form(page).get("overall"), "tie")
        self.assertAlmostEqual(self.counted(page), before, delta=3)
        self.assertFalse(page.locator(COMMENT).is_visible())
        self.assert_quiet()

    def test_the_buttons_do_it_in_chinese_on_a_phone(self):
        page = self.open_judging(size="phone", language="zh-hans")
        page.locator(".menu summary").tap()
        page.get_by_role("button", name="暂停").tap()
        page.get_by_role("heading", name="已暂停").wait_for()
        self.assertFalse(page.locator("#case").is_visible())
        page.get_by_role("button", name="继续").tap()
        self.assertTrue(page.locator("#case").is_visible())

    def test_closed_in_a_pause_it_opens_with_everything(self):
        page = self.open_judging()
        self.fill(page, "before the pause")
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        self.press("b")
        self.wait_for_state(page, "saved")
        page.close()
        again = self.open_device()
        self.assertEqual(again.locator(COMMENT).input_value(), "before the pause")
