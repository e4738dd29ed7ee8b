"""The whole report from the tables of a study: how long, and how much memory.

    .venv/bin/python -m pytest -s tests/load/report_at_scale.py

5 systems, 5 criteria, 3 experts a pair, 1,000 rounds. JUDGMENTS (default 20,000) are rows per
criterion; a million takes a quarter of an hour to set up.
"""

import os
import resource
import time

from django.db import connections

from annotations.analysis.judged import judged
from annotations.analysis.raw import read_raw
from annotations.analysis.report import Filters, compute
from tests.base import LedgerTransactionTestCase
from tests.planted import Size, Truth, planted_study

JUDGMENTS = int(os.environ.get("JUDGMENTS", "20000"))
CRITERIA = ("overall", "professionalism", "accuracy", "richness", "humanistic_care")
STRENGTHS = (0.4, 0.2, 0.0, -0.2, -0.4)
PAIRS, PER_PAIR, ROUNDS = 10, 3, 1000


class ReportAtScaleTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def test_report(self):
        items = max(1, JUDGMENTS // (len(CRITERIA) * PAIRS * PER_PAIR))
        size = Size(items=items, raters=50, per_comparison=PER_PAIR, criteria=CRITERIA)
        study = planted_study(Truth(strengths=STRENGTHS), size).study
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does on a running site
        compute(study, judged(read_raw(study)), Filters(), 10)  # imports and first calls
        before = peak_megabytes()
        started, worked = time.perf_counter(), time.process_time()
        rows = judged(read_raw(study))
        read, read_work = time.perf_counter() - started, time.process_time() - worked
        compute(study, rows, Filters(), ROUNDS)
        total, work = time.perf_counter() - started, time.process_time() - worked
        print(
            f"\n{int(rows.in_time.sum()) * len(CRITERIA):,} judgments: read in {read:.2f} s"
            f" ({read_work:.2f} s of work), all in {total:.2f} s ({work:.2f} s of work),"
            f" {peak_megabytes() - before} MB above start"
        )


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
