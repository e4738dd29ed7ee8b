"""A physician comes in, reads, agrees, changes the device, and goes again."""

import time
from typing import Any

from annotations.entrance.guidance import publish_guidance
from annotations.entrance.invitations import make_group_link, make_personal_link
from annotations.models import Draft, Study, StudyRater, Submission, User
from tests import factories

from .base import PageTestCase

KEPT = """() => {
    const kept = [...Object.entries(localStorage), ...Object.entries(sessionStorage)];
    return kept.map(entry => entry.join("=")).join("\\n");
}"""


class EntranceCase(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.study: Study = factories.make_running_study(
            single_turn=3, raters_per_comparison=1, repeat_share=0
        )
        for purpose in ("consent", "guideline"):
            self.publish(purpose, f"# {purpose}\n\nThe first version.")
        self.rater: StudyRater = factories.add_rater(self.study, factories.make_user(name="王医生"))

    def publish(self, purpose: str, text: str) -> None:
        publish_guidance(study=self.study, purpose=purpose, text=factories.both(text), by=None)
        self.study.refresh_from_db()

    def personal_link(self) -> str:
        return self.address(make_personal_link(rater=self.rater, by=None).token)

    def group_link(self, uses: int = 3) -> str:
        made = make_group_link(study=self.study, name="Ward", use_limit=uses, by=None)
        return self.address(made.token)

    def address(self, token: str) -> str:
        return f"{self.live_server_url}/join/{token}/"

    def come_in(self, page: Any) -> None:
        """From the link to the first pair, in English."""
        page.goto(self.personal_link())
        page.get_by_role("button", name="Sign in").click()
        self.agree(page)

    def agree(self, page: Any) -> None:
        page.get_by_label("I have read this and agree to take part").check()
        page.get_by_role("button", name="Agree and begin").click()
        page.get_by_role("button", name="Skip for now").click()
        page.locator("#verdict").wait_for()

    def open_page(self, **options: Any) -> Any:
        return self.open_context(None, **options).new_page()

    def signed_in_page(self, **options: Any) -> Any:
        factories.accept_all(self.rater)
        page = self.open_context(self.rater.user, **options).new_page()
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
        page.locator("#verdict").wait_for()
        return page

    def wait_for_draft(self) -> None:
        for _ in range(50):
            if Draft.objects.exists():
                return
            time.sleep(0.1)
        self.fail("no draft was kept")


class JoiningTests(EntranceCase):
    def test_by_link_on_a_phone_in_chinese_to_the_first_pair(self):
        page = self.open_page(size="phone", language="zh-hans")
        page.goto(self.personal_link())
        page.get_by_role("button", name="登录").tap()
        page.get_by_text("The first version.（中）").first.wait_for()
        page.get_by_label("我已阅读以上内容，并同意参加").check()
        page.get_by_role("button", name="同意并开始").tap()
        page.get_by_label("专业", exact=True).fill("心内科")
        page.get_by_role("button", name="保存").tap()
        page.locator("#verdict").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(wide, 390)
        self.assert_quiet()

    def test_two_steps_without_script_too(self):
        page = self.open_page(script=False)
        self.come_in(page)
        self.assert_quiet()

    def test_a_group_link_asks_for_a_name(self):
        page = self.open_page(size="phone")
        page.goto(self.group_link())
        page.get_by_label("Your name").fill("Dr. Li")
        page.get_by_role("button", name="Take part").tap()
        self.agree(page)
        self.assertEqual(self.study.raters.get(user__name="Dr. Li").consent_accepted, 1)
        self.assert_quiet()

    def test_a_double_click_on_the_button_signs_in(self):
        page = self.open_page()
        page.goto(self.group_link())
        page.get_by_label("Your name").fill("Dr. Li")
        page.get_by_role("button", name="Take part").dblclick()
        page.get_by_role("button", name="Agree and begin").wait_for()
        self.assertEqual(User.objects.filter(name="Dr. Li").count(), 1)

    def test_a_second_device_by_code_has_the_same_half_filled_pair(self):
        desk = self.signed_in_page()
        desk.keyboard.press("1")
        token = desk.locator("#verdict").get_attribute("data-token")
        self.wait_for_draft()
        desk.goto(f"{self.live_server_url}/device/")
        desk.get_by_role("button", name="Show a code").click()
        code = desk.locator("strong.code").inner_text()
        phone = self.open_page(size="phone")
        phone.goto(f"{self.live_server_url}/code/")
        phone.get_by_label("Code").fill(code.lower().replace("-", " "))
        phone.get_by_role("button", name="Sign in").tap()
        phone.get_by_role("link", name="Begin").tap()
        phone.locator("#verdict").wait_for()
        self.assertEqual(phone.locator("#verdict").get_attribute("data-token"), token)
        self.assertTrue(phone.locator("input[name=overall][value=left]").is_checked())
        self.assert_quiet()


class GuidelineTests(EntranceCase):
    def test_one_key_away_and_back_with_everything_typed(self):
        page = self.signed_in_page()
        for key in ("1", "2", "m"):
            page.keyboard.press(key)
        page.keyboard.type("half a remark g 1")
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        dialog = page.locator("#guideline")
        dialog.get_by_text("The first version.").wait_for()
        page.keyboard.press("3")  # nothing below is chosen meanwhile
        page.keyboard.press("Escape")
        self.assertFalse(dialog.is_visible())
        page.keyboard.press("g")
        self.assertTrue(dialog.is_visible())
        page.keyboard.press("g")
        self.assertFalse(dialog.is_visible())
        self.assertEqual(page.locator("#id_comment").input_value(), "half a remark g 1")
        chosen = page.locator("#verdict .criterion input:checked")
        self.assertEqual([one.get_attribute("value") for one in chosen.all()], ["left", "tie"])
        self.assert_quiet()

    def test_by_touch_on_a_phone(self):
        page = self.signed_in_page(size="phone", language="zh-hans")
        page.locator("[data-panel=tools] summary").tap()
        page.locator("[data-opens=guideline]").tap()
        page.locator("#guideline").get_by_text("The first version.").wait_for()
        page.get_by_role("button", name="关闭").tap()
        self.assertFalse(page.locator("#guideline").is_visible())

    def test_when_it_cannot_be_loaded_the_dialog_says_so_and_the_next_time_it_can(self):
        page = self.signed_in_page()
        page.context.set_offline(True)
        page.keyboard.press("g")
        page.get_by_text("The guideline cannot be loaded at this moment.").wait_for()
        page.keyboard.press("Escape")
        page.context.set_offline(False)
        page.keyboard.press("g")
        page.locator("#guideline").get_by_text("The first version.").wait_for()
        self.assertTrue(page.locator("#guideline [role=alert]").is_hidden())

    def test_a_new_version_is_acknowledged_before_the_next_pair(self):
        page = self.signed_in_page()
        self.publish("guideline", "# guideline\n\nThe second version.")
        for key in ("1", "1", "1", "1", "1", "Enter"):
            page.keyboard.press(key)
        page.get_by_text("What is new since you last read it").wait_for()
        self.assertEqual(Submission.objects.get().guideline_version, 1)
        self.assertFalse(page.get_by_label("I have read this and agree").count())
        page.get_by_role("button", name="I have read it; go on").click()
        page.locator("#verdict").wait_for()
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.guideline_accepted, 2)
        self.assert_quiet()


class LeavingTests(EntranceCase):
    def test_a_withdrawal_ends_the_judging(self):
        page = self.signed_in_page()
        held = page.locator("#verdict").get_attribute("data-token")
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/")
        page.get_by_role("link", name="Withdraw my consent").click()
        page.get_by_role("button", name="Withdraw my consent").click()
        page.get_by_text("Your consent is withdrawn.").wait_for()
        self.assertEqual(self.rater.assignments.get(token=held).state, "expired")
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
        page.get_by_role("button", name="Agree and begin").wait_for()

    def test_nothing_of_a_pair_is_left_after_signing_out(self):
        page = self.signed_in_page()
        answer = page.locator(".answer").first.inner_text()
        page.keyboard.press("m")
        page.keyboard.type("a remark about this patient")
        page.keyboard.press("Escape")
        page.locator(".menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_text("You are signed out").first.wait_for()
        self.assertEqual(page.evaluate(KEPT), "")
        self.assertEqual(page.evaluate("indexedDB.databases().then(all => all.length)"), 0)
        self.assertEqual(page.evaluate("caches.keys().then(keys => keys.length)"), 0)
        page.go_back()
        page.get_by_role("heading", name="Sign in").wait_for()
        for text in (answer, "a remark about this patient"):
            self.assertNotIn(text, page.content())

    def test_the_language_switch_keeps_what_was_chosen(self):
        page = self.signed_in_page()
        page.keyboard.press("1")
        self.wait_for_draft()
        page.get_by_role("button", name="中文").click()
        page.get_by_role("button", name="提交并继续").wait_for()
        self.assertTrue(page.locator("input[name=overall][value=left]").is_checked())
