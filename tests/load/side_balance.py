"""Which system stood left, over 10,000 slots drawn, and over slots really given.

    .venv/bin/python -m pytest -q -s tests/load/side_balance.py

COMPARISONS (default 2,500) with four raters each: as drawn, given out as a fixed panel, and as an
open pool. In a pool a rater who comes and goes decides what is left for the others: per rater it is
reported. What is drawn alone takes a minute (-k drawn).
The small size of it: tests/integration/assignment/test_side_balance.py.
"""

import os

from tests.base import LedgerTransactionTestCase
from tests.side_balance import balance_of, drawn_balance_of, given_out, started

COMPARISONS = int(os.environ.get("COMPARISONS", "2500"))


class SideBalanceTests(LedgerTransactionTestCase):
    def test_drawn(self):
        study = started(COMPARISONS, panel="fixed")
        self.report("drawn", drawn_balance_of(study), per_rater=1)

    def test_panel(self):
        self.report("panel", balance_of(given_out(COMPARISONS, panel="fixed")), per_rater=1)

    def test_open_pool(self):
        self.report("open pool", balance_of(given_out(COMPARISONS, panel="open")))

    def report(self, name: str, found, per_rater: int | None = None) -> None:
        print(f"\n{name}: {found}")
        found.check(self, per_rater=per_rater)
