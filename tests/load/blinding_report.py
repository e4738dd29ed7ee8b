"""The blinding report of a large study: how long, and how many statements.

    .venv/bin/python -m pytest -q -s tests/load/blinding_report.py

JUDGMENTS (default 20,000) submissions of 5 systems, 3 experts a pair, answers of LENGTH (default
1,500) code points.
"""

import os
import time

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from annotations.analysis import blinding_report as measured
from annotations.models import Turn
from tests.base import LedgerTransactionTestCase
from tests.planted import Size, Truth, planted_study

JUDGMENTS = int(os.environ.get("JUDGMENTS", "20000"))
LENGTH = int(os.environ.get("LENGTH", "1500"))
LOOKS = 5
STRENGTHS = (0.4, 0.2, 0.0, -0.2, -0.4)
PAIRS, PER_PAIR = 10, 3
SENTENCE = "1. **Rest** and drink enough; see a doctor if the cough lasts three weeks.\n"


class BlindingReportTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def test_report(self):
        size = Size(
            items=max(1, JUDGMENTS // (PAIRS * PER_PAIR)),
            raters=50,
            per_comparison=PER_PAIR,
            criteria=("overall",),
        )
        study = planted_study(Truth(strengths=STRENGTHS), size, before=lengthen).study
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does on a running site
        looks = []
        for _ in range(LOOKS):
            with CaptureQueriesContext(connection) as queries:
                began, worked = time.perf_counter(), time.process_time()
                report = measured.blinding_report(study)
                looks.append((time.perf_counter() - began, time.process_time() - worked))
        slowest = sorted(((float(q["time"]), q["sql"][:70]) for q in queries), reverse=True)[:3]
        print(f"\n{study.submissions.count():,} judgments, {Turn.objects.count():,} messages:")
        told = ", ".join(f"{took:.2f} s ({work:.2f} s of work)" for took, work in sorted(looks))
        print(f"{told}; {len(queries)} statements, of the last look {slowest}")
        self.assertEqual(len(report.pairs), PAIRS)


def lengthen(draft):
    Turn.objects.filter(response__item__study=draft).update(
        shown_text=SENTENCE * (LENGTH // len(SENTENCE))
    )
