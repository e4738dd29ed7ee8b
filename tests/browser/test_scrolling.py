"""Two columns scroll apart, or together when asked to."""

from itertools import pairwise

from .reading import (
    CHINESE,
    LEFT,
    RIGHT,
    ReadingCase,
    long_text,
)


class ScrollTests(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        self.add_pair(long_text(CHINESE, 3_900), long_text(CHINESE, 1_900), prompt=CHINESE * 3)
        self.add_pair(long_text(CHINESE, 1_900), long_text(CHINESE, 3_900), prompt=CHINESE * 3)
        self.start()

    def test_each_alone_until_asked_then_by_the_share_of_the_way(self):
        page = self.open_judging()
        button = page.locator(".sync")
        self.press("c")
        self.scroll(LEFT, 500)
        self.assertEqual((self.at(RIGHT), button.get_attribute("aria-pressed")), (0, "false"))
        self.press("s")
        self.assertEqual(button.get_attribute("aria-pressed"), "true")
        self.assertEqual(page.locator("#said").inner_text(), "Both answers scroll together.")
        share = "box => box.scrollTop / (box.scrollHeight - box.clientHeight)"
        for leader, other, top in ((LEFT, RIGHT, 700), (RIGHT, LEFT, 333), (LEFT, RIGHT, 90_000)):
            at = self.scroll(leader, top)
            led, follows = (page.locator(side).evaluate(share) for side in (leader, other))
            self.assertAlmostEqual(led, follows, delta=0.005)
            self.assertEqual(self.at(leader), at)
        button.click()
        self.assertEqual(page.locator("#said").inner_text(), "Each answer scrolls alone.")
        before = self.at(RIGHT)
        self.scroll(LEFT, 10)
        self.assertEqual(self.at(RIGHT), before)

    def test_sides_that_follow_each_other_come_to_rest(self):
        page = self.open_judging()
        self.press("c", "s")
        page.locator(LEFT).hover()
        for _ in range(5):
            page.mouse.wheel(0, 37)
        page.wait_for_timeout(400)
        page.evaluate(COUNT_SCROLLS)
        places = self.at(LEFT), self.at(RIGHT)
        page.wait_for_timeout(400)
        self.assertEqual((page.evaluate("scrolls"), self.at(LEFT), self.at(RIGHT)), (0, *places))

    def test_the_choice_to_scroll_together_stays_for_the_next_pair(self):
        page = self.open_judging()
        self.press("s", "1", "1", "1", "1", "1", "Enter")
        page.locator("progress[value='1']").wait_for(state="attached")
        self.assertEqual(page.locator(".sync").get_attribute("aria-pressed"), "true")

    def test_page_keys_scroll_both_while_the_verdict_has_the_focus(self):
        self.open_judging()
        self.press("c", "1", "PageDown")
        self.assertGreater(min(self.at(LEFT), self.at(RIGHT)), 200)
        self.press("PageUp")
        self.assertLess(max(self.at(LEFT), self.at(RIGHT)), 200)

    def test_the_question_folds_without_moving_what_is_read(self):
        page = self.open_judging()
        case, line = page.locator("#case"), f"{LEFT} .answer > :nth-child(6)"
        seen = []
        for top in range(0, 400, 20):
            self.scroll(LEFT, top) if case.evaluate("box => box.open") else None
            seen.append((case.evaluate("box => box.open"), self.top_of(line)))
        states = [is_open for is_open, _ in seen]
        self.assertEqual((states[0], states[-1]), (True, False))
        steps = [before - after for (_, before), (_, after) in pairwise(seen)]
        self.assertLessEqual(max(steps), 21)
        self.assertGreaterEqual(min(steps), -1)

    def test_one_key_brings_it_back_over_the_text_and_it_stays(self):
        page = self.open_judging()
        case, line = page.locator("#case"), f"{LEFT} .answer > :nth-child(6)"
        self.scroll(LEFT, 390)
        self.assertFalse(case.evaluate("box => box.open"))
        place = self.top_of(line)
        for is_open in (True, False, True):
            self.press("c")
            self.assertEqual(case.evaluate("box => box.open"), is_open)
            self.assertAlmostEqual(self.top_of(line), place, delta=1)
        self.scroll(LEFT, 900)
        self.assertTrue(case.evaluate("box => box.open"))

    def test_on_a_phone_too_the_line_stays_when_the_question_folds(self):
        page = self.open_judging(size="phone")
        line = f"{LEFT} .answer > :nth-child(8)"
        case = page.locator("#case")
        height = case.bounding_box()["height"]
        page.evaluate("top => scrollTo(0, top)", 2 * height - 70)
        self.settle()
        self.assertTrue(case.evaluate("box => box.open"))
        before, at = self.top_of(line), page.evaluate("scrollY")
        page.evaluate("scrollBy(0, 60)")
        self.settle()
        self.assertFalse(case.evaluate("box => box.open"))
        self.assertAlmostEqual(self.top_of(line), before - 60, delta=2)
        self.assertLess(page.evaluate("scrollY"), at)
        self.assertEqual(case.bounding_box()["y"], 0)


COUNT_SCROLLS = """() => {
  window.scrolls = 0;
  document.addEventListener("scroll", () => (window.scrolls += 1), true);
}"""
