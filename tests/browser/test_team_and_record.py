"""The pages around a running study: its team, a program's key, the record, leaks, the blinding."""

from typing import Any

from django.urls import reverse

from annotations.models import ApiToken, LeakHit
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from tests.browser.base import PageTestCase
from tests.factories import make_user
from tests.integration.comparisons.test_leaks import make_leaking_study

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class TeamAndRecordTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.rosa = make_user(name="Rosa")
        study = make_leaking_study(reviews_leaks=True)
        study.members.create(user=self.rosa, role="administrator")
        self.study = start_study(study=study, by=self.rosa)

    def open(self, page: Any, name: str) -> None:
        """An address of the study, or one of the person's own."""
        own = name.startswith("account:")
        path = reverse(name if own else f"researcher:{name}", args=() if own else [self.study.slug])
        page.goto(self.live_server_url + path)
        self.check(page)

    def check(self, page: Any) -> None:
        self.assert_accessible(page)
        self.assertEqual(page.evaluate(WIDER), 0)

    def test_in_english_at_a_desk(self):
        page = self.open_context(self.rosa).new_page()
        self.open(page, "members")
        page.get_by_label("E-mail").fill("new@example.org")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("heading", name="A link for new@example.org").wait_for()
        self.check(page)
        self.open(page, "account:tokens")
        page.get_by_label("Name").fill("my notebook")
        page.get_by_role("button", name="Make the token").click()
        page.get_by_role("heading", name="The token “my notebook”").wait_for()
        self.check(page)
        self.assertEqual(ApiToken.objects.get().user, self.rosa)
        self.open(page, "record")
        page.get_by_text("Note a deviation").click()
        page.get_by_label("What was otherwise than planned").fill("A tablet broke.")
        page.get_by_role("button", name="Record it", exact=True).click()
        page.get_by_text("The deviation is recorded.").wait_for()
        self.check(page)
        self.assert_quiet()

    def test_in_chinese_on_a_phone(self):
        context = self.open_context(self.rosa, language="zh-hans", size="phone")
        page = context.new_page()
        self.open(page, "leaks")
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="遮盖", exact=True).click()
        page.get_by_role("status").or_(page.locator(".notice")).first.wait_for()
        self.check(page)
        self.assertEqual(LeakHit.objects.filter(decision="masked").count(), 1)
        freeze_study(study=self.study, by=self.rosa)
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")
        for name in ("blinding", "record", "members", "account:tokens"):
            self.open(page, name)
        self.assert_quiet()
