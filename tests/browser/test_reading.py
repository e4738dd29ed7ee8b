"""Reading long pairs: columns and tabs, rows of turns."""

from .base import LANGUAGES, SIZES
from .reading import (
    CHINESE,
    ENGLISH,
    LEFT,
    LONGEST_LINE,
    QUESTIONS,
    RIGHT,
    ReadingCase,
    long_text,
    talk,
)


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
