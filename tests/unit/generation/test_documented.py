"""docs/generation.md tells every failure, and whether it is tried again."""

import re
from pathlib import Path
from unittest import TestCase

from annotations.generation.failures import Failure
from tests.fake_provider.faults import RETRYABLE, TERMINAL

DOCUMENT = Path(__file__).parents[3] / "docs" / "generation.md"
ROW = re.compile(r"^\| `(\w+)` \| (retried|given up|waits) \|", re.MULTILINE)


class DocumentedTests(TestCase):
    def test_every_failure_is_told_once(self):
        codes = [code for code, _ in ROW.findall(DOCUMENT.read_text(encoding="utf-8"))]
        self.assertEqual(sorted(codes), sorted(Failure.values))

    def test_what_is_said_to_be_retried_is(self):
        told = dict(ROW.findall(DOCUMENT.read_text(encoding="utf-8")))
        for _, code in RETRYABLE.values():
            self.assertEqual(told[code], "retried", code)
        for name, (_, code) in TERMINAL.items():
            if name != "201":  # told in its row as the exception
                self.assertEqual(told[code], "given up", code)
