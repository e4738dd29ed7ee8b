"""Ids and tokens of four studies swapped, over every address of pages and API.

REQUESTS=10000 .venv/bin/python -m pytest -s tests/load/swapped_ids.py
"""

import os
import time

from tests.swapped import SwappedIds

REQUESTS = int(os.environ.get("REQUESTS", "10000"))


class SwappedIdsTests(SwappedIds):
    def test_many(self):
        began = time.monotonic()
        answers = self.ask_for_others(REQUESTS, seed=2)
        seconds = time.monotonic() - began
        print(f"\n{REQUESTS} requests, {len(self.routes)} routes, {seconds:.0f} s: {dict(answers)}")
