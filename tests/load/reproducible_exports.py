"""Bundles of one frozen study, made a hundred times as if on three machines: identical bytes.

    .venv/bin/python -m pytest -q -s tests/load/reproducible_exports.py

EXPORTS (default 100) processes, two at a time, in three time zones, three locales and with other
hash seeds; the bundle then checks itself.
"""

import os
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.base import LedgerTransactionTestCase
from tests.bundles import rich_study, unpacked
from tests.processes import MACHINES, exported

EXPORTS = int(os.environ.get("EXPORTS", "100"))


class ReproducibleTests(LedgerTransactionTestCase):
    def test_every_export_has_the_same_bytes(self):
        study = rich_study(single_turn=12, multi_turn=4)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

        def export(number: int) -> str:
            machine = MACHINES[number % len(MACHINES)]
            return exported(study.slug, folder / f"{number}.zip", machine)

        with ThreadPoolExecutor(2) as pool:
            hashes = Counter(pool.map(export, range(EXPORTS)))
        print(f"\n{EXPORTS} exports, {len(hashes)} different: {dict(hashes)}")
        self.assertEqual(len(hashes), 1)
        with unpacked((folder / "0.zip").read_bytes()) as bundle:
            found = bundle.verify()
        print(found.stdout.splitlines()[-1])
        self.assertEqual(found.returncode, 0)
