"""What tests of marking share: answers to mark in, and how a hand marks."""

import json
from typing import Any

from annotations.models import MarkedSpan, Submission
from annotations.studies.lifecycle import start_study
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
