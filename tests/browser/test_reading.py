"""Reading long pairs: columns and tabs, rows, scrolling, folding, letters of every size."""

from itertools import pairwise

from annotations.models import User

from .base import LANGUAGES, SIZES
from .reading import (
    CHINESE,
    ENGLISH,
    LONGEST_LINE,
    QUESTIONS,
    ReadingCase,
    long_text,
    talk,
)

LEFT, RIGHT = "#side-left", "#side-right"


class LayoutTests(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        self.add_pair(
            long_text(CHINESE, 3_900),
            long_text(ENGLISH, 1_900),
            prompt=CHINESE,
            specialty="消化内科",
        )
        self.start()

    def test_two_columns_from_900_pixels_and_tabs_with_a_key_below(self):
        page = self.open_judging()
        for width, both in ((899, False), (900, True), (1280, True), (390, False)):
            self.resize(width, 800)
            seen = [page.locator(side).is_visible() for side in (LEFT, RIGHT)]
            self.assertEqual(seen, [True, both], width)
        self.press("f")
        self.assertEqual([page.locator(side).is_visible() for side in (LEFT, RIGHT)], [False, True])
        self.press("l")
        self.assertTrue(page.locator(LEFT).is_visible())

    def test_each_tab_keeps_its_own_place(self):
        self.open_judging(size="phone")
        self.page.evaluate("scrollTo(0, 900)")
        self.settle()
        there = self.page.evaluate("scrollY")
        self.press("f")
        self.assertLess(self.page.evaluate("scrollY"), 600)
        self.press("f")
        self.assertAlmostEqual(self.page.evaluate("scrollY"), there, delta=1)

    def test_lines_are_short_enough_in_every_size_of_letters(self):
        for language in LANGUAGES:
            page = self.open_judging(language=language)
            for width, height in SIZES.values():
                self.resize(width, height)
                for size in (100, 150, 200):
                    self.set_size(size)
                    with self.subTest(width=width, size=size, language=language):
                        han = page.evaluate(LONGEST_LINE, ".side .answer:lang(zh), .case .text")
                        latin = page.evaluate(LONGEST_LINE, ".side .answer:lang(en)")
                        self.assertLessEqual(han, 40)
                        self.assertLessEqual(latin, 80)
                        self.assertGreater(max(han, latin), 8)
                        self.assert_fits()
            page.context.close()
        self.assert_quiet()

    def test_the_text_has_most_of_the_height(self):
        for language in LANGUAGES:
            page = self.open_judging(language=language)
            for width, height in (*SIZES.values(), (640, 800), (1366, 640), (1280, 720)):
                self.resize(width, height)
                self.load()
                self.scroll(LEFT if width >= 900 else "html", 300)
                share = page.evaluate(TEXT_SHARE)
                with self.subTest(width=width, height=height, language=language):
                    self.assertGreaterEqual(share, 0.55)
                    if width < 900:
                        self.assertGreaterEqual(share, 0.8)
            page.context.close()

    def test_reflows_at_400_per_cent(self):
        page = self.open_judging()
        for width, height in ((320, 256), (320, 640), (640, 400), (950, 400)):
            self.resize(width, height)
            with self.subTest(width=width):
                self.assert_fits()
                submit = page.locator("#verdict > .finish > .go")
                submit.scroll_into_view_if_needed()
                self.assertTrue(submit.is_visible())

    def test_nothing_stands_in_the_way_of_the_last_line(self):
        page = self.open_judging()
        for width, height in (*SIZES.values(), (640, 800), (1366, 640), (1280, 460)):
            self.resize(width, height)
            for size in (100, 200):
                self.load()
                self.set_size(size)
                if width < 900:
                    self.press("v")
                last = page.locator(f"{LEFT} .answer > :last-child")
                last.evaluate(SCROLL_AS_FAR_AS_NEEDED)
                self.settle()
                with self.subTest(width=width, height=height, size=size):
                    self.assertTrue(last.evaluate(BOTTOM_IS_SEEN))


# How much of the window's height the question and the answers have.
TEXT_SHARE = """() => {
  const strip = document.querySelector(".strip").getBoundingClientRect();
  const dock = document.querySelector("#verdict").getBoundingClientRect();
  const seen = [strip, dock].filter((box) => box.height && box.top < innerHeight);
  const below = seen.map((box) => box.top);
  const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
  return (Math.min(innerHeight, ...below) - Math.max(0, bar)) / innerHeight;
}"""

# Within its side and then over the verdict, if that stands over the text.
SCROLL_AS_FAR_AS_NEEDED = """one => {
  const side = one.closest(".side"), main = document.querySelector("main");
  side.scrollTop = side.scrollHeight;
  main.scrollTop = main.scrollHeight;
  const verdict = document.querySelector("#verdict");
  if (verdict.checkVisibility())
    scrollBy(0, one.getBoundingClientRect().bottom - verdict.getBoundingClientRect().top + 10);
}"""

# A point on the last line of an element belongs to that element: nothing lies over it.
BOTTOM_IS_SEEN = """one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const box = [...range.getClientRects()].at(-1);
  const found = document.elementFromPoint(box.left + 3, box.bottom - 4);
  return one === found || one.contains(found);
}"""


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


class RowTests(ReadingCase):
    TURNS = ".side .turn"

    def tops(self) -> list[list[float]]:
        return [
            self.page.locator(f"{side} .turn").evaluate_all(
                "all => all.map((one) => one.getBoundingClientRect().top)"
            )
            for side in (LEFT, RIGHT)
        ]

    def test_equal_questions_put_answer_beside_answer_in_one_scroller(self):
        self.add_pair(talk(300, *QUESTIONS), talk(900, *QUESTIONS, number=1), case=CHINESE)
        self.start()
        page = self.open_judging()
        for width, size in ((1280, 100), (1920, 200), (900, 150)):
            self.resize(width, 900)
            self.set_size(size)
            left, right = self.tops()
            self.assertEqual((len(left), left), (4, right))
        self.assertEqual(page.locator(".sync").count(), 0)
        self.scroll(".pair.rows", 200)
        left, right = self.tops()
        self.assertEqual(left, right)
        self.assertEqual(page.locator(".turn.patient svg").count(), 4)
        self.assert_fits()

    def test_other_questions_make_two_columns_that_scroll_alone(self):
        self.add_pair(talk(600, *QUESTIONS), talk(600, QUESTIONS[0], "要住院吗？"), case=CHINESE)
        self.start()
        page = self.open_judging()
        self.assertEqual(page.locator(".rows").count(), 0)
        self.assertTrue(page.locator(".sync").is_visible())
        self.scroll(LEFT, 300)
        self.assertEqual(self.at(RIGHT), 0)

    def test_speakers_are_told_apart_by_word_figure_and_place(self):
        self.add_pair(talk(100, *QUESTIONS), talk(100, *QUESTIONS, number=1), case=CHINESE)
        self.start()
        page = self.open_judging()
        for name, role in (("Patient · round 1", "patient"), ("Answer · round 2", "assistant")):
            self.assertGreater(page.locator(f".turn.{role} h3", has_text=name).count(), 0)
        shapes = page.locator("#side-left h3 svg").evaluate_all(
            "all => all.map((o) => o.innerHTML)"
        )
        self.assertEqual(len(set(shapes)), 2)
        indents = page.locator("#side-left .answer > :first-child").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().left)"
        )
        self.assertGreater(indents[0], indents[1] + 10)


class SizeTests(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        self.add_pair(long_text(CHINESE, 1_900), long_text(CHINESE, 1_900, 1), prompt=CHINESE)
        self.start()

    def stored(self) -> dict[str, object]:
        return User.objects.get(pk=self.alice.pk).preferences

    def wait_until_stored(self, **expected: object) -> None:
        for _ in range(50):
            if self.stored() == expected:
                return
            self.page.wait_for_timeout(50)
        self.assertEqual(self.stored(), expected)

    def test_keys_and_buttons_change_it_at_once_and_on_every_device(self):
        page = self.open_judging(size="desk")
        letters = "parseFloat(getComputedStyle(document.querySelector('.answer')).fontSize)"
        self.press("+", "=")
        self.assertEqual(page.evaluate(letters), 20)
        self.assertEqual(page.locator(".sizes output").inner_text(), "125 %")
        page.get_by_role("button", name="Larger text").click()
        self.press("-")
        page.get_by_role("button", name="Larger text").click()
        self.wait_until_stored(text_size=150)
        there = self.open_judging(size="phone", language="zh-hans")
        self.assertEqual(there.evaluate(letters), 24)
        self.press("-", "-", "-", "-", "-", "-")
        self.wait_until_stored()
        self.assert_quiet()

    def test_it_grows_around_the_line_that_is_read(self):
        self.open_judging()
        self.press("c")
        self.scroll(LEFT, 500)
        block = self.page.evaluate_handle(
            """() => [...document.querySelectorAll("#side-left .answer > *")].find((one) =>
                 one.getBoundingClientRect().bottom > document.querySelector("#side-left > h2")
                   .getBoundingClientRect().bottom)"""
        )
        before = block.evaluate("one => one.getBoundingClientRect().top")
        self.press("+")
        moved = block.evaluate("one => one.getBoundingClientRect().top") - before
        self.assertLess(abs(moved), 12)

    def test_without_script_a_button_of_the_bar_does_it(self):
        page = self.open_judging(script=False)
        page.get_by_role("button", name="Larger text").click()
        page.locator("html[data-size='110']").wait_for()
        self.assertEqual(self.stored(), {"text_size": 110})

    def test_the_verdict_folds_where_large_letters_leave_no_room(self):
        page = self.open_judging()
        verdict = page.locator("#verdict")
        self.assertTrue(verdict.is_visible())
        self.set_size(200)
        self.assertFalse(verdict.is_visible())
        self.press("1")
        self.assertTrue(verdict.is_visible())
        self.assertGreater(page.locator(".reading").bounding_box()["height"], 0.28 * 800)

    def test_dark_by_choice_on_a_light_device(self):
        self.alice.preferences = {"theme": "dark"}
        self.alice.save()
        page = self.open_judging(scheme="light")
        paper = "getComputedStyle(document.body).backgroundColor"
        self.assertEqual(page.evaluate(paper), "rgb(20, 24, 26)")
        self.alice.preferences = {"theme": "light"}
        self.alice.save()
        page = self.open_judging(scheme="dark")
        self.assertEqual(page.evaluate(paper), "rgb(246, 245, 241)")
