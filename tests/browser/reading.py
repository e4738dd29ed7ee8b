"""Pairs with texts of real length, and what a page says about how they are laid out."""

from typing import Any

from annotations.models import Study, System, User
from annotations.studies.lifecycle import start_study
from tests import factories

from .base import PageTestCase

CHINESE = (
    "餐后上腹胀痛、反酸并伴夜间痛醒，应首先考虑消化性溃疡；近一周出现黑便，提示可能存在上消化道出血，"
    "不建议只在家吃药观察，请尽快到消化内科就诊，并告诉医生您对青霉素过敏。"
)
ENGLISH = (
    "Burning pain after meals that wakes you at night suggests a peptic ulcer, and black stools "
    "may mean bleeding, so please see a gastroenterologist within a day or two and tell them "
    "that you are allergic to penicillin."
)
LEFT, RIGHT = "#side-left", "#side-right"
QUESTIONS = ("我吃完饭上腹胀痛两个月了，可以先吃药观察吗？", "胃镜前还能吃铝碳酸镁吗？")


def long_text(sentence: str, length: int, number: int = 0) -> str:
    """Paragraphs of a sentence, at least so long; the number makes each text its own."""
    paragraphs = [f"{number}. {sentence}"]
    while sum(map(len, paragraphs)) < length:
        paragraphs.append(sentence)
    return "\n\n".join(paragraphs)


def talk(length: int, *questions: str, number: int = 0) -> tuple[str, ...]:
    """Questions, each followed by an answer of so many characters."""
    return tuple(
        text
        for index, question in enumerate(questions)
        for text in (question, long_text(CHINESE, length, 10 * number + index))
    )


class ReadingCase(PageTestCase):
    """Alice reads; each test makes the pair that it needs."""

    def setUp(self) -> None:
        super().setUp()
        self.alice: User = factories.make_user(name="Alice")
        self.study: Study = factories.make_study(
            raters=[self.alice], raters_per_comparison=1, repeat_share=0
        )
        self.systems: list[System] = list(self.study.systems.order_by("position"))

    def add_pair(self, left: Any, right: Any, **fields: Any) -> None:
        texts = [(side,) if isinstance(side, str) else side for side in (left, right)]
        kind = "multi_turn" if len(texts[0]) > 1 else "single_turn"
        item = factories.make_item(self.study, kind=kind, **{"language": "zh-hans"} | fields)
        for system, own in zip(self.systems, texts, strict=True):
            factories.make_response(item, system, *own)

    def start(self) -> None:
        self.study = start_study(study=self.study, by=None)

    def open_judging(self, **options: Any) -> Any:
        self.page = self.open_context(self.alice, **options).new_page()
        return self.load()

    def load(self) -> Any:
        self.page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
        return self.page

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def set_size(self, size: int) -> None:
        self.page.evaluate("size => (document.documentElement.dataset.size = size)", size)
        self.settle()

    def settle(self) -> None:
        """Two frames: scroll events of the first have been answered by the second."""
        self.page.evaluate(
            "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
        )

    def scroll(self, selector: str, top: int) -> int:
        self.page.evaluate(
            "([one, top]) => { document.querySelector(one).scrollTop = top; }", [selector, top]
        )
        self.settle()
        return self.at(selector)

    def at(self, selector: str) -> int:
        return round(self.page.locator(selector).evaluate("box => box.scrollTop"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def top_of(self, selector: str) -> float:
        return self.page.evaluate(
            "one => document.querySelector(one).getBoundingClientRect().top", selector
        )

    def assert_fits(self) -> None:
        """Nothing is wider than the page, and no block of text is cut by its own box."""
        found = self.page.evaluate(CUT)
        self.assertEqual(found, [])


# Blocks whose text is wider than what shows it and cannot be scrolled to.
CUT = """() => {
  const root = document.documentElement;
  const wide = root.scrollWidth > innerWidth + 1 ? [`page of ${root.scrollWidth}`] : [];
  const meant = ".visually-hidden, .gist, .title, .chip, .person, .direction, .scroll, math";
  const cut = [...document.querySelectorAll("body *")].filter((one) => {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest(meant)) return false;
    const { overflowX, clipPath } = getComputedStyle(one);
    if (clipPath !== "none") return false;
    return ["hidden", "clip"].includes(overflowX) && one.scrollWidth > one.clientWidth + 1;
  });
  return [...wide, ...cut.map((one) => `${one.tagName}.${one.className}`)];
}"""

# The most characters that a line of text has, in every block of the answers and the question.
LONGEST_LINE = """selector => {
  let longest = 0;
  for (const block of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let line = null, count = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      for (let at = 0; at < node.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const [box] = range.getClientRects();
        if (!box || !box.width) continue;
        if (line === null || Math.abs(box.bottom - line) > box.height / 2) count = 0;
        line = box.bottom;
        count += 1;
        longest = Math.max(longest, count);
      }
  }
  return longest;
}"""
