"""How long until what is typed is acknowledged, and until another device has it.

    .venv/bin/python -m pytest -s tests/load/drafts.py

ROUNDS (default 50) sets how often. The second device loads its page again and again meanwhile.
"""

import os
import time
from statistics import median
from typing import Any

from tests.browser.saving import COMMENT, SavingCase

ROUNDS = int(os.environ.get("ROUNDS", "50"))
LONGEST_SECONDS = 2


class DraftTests(SavingCase):
    def test_a_draft_is_elsewhere_within_two_seconds(self):
        here = self.open_judging()
        there = self.open_context(self.alice).request
        self.write(here, "begun")
        self.wait_for_state(here, "saved")
        acknowledged, arrived = [], []
        for number in range(ROUNDS):
            began = time.monotonic()
            here.locator(COMMENT).fill(f"round {number}.")
            arrived.append(self.until(there, f"round {number}.", began))
            self.wait_for_state(here, "saved")
            acknowledged.append(time.monotonic() - began)
        self.report("acknowledged", acknowledged)
        self.report("on another device", arrived)
        self.assertLess(max(arrived + acknowledged), LONGEST_SECONDS)

    def until(self, device: Any, text: str, began: float) -> float:
        while text not in device.get(self.judge_url).text():
            self.assertLess(time.monotonic() - began, 30)
        return time.monotonic() - began

    def report(self, what: str, seconds: list[float]) -> None:
        print(f"\n{what}: median {median(seconds):.2f} s, most {max(seconds):.2f} s of {ROUNDS}")
