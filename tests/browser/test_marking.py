"""A physician marks unsafe passages: by mouse, by keyboard, by touch, in at most three actions."""

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from annotations.blinding.rendering import render_answer
from annotations.judging.marks import alignment
from annotations.models import Draft, MarkedSpan, Submission
from annotations.studies.lifecycle import start_study
from annotations.studies.verification import verify_study
from tests import factories

from .base import PageTestCase

ZH = """**注意：**本品不要与酒同服😀。孕妇禁用。停药三天即可。

1. 每日 $2\\times5$ mg，若 \\(t>39\\) 则就医。
2. 孕妇禁用。停药三天即可。

| 药 | 剂量 |
|:--|--:|
| 阿司匹林 A\\|B | 100 mg |

> 如有不适<br>请&nbsp;及时就医。
"""
EN = """## Advice

Take **two** tablets a day. Stop after three days! Is it safe with alcohol? Yes, it is safe.

- Rest. Drink 1.5 litres.
- Stop after three days! See Dr. `Lee`.
"""


class MarkingCase(PageTestCase):
    texts = (ZH,)
    kind = "single_turn"

    def setUp(self) -> None:
        super().setUp()
        self.alice = factories.make_user(name="Alice")
        self.study = factories.make_study(
            raters=[self.alice], raters_per_comparison=1, repeat_share=0
        )
        item = factories.make_item(self.study, kind=self.kind, language="zh-hans")
        for system in self.study.systems.all():
            factories.make_response(item, system, *self.texts)
        self.study = start_study(study=self.study, by=None)

    def open_judging(self, **options: Any) -> Any:
        self.page = self.open_context(self.alice, **options).new_page()
        self.page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
        self.page.locator("#verdict").wait_for()
        return self.page

    def answer(self, side: str = "left", nth: int = 0) -> Any:
        return self.page.locator(f"#side-{side} .turn.assistant .answer").nth(nth)

    def point_of(self, words: str, *, side: str = "left", nth: int = 0, at: str = "start") -> Any:
        """Where in the window a piece of text stands, after it was scrolled into sight."""
        return self.answer(side).evaluate(
            """(answer, [words, nth, at]) => {
                let from = -1;
                const text = answer.textContent;
                for (let i = 0; i <= nth; i += 1) from = text.indexOf(words, from + 1);
                const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
                const range = document.createRange();
                let passed = 0;
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    const [start, end] = [from - passed, from + words.length - passed];
                    if (start >= 0 && start < node.length) range.setStart(node, start);
                    if (end > 0 && end <= node.length) { range.setEnd(node, end); break; }
                    passed += node.length;
                }
                range.startContainer.parentElement.scrollIntoView({block: "center"});
                const rects = [...range.getClientRects()].filter((rect) => rect.width > 1);
                const box = at === "start" ? rects[0] : rects.at(-1);
                return [at === "start" ? box.left + 1 : box.right - 1, (box.top + box.bottom) / 2];
            }""",
            [words, nth, at],
        )

    def select(self, words: str, **place: Any) -> None:
        """As a mouse does it; one action."""
        start = self.point_of(words, **place)
        end = self.point_of(words, at="end", **place)
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()
        self.page.locator("#mark-palette:visible").wait_for()

    def choose(self, type: str, severity: str) -> Any:
        return self.page.locator(f"[data-type={type}][data-severity={severity}]")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def marks(self) -> list[dict[str, Any]]:
        return json.loads(self.page.locator("[name=spans]").input_value() or "[]")

    def drawn(self, severity: str) -> list[str]:
        return self.page.evaluate(
            "name => [...(CSS.highlights.get(name) ?? [])].map(String)", f"mark-{severity}"
        )

    def submit(self) -> list[MarkedSpan]:
        self.press("Escape")
        for group in self.page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        self.page.locator("#verdict .go").click()
        self.page.get_by_text("You have judged every pair.").wait_for()
        self.assertEqual(Submission.objects.count(), 1)
        spans = list(MarkedSpan.objects.select_related("turn").order_by("pk"))
        for span in spans:
            if span.turn:
                self.assertEqual(span.turn.shown_text[span.start : span.end], span.quote)
        return spans


class TextTests(MarkingCase):
    texts = (ZH + EN + "a\u202eb e\u0301 👨‍👩‍👧 &#13; `x` \\* <b> [t](http://e.example)\r\n\r\nβ",)

    def test_the_browser_s_text_is_the_server_s(self):
        page = self.open_judging()
        tricky = self.texts[0]
        self.assertEqual(page.locator("#side-left .answer").text_content(), alignment(tricky).text)
        for text in (
            "| a | b |\n|--|--|\n| $x$ | `y` |\n\n***",
            "a\r\nb\rc\n\n\n    d\te\u3000f",
            "\\[\n\\frac{1}{2}\n\\]\n\n$$\\begin{cases}a&b\\\\c&d\\end{cases}$$ $\\left( x$",
            "- [x] a\n  - b\n\n    c\n- d\n\n```\n\nx\n```\n",
            "\x0c\x0b\x85\u2028\ufeff\x00\u200b&#0;&#xD800;&nbsp;&#13;\n&#10;x",
            "~~a~~ **b**c*d*_e_ ![i](x 't') <http://a.b> <c@d.e>",
        ):
            with self.subTest(text[:12]):
                shown = page.evaluate(
                    "html => { document.querySelector('.answer').outerHTML = html;"
                    " return document.querySelector('.answer').textContent; }",
                    str(render_answer(text)),
                )
                self.assertEqual(shown, alignment(text).text)


class MouseTests(MarkingCase):
    def test_select_and_one_click_mark_type_and_severity(self):
        self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.assertTrue(self.page.locator("#mark-palette").is_hidden())
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.select("同服😀", side="right")
        self.choose("false", "mild").click()
        second, first = self.submit()[::-1]
        self.assertEqual((first.side, first.type, first.severity), ("left", "dangerous", "severe"))
        self.assertEqual((first.start, first.quote), (ZH.rindex("孕妇禁用"), "孕妇禁用"))
        self.assertEqual((second.side, second.quote), ("right", "同服😀"))
        self.assert_quiet()

    def test_reading_and_copying_are_not_disturbed(self):
        page = self.open_judging()
        page.set_viewport_size({"width": 1280, "height": 620})
        self.press("1")
        focused = page.evaluate("document.activeElement.name")
        self.select("孕妇禁用")
        self.assertEqual(page.evaluate("document.getSelection().toString()"), "孕妇禁用")
        self.press("Escape")
        self.assertTrue(page.locator("#mark-palette").is_hidden())
        self.assertEqual(page.evaluate("document.getSelection().toString()"), "孕妇禁用")
        self.press("2")
        self.assertEqual(self.marks(), [])
        self.assertEqual(page.locator(f"input[name={focused}]:checked").count(), 1)
        self.select("停药三天")
        page.mouse.wheel(0, 80)
        page.locator("#mark-palette").wait_for(state="hidden")

    def test_a_formula_is_never_cut(self):
        self.open_judging()
        self.page.evaluate(
            """() => {
                const numbers = [...document.querySelectorAll("#side-left mn")];
                const limit = numbers.find((number) => number.textContent === "39");
                document.getSelection().selectAllChildren(limit);
            }"""
        )
        self.page.locator("#mark-palette:visible").wait_for()
        self.choose("false", "moderate").click()
        self.assertEqual([mark["quote"] for mark in self.marks()], ["t>39"])
        self.assertEqual([span.quote for span in self.submit()], ["\\(t>39\\)"])

    def test_cells_and_breaks(self):
        self.open_judging()
        self.select("林 A|B")
        self.choose("outdated", "moderate").click()
        self.select("不适\n请\xa0及时")
        self.choose("privacy", "mild").click()
        quotes = {span.quote for span in self.submit()}
        self.assertEqual(quotes, {"林 A\\|B", "不适<br>请&nbsp;及时"})

    def test_the_list_shows_removes_and_brings_back(self):
        page = self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        page.locator(".marks summary").click()
        entry = page.locator("#mark-list .mark")
        self.assertEqual(entry.locator(".sample").inner_text(), "Dangerous advice, Severe")
        self.assertEqual(entry.locator("q").inner_text(), "孕妇禁用")
        entry.get_by_role("button", name="Locate").click()
        self.assertEqual(self.drawn("shown"), ["孕妇禁用"])
        entry.get_by_role("button", name="Remove").click()
        self.assertEqual((self.marks(), self.drawn("severe")), ([], []))
        page.get_by_role("button", name="Undo").click()
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])

    def test_a_click_on_a_mark_shows_its_entry(self):
        page = self.open_judging()
        self.select("孕妇禁用")
        self.choose("dangerous", "severe").click()
        page.mouse.click(*self.point_of("妇禁"))
        page.locator("#mark-list q:visible").wait_for()
        self.assertEqual(
            page.evaluate("document.activeElement.closest('.mark').dataset.index"), "0"
        )

    def test_an_omission_needs_one_press_and_no_place(self):
        page = self.open_judging()
        page.locator(".marks summary").click()
        missing = page.locator(".omissions [data-side=right]")
        missing.nth(0).click()
        missing.nth(1).click()
        page.locator(".omissions [data-side=left]").nth(2).dblclick()
        pressed = [button.get_attribute("aria-pressed") for button in missing.all()]
        self.assertEqual(pressed, ["false", "true", "false"])
        (span,) = self.submit()
        self.assertEqual((span.side, span.type, span.severity), ("right", "omission", "moderate"))
        self.assertIsNone(span.turn)


class KeyboardTests(MarkingCase):
    texts = (EN,)

    def test_three_actions_beside_moving(self):
        page = self.open_judging()
        self.press("x")
        self.press("ArrowDown", "ArrowDown")
        self.press("1")
        (mark,) = self.marks()
        self.assertEqual(mark["quote"], "Stop after three days!")
        self.assertEqual((mark["type"], mark["severity"]), ("dangerous", "moderate"))
        self.press("x", "ArrowDown", "ArrowDown", "ArrowDown", "Enter", "ArrowRight", "ArrowDown")
        self.press("Enter")
        self.assertEqual(
            (self.marks()[1]["type"], self.marks()[1]["severity"]), ("false", "severe")
        )
        self.assertTrue(page.locator("#mark-hint").is_hidden())
        spans = self.submit()
        self.assertEqual(spans[0].start, EN.index("Stop"))
        self.assert_quiet()

    def test_shift_extends_tab_changes_the_side_escape_leaves(self):
        self.open_judging()
        self.press("x", "Tab", "ArrowDown", "Shift+ArrowDown", "2")
        (mark,) = self.marks()
        self.assertEqual(mark["side"], "right")
        self.assertEqual(mark["quote"], "Take two tablets a day. Stop after three days!")
        self.press("x", "ArrowDown", "Escape", "1")
        self.assertEqual(len(self.marks()), 1)
        self.assertEqual(self.page.locator("input[name=overall]:checked").count(), 1)

    def test_enter_hands_nothing_in_and_an_input_method_triggers_nothing(self):
        self.open_judging()
        self.press("1", "1", "1", "1", "1", "x")
        for key in ("1", "Enter", "Escape"):
            self.page.evaluate(
                """key => document.activeElement.dispatchEvent(new KeyboardEvent(
                    "keydown", {key, isComposing: true, bubbles: true, cancelable: true}))""",
                key,
            )
        self.assertEqual(self.marks(), [])
        self.assertTrue(self.page.locator("#mark-hint").is_visible())
        self.press("Enter", "Escape", "Escape")
        self.assertFalse(Submission.objects.exists())

    def test_the_focus_comes_back(self):
        page = self.open_judging()
        self.press("1")
        focused = page.evaluate("document.activeElement.name")
        self.press("x", "ArrowDown", "Enter", "3")
        self.assertEqual(len(self.marks()), 1)
        self.assertEqual(page.evaluate("document.activeElement.name"), focused)


class ChineseKeyboardTests(MarkingCase):
    def test_sentences_blocks_and_lines_with_and_without_the_browser_s_help(self):
        expected = [
            "注意：本品不要与酒同服😀。",
            "孕妇禁用。",
            "停药三天即可。",
            "每日 2×5 mg，若 t>39 则就医。",
            "孕妇禁用。",
            "停药三天即可。",
            "药",
            "剂量",
            "阿司匹林 A|B",
            "100 mg",
            "如有不适",
            "请\xa0及时就医。",
        ]
        for lacks in (False, True):
            context = self.open_context(self.alice, language="zh-hans")
            if lacks:
                context.add_init_script("delete Intl.Segmenter")
            self.page = context.new_page()
            self.page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
            self.press("x", "Home")
            found = []
            for _ in expected:
                (chosen,) = self.drawn("chosen")
                found.append(chosen.replace("\n", ""))
                self.press("ArrowDown")
            with self.subTest(lacks=lacks):
                self.assertEqual(found, expected)
            self.press("Escape")
        self.assert_quiet()


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


class DraftTests(MarkingCase):
    def wait_for_draft(self, count: int) -> None:
        """Until the server has the marks; it has a second or two."""
        for _ in range(50):
            draft = Draft.objects.filter(assignment__rater__study=self.study).first()
            if draft and len(json.loads(draft.fields.get("spans") or "[]")) == count:
                return
            self.page.wait_for_timeout(100)
        self.fail("the marks were not stored")

    def test_marks_come_back_after_a_reload_and_on_another_device(self):
        page = self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.wait_for_draft(1)
        page.reload()
        page.locator("#verdict").wait_for()
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.open_judging(size="phone", language="zh-hans")
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.page.locator("[data-mark-start]:visible").first.tap()
        self.page.touchscreen.tap(*self.point_of("停药三天"))
        self.choose("outdated", "mild").tap()
        self.wait_for_draft(2)
        self.open_judging()
        self.assertEqual(self.drawn("mild"), ["停药三天即可。"])
        self.select("100 mg")
        self.choose("false", "moderate").click()
        self.page.locator("[data-marks-count]").get_by_text("3").wait_for()
        self.assertEqual(len(self.submit()), 3)

    def test_marks_of_a_draft_are_handed_in_at_their_places(self):
        self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.wait_for_draft(1)
        self.open_judging()
        (span,) = self.submit()
        self.assertEqual((span.start, span.quote), (ZH.rindex("孕妇禁用"), "孕妇禁用"))

    def test_a_mark_that_does_not_fit_is_said_and_can_be_removed(self):
        page = self.open_judging()
        wrong = [{"side": "left", "turn": 0, "start": 0, "end": 2, "quote": "別的"}]
        wrong[0] |= {"type": "false", "severity": "mild"}
        page.evaluate(
            "text => { document.querySelector('[name=spans]').value = text;"
            " document.dispatchEvent(new CustomEvent('judging:changed')); }",
            json.dumps(wrong),
        )
        for group in page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        page.locator("#verdict .go").click()
        page.get_by_text("Marked passage 1 does not fit its answer.").wait_for()
        self.assertEqual(page.locator("#verdict input:checked").count(), 5)
        page.locator(".marks summary").click()
        page.locator("#mark-list .missing:visible").wait_for()
        page.get_by_role("button", name="Remove").click()
        self.assertEqual(self.submit(), [])


class RevisionTests(MarkingCase):
    def test_a_judged_pair_opens_with_its_marks_and_takes_more(self):
        self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.submit()
        token = self.study.raters.get().assignments.get().token
        page = self.page
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/h/{token}/")
        page.locator("#verdict").wait_for()
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.select("阿司匹林", side="right")
        self.choose("false", "mild").click()
        page.locator(".reason input[type=radio]").first.check()
        page.locator("#verdict .go").click()
        page.locator("#verdict.revision").wait_for(state="detached")
        revised = Submission.objects.get(revision=2)
        marks = revised.marked_spans.order_by("pk").values_list("side", "start", "quote")
        place = ZH.rindex("孕妇禁用")
        self.assertEqual(
            list(marks), [("left", place, "孕妇禁用"), ("right", ZH.index("阿司"), "阿司匹林")]
        )
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))


class AccessibilityTests(MarkingCase):
    def test_palette_hint_and_list(self):
        for scheme in ("light", "dark"):
            for size in ("laptop", "phone"):
                page = self.open_judging(scheme=scheme, size=size)
                if size == "phone":
                    page.locator("[data-mark-start]:visible").first.tap()
                    page.touchscreen.tap(*self.point_of("孕妇禁用"))
                else:
                    self.select("孕妇禁用")
                    self.choose("dangerous", "severe").click()
                    page.locator(".marks summary").click()
                    self.press("x", "ArrowDown", "Enter")
                with self.subTest(scheme=scheme, size=size):
                    found = Axe().run(page).response["violations"]
                    serious = [
                        (rule["id"], [node["html"] for node in rule["nodes"]])
                        for rule in found
                        if rule["impact"] in {"serious", "critical"}
                    ]
                    self.assertEqual(serious, [])
        self.assert_quiet()

    def test_without_script_nothing_of_it_is_shown(self):
        page = self.open_judging(script=False)
        for part in ("#mark-palette", "#mark-hint", "[data-mark-start]", ".marks"):
            for place in page.locator(part).all():
                self.assertTrue(place.is_hidden())
