"""A researcher brings in a file in Chromium: in both languages, on a laptop and on a phone."""

import os
import tempfile
from pathlib import Path
from typing import Any

from annotations.models import Item, Response
from tests import factories
from tests.browser.base import PageTestCase
from tests.unit.datasets.files import workbook

# Where to leave pictures, for somebody who wants to look.
PICTURES = os.environ.get("PICTURES")
TABLE = (
    ("题号", "题目", "科室", "secret-alpha", "secret-beta"),
    ("1", "头痛三天，伴有恶心，应该做什么检查？需要住院吗？", "神经内科", "先休息。", "请就医。"),
    ("2", "孩子发烧39℃，能吃布洛芬吗？", "儿科", "可以。", "请看说明书。"),
    ("3", "", "内科", "多喝水。", "观察。"),
    ("5", "患者李小明，男，45岁，电话13812345678，胸痛三小时。", "内科", "观察。", "立即就医。"),
    ("4", "母亲，72岁，夜间咳嗽两周，要紧吗？", "呼吸内科", "要紧。", "建议检查。"),
)


class FilesBrowserTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.study = factories.make_study(slug="pilot")
        self.rosa = factories.add_researcher(self.study)
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "题目.xlsx").write_bytes(workbook(*TABLE))

    def picture(self, page: Any, name: str) -> None:
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)

    def assert_fits(self, page: Any) -> None:
        """Nothing but a table in its own box is wider than the screen."""
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        self.assertLessEqual(wide, 0)

    def go(self, size: str, language: str, *, script: bool = True) -> Any:
        page = self.open_context(self.rosa, size=size, language=language, script=script).new_page()
        page.goto(f"{self.live_server_url}/studies/pilot/setup/items/")
        return page

    def send(self, page: Any, button: str) -> None:
        page.set_input_files("input[type=file]", self.folder / "题目.xlsx")
        page.get_by_role("button", name=button).click()
        page.wait_for_url("**/files/**")

    def test_a_laptop_in_chinese_from_the_empty_study_to_the_answers(self):
        page = self.go("laptop", "zh-hans")
        self.picture(page, "items-empty-zh-laptop")
        self.assert_accessible(page)
        self.send(page, "查看文件")
        self.picture(page, "file-zh-laptop")
        self.assert_accessible(page)
        self.assertTrue(page.get_by_text("1 行有误；尚未导入").is_visible())
        with page.expect_download() as download:
            page.get_by_role("link", name="下载有误的行以便修改").click()
        self.assertEqual(download.value.suggested_filename, "题目-bad-rows.xlsx")
        page.get_by_role("button", name="只导入正确的行").click()
        page.get_by_text("这些是哪个被测模型的回答？").wait_for()
        self.picture(page, "file-answers-zh-laptop")
        page.get_by_label("哪个被测模型的回答", exact=True).select_option("secret-alpha")
        page.get_by_role("button", name="重新读取文件").click()
        page.get_by_text("secret-alpha 的新回答").wait_for()
        page.get_by_role("button", name="只导入正确的行").click()
        page.get_by_text("研究中已有的内容").wait_for()
        self.picture(page, "items-zh-laptop")
        self.assert_accessible(page)
        self.assertEqual((Item.objects.count(), Response.objects.count()), (4, 4))
        page.get_by_role("link", name="4", exact=True).click()
        page.get_by_role("heading", name="secret-alpha").wait_for()
        self.picture(page, "item-zh-laptop")
        self.assert_quiet()

    def test_a_phone_without_script(self):
        page = self.go("phone", "en", script=False)
        self.picture(page, "items-empty-en-phone")
        self.send(page, "Look into the file")
        self.picture(page, "file-en-phone")
        page.get_by_role("button", name="Import the good ones").click()
        page.get_by_text("Whose answers are these?").wait_for()
        page.get_by_role("button", name="Throw this file away").click()
        page.get_by_text("What the study holds").wait_for()
        self.picture(page, "items-en-phone")
        self.assertEqual(Item.objects.count(), 4)
        page.get_by_label("Choose 4").check()
        page.get_by_role("button", name="Remove the ticked items").click()
        page.get_by_text("1 item is removed.").wait_for()
        self.assertEqual(Item.objects.count(), 3)
        self.assert_quiet()

    def test_nothing_is_wider_than_a_phone(self):
        page = self.go("phone", "en")
        self.assert_fits(page)
        self.send(page, "Look into the file")
        self.assert_fits(page)
        self.picture(page, "file-script-en-phone")
        page.get_by_role("button", name="Import the good ones").click()
        page.goto(f"{self.live_server_url}/studies/pilot/setup/items/")
        self.assert_fits(page)
        self.assert_quiet()
