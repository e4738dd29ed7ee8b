"""The bundle of a study with 105,000 judgments: how long, how large, and how much memory.

    .venv/bin/python -m pytest -q -s tests/load/bundle_at_scale.py

COMPARISONS (default 7,000, three raters each, five criteria) sets the size.
"""

import os
import tempfile
import time
from pathlib import Path

from django.db import connections, transaction

from annotations.models import Judgment
from tests.base import LedgerTransactionTestCase
from tests.load.results_at_scale import judged_study
from tests.processes import MACHINES, start_export
from tests.results import unblind

LIMIT_MEGABYTES = 512


class ScaleTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def test_a_large_bundle_in_little_memory(self):
        with transaction.atomic():
            judged = judged_study()
        study = unblind(judged)
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        rows = Judgment.objects.filter(submission__study=study).count()
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        started = time.perf_counter()
        process = start_export(study.slug, folder / "bundle.zip", MACHINES[2])
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        with process.stderr as errors:
            self.assertEqual(process.returncode, 0, errors.read().decode())
        size = (folder / "bundle.zip").stat().st_size / 1e6
        seconds, peak = time.perf_counter() - started, usage.ru_maxrss // 1024
        print(f"\n{rows} judgments: {seconds:.1f} s, {size:.0f} MB, peak memory {peak} MB")
        self.assertLessEqual(peak, LIMIT_MEGABYTES)
