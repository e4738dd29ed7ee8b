"""Marking pieces of answers on tablets and phones, in long answers and in conversations."""

from annotations.judging.marks import alignment
from annotations.models import MarkedSpan

from .marking import EN, ZH, MarkingCase


class TouchTests(MarkingCase):
    def test_three_taps_on_a_tablet_and_a_phone(self):
        for size in ("tablet", "phone"):
            with self.subTest(size):
                page = self.open_judging(size=size)
                page.locator("[data-mark-start]:visible").first.tap()
                page.touchscreen.tap(*self.point_of("停药三天即可", nth=1))
                self.choose("outdated", "severe").tap()
                mark = self.marks()[-1]
                self.assertEqual(mark["quote"], "停药三天即可。")
                text = alignment(ZH).text
                self.assertEqual(mark["start"], text.rindex("停药三天即可"))
        self.assert_quiet()

    def test_another_tap_extends(self):
        page = self.open_judging(size="tablet")
        page.locator("[data-mark-start]:visible").first.tap()
        page.touchscreen.tap(*self.point_of("孕妇禁用"))
        page.touchscreen.tap(*self.point_of("停药三天"))
        self.choose("dangerous", "mild").tap()
        self.assertEqual(self.marks()[0]["quote"], "孕妇禁用。停药三天即可。")

    def test_targets_and_window(self):
        for size in ("phone", "tablet", "laptop"):
            with self.subTest(size):
                page = self.open_judging(size=size)
                page.locator("[data-mark-start]:visible").first.click()
                point = self.point_of("100 mg" if size != "phone" else "如有不适")
                page.mouse.click(*point)
                box = page.locator("#mark-palette").bounding_box()
                view = page.viewport_size
                self.assertGreaterEqual(min(box["x"], box["y"]), 0)
                self.assertLessEqual(box["x"] + box["width"], view["width"])
                self.assertLessEqual(box["y"] + box["height"], view["height"])
                for button in page.locator("#mark-palette button").all():
                    target = button.bounding_box()
                    self.assertGreaterEqual(min(target["width"], target["height"]), 44)
                wide = page.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(wide, view["width"])


class LongAnswerTests(MarkingCase):
    texts = (f"{ZH}\n{EN}\n{ZH}",)

    def test_the_sheet_of_a_phone_does_not_cover_what_is_marked(self):
        page = self.open_judging(size="phone")
        page.locator("[data-mark-start]:visible").first.tap()
        x, y = self.point_of("如有不适", nth=1)
        moved = page.evaluate("() => { const y = scrollY; scrollBy(0, -260); return y - scrollY; }")
        self.assertGreater(moved, 200)
        page.touchscreen.tap(x, y + moved)
        sheet = page.locator("#mark-palette").bounding_box()
        chosen = page.evaluate(
            "[...CSS.highlights.get('mark-chosen')][0].getBoundingClientRect().bottom"
        )
        self.assertLess(chosen, sheet["y"])


class ConversationTests(MarkingCase):
    kind = "multi_turn"
    texts = ("我咳嗽。", ZH, "停药吗？", ZH)

    def test_the_right_turn_is_marked_and_the_patient_s_words_cannot_be(self):
        page = self.open_judging(language="zh-hans")
        page.evaluate(
            "document.getSelection().selectAllChildren("
            "document.querySelector('#side-left .turn.patient .answer'))"
        )
        page.wait_for_timeout(400)
        self.assertTrue(page.locator("#mark-palette").is_hidden())
        page.evaluate(
            "document.getSelection().selectAllChildren("
            "document.querySelector('#side-left .turn[data-turn=\"3\"] .answer li'))"
        )
        page.locator("#mark-palette:visible").wait_for()
        self.choose("false", "mild").click()
        page.locator(".marks summary").click()
        self.assertIn("第 2 轮", page.locator("#mark-list .where").inner_text())
        page.keyboard.press("Escape")
        for group in page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        page.locator("#verdict .go").click()
        page.locator("#verdict").wait_for(state="detached")
        span = MarkedSpan.objects.get()
        self.assertEqual(span.turn.position, 3)
        self.assertEqual(span.quote, "每日 $2\\times5$ mg，若 \\(t>39\\) 则就医。")
