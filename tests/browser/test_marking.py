"""A physician marks unsafe passages: by mouse, by keyboard, by touch, in at most three actions."""

from annotations.blinding.rendering import render_answer
from annotations.judging.marks import alignment
from annotations.models import Submission

from .marking import EN, ZH, MarkingCase


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
