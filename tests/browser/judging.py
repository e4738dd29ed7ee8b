"""What tests of judging in a browser share: a study, a physician, their page."""

from typing import Any

from annotations.models import Judgment, Study
from tests import factories

from .base import PageTestCase


class JudgingCase(PageTestCase):
    study_fields: dict[str, Any] = {}
    single_turn, multi_turn = 3, 0

    def setUp(self) -> None:
        super().setUp()
        self.alice = factories.make_user(name="Alice")
        self.study: Study = factories.make_running_study(
            single_turn=self.single_turn,
            multi_turn=self.multi_turn,
            raters=[self.alice],
            raters_per_comparison=1,
            repeat_share=0,
            **self.study_fields,
        )

    def open_judging(self, **options: Any) -> Any:
        self.page = self.open_context(self.alice, **options).new_page()
        self.page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
        return self.page

    def wait_for_pair(self, number: int) -> None:
        self.page.locator(f"progress[value='{number - 1}']").wait_for(state="attached")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def choices(self) -> dict[str, str]:
        return dict(Judgment.objects.values_list("criterion__key", "choice"))
