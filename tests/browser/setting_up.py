"""A researcher sets up a multi-turn study by clicking: the steps, one method each."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.test import override_settings
from django.utils.translation import gettext, override

from annotations.models import Study, Submission
from annotations.studies.researchers import create_researcher
from tests.browser.base import PageTestCase
from tests.fake_provider import FakeProvider, LoggedRequest
from tests.fake_provider.behaviours import Behaviour, ok
from tests.generating import responses_of, run

TITLES = {"en": "Advice for chronic complaints", "zh-hans": "慢性病咨询建议对比"}
CASES = {
    "en": (
        "A 52-year-old woman, heartburn after meals for two months, smokes.",
        "A 34-year-old teacher, tension headache three times a week since spring.",
    ),
    "zh-hans": (
        "52 岁女性，餐后烧心两个月，吸烟。",
        "34 岁教师，入春以来每周三次紧张性头痛。",
    ),
}
SAID = {
    "patient": {
        "en": "It has bothered me for weeks. What can I do about it myself?",
        "zh-hans": "我已经难受好几个星期了，自己能做些什么吗？",
    },
    "model-one": {
        "en": "Let us go through it in order.\n\n1. Keep a diary of when it comes.\n2. Change one "
        "habit at a time.\n3. See your doctor if it gets worse.",
        "zh-hans": "我们按顺序来：\n\n1. 记录症状出现的时间；\n2. 每次只调整一个生活习惯；\n"
        "3. 若加重请及时就诊。",
    },
    "model-two": {
        "en": "This sounds tiresome. Most often it is harmless, and rest, regular meals and a "
        "little exercise help. Is there anything that makes it worse?",
        "zh-hans": "听起来很困扰您。多数情况并不严重，休息、规律饮食和适度活动会有帮助。"
        "有什么情况会让它加重吗？",
    },
}
PEOPLE = {
    "en": "Wang Fang\nLi Na\nChen Jie",
    "zh-hans": "王芳\n李娜\n陈杰",
}


class SettingUp(PageTestCase):
    """What every page is asked along the way: no complaint, nothing serious from axe."""

    language: str
    page: Any
    study: Study

    def setUp(self) -> None:
        super().setUp()
        self.rosa = create_researcher(
            email="rosa@example.org", password="correct horse 7", name="Rosa", by=None
        )
        stack = self.enterContext(ExitStack())
        self.provider = stack.enter_context(FakeProvider())
        self.provider.choose = self.answer
        stack.enter_context(override_settings(PRIVATE_ENDPOINTS=[self.provider.address]))

    def answer(self, request: LoggedRequest) -> Behaviour:
        return ok(SAID[request.body["model"]][self.language])

    def shown(self, name: str) -> None:
        """A page has been reached; pictures of the manual are taken here."""
        self.assert_accessible(self.page)

    def text(self, message: str, **values: Any) -> str:
        with override(self.language):
            return gettext(message) % values if values else gettext(message)

    def press(self, message: str, **values: Any) -> None:
        name = self.text(message, **values)
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, message: str, **values: Any) -> None:
        name = self.text(message, **values)
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def tab(self, key: str) -> None:
        self.page.locator(f"nav.tabs a[href$='/{key}/']").click()

    def fill(self, message: str, value: str) -> None:
        self.page.get_by_label(self.text(message), exact=True).first.fill(value)

    def heading(self, message: str) -> None:
        name = self.text(message)
        self.page.get_by_role("heading", name=name, exact=True).first.wait_for()
        # Its scripts too: what is typed before them is not listened to.
        self.page.wait_for_load_state("load")

    def way(self) -> tuple[Callable[[], None], ...]:
        """The steps in their order."""
        return (
            self.make_the_draft,
            self.plan,
            self.import_items,
            self.add_systems,
            self.look_at_criteria,
            self.invite,
            self.generate,
            self.preview,
            self.start,
            self.watch,
            self.pause,
        )

    def make_the_draft(self) -> None:
        self.page.goto(f"{self.live_server_url}/studies/")
        self.shown("studies-empty")
        self.follow("New study")
        self.page.get_by_label(self.text("HuatuoEval multi-turn")).check()
        self.fill("Title in English", TITLES["en"])
        self.fill("Title in Chinese", TITLES["zh-hans"])
        self.shown("new-study")
        self.press("Make the draft")
        self.heading("Plan")
        self.study = Study.objects.latest("pk")

    def plan(self) -> None:
        self.page.locator("#meant").wait_for()
        before = self.page.locator("#meant").inner_text()
        self.fill("Items expected", "2")
        self.page.wait_for_function(
            "before => document.querySelector('#meant').innerText !== before", arg=before
        )
        self.shown("plan")
        self.press("Store and continue: %(step)s", step=self.text("Items"))

    def import_items(self) -> None:
        self.heading("Items")
        rows = [
            {"external_id": f"case-{n}", "kind": "multi_turn", "language": self.language, "case": c}
            for n, c in enumerate(CASES[self.language], start=1)
        ]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        file = {"name": "cases.jsonl", "mimeType": "application/json", "buffer": lines.encode()}
        self.page.locator("input[type=file]").set_input_files(file)
        self.press("Look into the file")
        self.shown("items-file")
        self.page.locator("form[action$='/import/'] .button.go").click()
        self.page.locator("a.button.go", has_text=self.text("Systems")).click()

    def add_systems(self) -> None:
        self.heading("Systems")
        for number in ("One", "Two"):
            self.follow("Add an endpoint")
            self.fill("Name", f"Server {number.lower()}")
            self.fill("Base URL", self.provider.url)
            self.fill("Key (optional)", "sk-test")
            self.press("Save")
            self.heading("Systems")
        for number in ("One", "Two"):
            self.follow("Add a system")
            self.fill("Name", f"Model {number}")
            self.choose_endpoint(number, f"model-{number.lower()}")
        self.follow("Choose a model for the patient")
        self.choose_endpoint("One", "patient")
        self.shown("systems")
        self.page.locator("a.button.go", has_text=self.text("Criteria")).click()

    def choose_endpoint(self, number: str, model: str) -> None:
        self.page.locator("[name=endpoint]").select_option(label=f"Server {number.lower()}")
        self.page.locator("[name=model_name]").fill(model)
        self.press("Save")
        self.heading("Systems")

    def look_at_criteria(self) -> None:
        self.heading("Criteria")
        self.shown("criteria")
        self.press("Store and continue: %(step)s", step=self.text("Raters"))

    def invite(self) -> None:
        self.heading("Raters")
        self.shown("setup-raters")
        self.follow("Invite and see raters")
        self.page.get_by_text(self.text("Many at once, by a list"), exact=True).click()
        self.page.locator("[name$=people]").fill(PEOPLE[self.language])
        self.press("Make the links")
        self.page.locator("#letters").wait_for()
        self.shown("invited")

    def generate(self) -> None:
        """The worker's part is done here and now: tests have no worker of their own."""
        self.tab("generation")
        self.press("Generate the answers")
        self.shown("generation-waiting")
        for response in responses_of(self.study):
            run(response)
        # The page looks again by itself.
        self.heading("All answers are there")
        self.shown("generation")

    def preview(self) -> None:
        self.tab("setup")
        self.page.locator(".steps a[href$='/preview/']").click()
        frame = self.page.frame_locator(".phone iframe")
        frame.locator("#verdict").wait_for()
        self.shown("preview")
        with self.page.context.expect_page() as opened:
            self.follow("Open in English" if self.language == "en" else "Open in Chinese")
        self.judge_without_a_trace(opened.value)

    def judge_without_a_trace(self, page: Any) -> None:
        page.wait_for_load_state()
        for _ in range(5):
            page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.locator("#assignment.fresh").wait_for()
        self.assert_accessible(page)
        page.close()
        self.assertFalse(Submission.objects.exists())

    def start(self) -> None:
        self.follow("Continue: %(step)s", step=self.text("Start"))
        self.heading("What the start fixes")
        self.shown("start")
        self.page.get_by_label(self.text("I have read this and mean it")).check()
        self.press("Start the study")
        self.page.locator(".next-step").wait_for()
        self.shown("running")

    def watch(self) -> None:
        self.tab("monitor")
        self.page.locator("#monitor").wait_for()
        self.shown("monitor")

    def pause(self) -> None:
        self.page.locator("nav.tabs a").first.click()
        self.page.locator("#act-pause > summary").click()
        self.page.locator("#act-pause button").click()
        self.page.get_by_text(
            self.text("The study is paused: raters get no new pairs."), exact=True
        ).wait_for()
        self.shown("paused")
