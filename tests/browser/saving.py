"""What the tests of saving share: a pair on one or two devices, and a server that misbehaves."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from annotations.models import Assignment, Draft, Submission

from .judging import JudgingCase

STATE = "#save-state[data-state={}]"
COMMENT = "#id_comment"
SUBMIT = "#verdict button.go:visible"
CHOICES = ("left", "tie", "right", "left", "tie")
FILLED = ("1", "2", "3", "1", "2")


class SavingCase(JudgingCase):
    def open_device(self, **options: Any) -> Any:
        """Another device of the same physician, with cookies of its own."""
        page = self.open_context(self.alice, **options).new_page()
        page.goto(self.judge_url)
        return page

    def open_tab(self, page: Any) -> Any:
        tab = page.context.new_page()
        tab.goto(self.judge_url)
        return tab

    @property
    def judge_url(self) -> str:
        return f"{self.live_server_url}/s/{self.study.public_id}/judge/"

    def fill(self, page: Any, comment: str = "") -> None:
        for key in FILLED:
            page.keyboard.press(key)
        if comment:
            self.write(page, comment)

    def write(self, page: Any, comment: str) -> None:
        page.locator(".remarks").evaluate("box => box.open = true")
        page.locator(COMMENT).fill(comment)

    def choose(self, page: Any, criterion: str, value: str) -> None:
        # Wherever it stands: on a small window the remarks may lie over it.
        page.locator(f"input[name={criterion}][value={value}]").evaluate("radio => radio.click()")

    def submit(self, page: Any) -> None:
        page.locator(SUBMIT).click()

    def wait_for_state(self, page: Any, state: str, **options: Any) -> None:
        page.locator(STATE.format(state)).wait_for(state="attached", **options)

    def pair_on(self, page: Any) -> int:
        return int(page.locator("progress").first.get_attribute("value")) + 1

    def wait_for_pair_on(self, page: Any, number: int) -> None:
        page.locator(f"progress[value='{number - 1}']").wait_for(state="attached")

    def wait_until(self, is_true: Callable[[], bool], page: Any, seconds: float = 20) -> None:
        for _ in range(int(seconds * 20)):
            if is_true():
                return
            page.wait_for_timeout(50)
        self.fail("it did not become true in time")

    def form(self, page: Any) -> dict[str, str]:
        """Everything that is filled in."""
        return page.evaluate(
            "() => Object.fromEntries([...new FormData(document.querySelector('#verdict'))]"
            ".filter(([name]) => !/csrf|key|active|report|cannot|reason/.test(name)))"
        )

    def draft(self) -> dict[str, str]:
        stored = Draft.objects.first()
        return stored.fields if stored else {}

    def only_submission(self) -> Submission:
        """The one judgment of the first pair."""
        return Submission.objects.get()

    def pair(self) -> Assignment:
        return Assignment.objects.get(rater__user=self.alice, state="open")

    def set_back(self, **span: float) -> None:
        """As if the pair had been given out that long ago."""
        pair = self.pair()
        Assignment.objects.filter(pk=pair.pk).update(claimed_at=pair.claimed_at - timedelta(**span))


def is_draft(url: str) -> bool:
    return re.search(r"/draft/$", url) is not None


def is_submit(url: str) -> bool:
    return re.search(r"/submit/$", url) is not None


class Held:
    """Requests of one kind, on their way and not yet there."""

    def __init__(self, page: Any, kind: Callable[[str], bool]) -> None:
        self.routes: list[Any] = []
        self.is_holding = True
        page.route(kind, self._take)

    def _take(self, route: Any) -> None:
        if self.is_holding:
            self.routes.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.is_holding = False
        for route in self.routes:
            route.continue_()
