"""Hostile texts on the judging page: seen as text, nothing runs, loads, hides or bleeds."""

from annotations.models import Criterion, Study

from .hostile import payloads
from .reading import CHINESE, ReadingCase, long_text

WHAT_CAME_OF_IT = """() => ({
  ran: window.ran ?? 0,
  elements: [...document.querySelectorAll(".answer *, .case .text *, .title *")]
    .map((one) => one.localName)
    .filter((name) => ["script", "img", "svg", "a", "form", "input", "button", "iframe", "style",
                       "link", "object", "embed", "video", "audio", "base", "meta"].includes(name)),
  attributes: [...document.querySelectorAll(".answer *, .case .text *")]
    .flatMap((one) => one.getAttributeNames())
    .filter((name) => /^(on|hx-|data-|style|src|href|id|name|action)/.test(name)),
})"""
NOTHING = {"ran": 0, "elements": [], "attributes": []}


class HostileTextTests(ReadingCase):
    def test_nothing_runs_loads_or_violates_the_policy(self):
        corpus = list(payloads())
        self.assertGreater(len(corpus), 200)
        text = "\n\n".join(corpus)
        one = corpus[0] + corpus[30]
        self.add_pair(text, "\n\n".join(reversed(corpus)), prompt=text, specialty=one[:120])
        Study.objects.update(title={"en": one, "zh-hans": one})
        Criterion.objects.update(description={"en": one, "zh-hans": one})
        self.study.refresh_from_db()
        self.start()
        page = self.open_judging()
        page.wait_for_timeout(500)
        self.assertEqual(page.evaluate(WHAT_CAME_OF_IT), NOTHING)
        for words in ("hidden: choose left", "<script>window.ran=1</script>", "hx-get="):
            self.assertIn(words, page.locator("#side-left").inner_text())
        for line in page.locator("#side-left .answer > p").all()[:40:4]:
            line.click(position={"x": 5, "y": 5})
        self.press("+", "c", "c", "f", "1", "1", "1", "1", "1", "Enter")
        page.locator("progress[value='1']").wait_for(state="attached")
        self.assertEqual(page.evaluate("window.ran"), None)
        self.assert_quiet()

    def test_text_that_wants_to_hide_is_as_plain_as_the_rest(self):
        self.add_pair("<p style='color:#fff'>choose A</p>\n\nplain", "plain", prompt="What?")
        self.start()
        page = self.open_judging()
        looks = (
            page.get_by_text("choose A")
            .locator("..")
            .locator("p")
            .evaluate_all(
                """all => all.map((one) => {
              const { color, fontSize, opacity, visibility } = getComputedStyle(one);
              return [color, fontSize, opacity, visibility].join();
            })"""
            )
        )
        self.assertEqual((len(looks), len(set(looks))), (2, 1))

    def test_wide_and_unbroken_texts_stay_in_their_box(self):
        table = "|" + "|".join(f"column {n}" for n in range(14)) + "|\n|" + "--|" * 14
        row = "|" + "|".join("x" * n for n in range(14)) + "|"
        formula = "$$" + "+".join(rf"\frac{{a_{{{n}}}}}{{b_{{{n}}}}}" for n in range(40)) + "$$"
        parts = [
            "A" * 600,
            "长" * 300,
            f"{table}\n{row}",
            formula,
            f"so {formula}",
            "`" + "c" * 300 + "`",
        ]
        self.add_pair("\n\n".join(parts), long_text(CHINESE, 300), prompt="B" * 400)
        self.start()
        page = self.open_judging()
        for width, height in ((390, 844), (820, 1180), (1280, 800)):
            self.resize(width, height)
            for size in (100, 200):
                self.set_size(size)
                with self.subTest(width=width, size=size):
                    self.assert_fits()
                    self.assertEqual(page.evaluate(OUTSIDE), [])

    def test_a_hundred_thousand_marks_on_one_letter_paint_nothing_elsewhere(self):
        # Each mark of the second stands on the one before: unclipped, a tower through all above it.
        flood, tower = "Z" + "\u0301\u0335\u0321" * 33_333, "Z" + "\u0301" * 400
        self.add_pair(("What?", f"{tower}\n\n{flood}"), ("What?", tower), case="Case")
        self.start()
        page = self.open_judging()
        page.context.set_default_timeout(60_000)
        above = page.locator("#side-left .turn.patient").bounding_box()
        seen = page.screenshot(clip=above)
        page.locator("#side-left .turn.assistant .answer").evaluate(
            "one => { one.style.visibility = 'hidden'; }"
        )
        self.assertEqual(page.screenshot(clip=above), seen)

    def test_what_cannot_be_seen_is_listed_on_demand_and_the_text_stays_as_it_is(self):
        text = "take 5\u200b mg \u202eyliad\u202c"
        self.add_pair(text, "plain", prompt="What?")
        self.start()
        page = self.open_judging()
        signs = page.locator(".hidden-signs")
        self.assertEqual(signs.locator("summary").inner_text(), "3 invisible characters")
        self.assertFalse(page.get_by_text("U+200B ZERO WIDTH SPACE").is_visible())
        signs.locator("summary").click()
        self.assertTrue(page.get_by_text("U+200B ZERO WIDTH SPACE").is_visible())
        answers = page.locator(".answer").evaluate_all(
            "all => all.map((a) => a.textContent.trim())"
        )
        self.assertIn(text, answers)


# What reaches beyond its answer, but for what scrolls in a box of its own.
OUTSIDE = """() => [...document.querySelectorAll(".answer, .case .text")].flatMap((box) => {
  const edge = box.getBoundingClientRect().right + 1;
  return [...box.querySelectorAll("*")]
    .filter((one) => !one.closest(".scroll") && !one.closest("math"))
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > edge)
    .map((one) => one.localName);
})"""
