"""Results and export of a large study: how long, and how much memory.

    .venv/bin/python -m pytest -s tests/load/results_at_scale.py

COMPARISONS (default 7,000, three raters each, five criteria: 105,000 rows) sets the size.
"""

import os
import resource
import time
from collections.abc import Callable

from django.db import connections
from django.utils import timezone

from annotations.analysis.report import build_report
from annotations.exports.services import export_judgments
from annotations.exports.writers import Format
from annotations.ledger import text_sha256
from annotations.models import Assignment, Judgment, Study, Submission
from tests.base import LedgerTransactionTestCase
from tests.bulk import make_big_study
from tests.factories import add_rater
from tests.results import unblind

COMPARISONS = int(os.environ.get("COMPARISONS", "7000"))
RATERS = 3
BATCH = 2000
CHOICES = ("left", "right", "tie", "left", "right", "left")


class ScaleTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def setUp(self):
        self.study = unblind(judged_study())
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does on a running site

    def test_report_and_export(self):
        rows = Judgment.objects.filter(submission__study=self.study).count()
        print(f"\n{rows} judgments, {rows // 5} submissions")
        timed("report", lambda: build_report(self.study))
        for form in Format:
            exported = timed(f"export {form}", lambda form=form: self.export(form))
            self.assertEqual(exported.record.row_count, rows)

    def export(self, form: Format):
        exported = export_judgments(study=self.study, by=None, form=form)
        exported.stream.close()
        return exported


def judged_study() -> Study:
    study = make_big_study(COMPARISONS)
    raters = [add_rater(study) for _ in range(RATERS)]
    now = timezone.now()
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(
                slot=slot,
                rater=raters[slot.number - 1],
                comparison_id=slot.comparison_id,
                state=Assignment.State.SUBMITTED,
                leased_until=now,
                submitted_at=now,
            )
            for slot in study.slots.order_by("pk")
        ],
        batch_size=BATCH,
    )
    submissions = Submission.objects.bulk_create(
        [
            Submission(
                study=study,
                assignment=assignment,
                idempotency_key="key",
                comment="A comment of a usual length: 左边提到了复查。",
                opened_at=now,
                submitted_at=now,
                content_sha256=text_sha256(assignment.token),
            )
            for assignment in assignments
        ],
        batch_size=BATCH,
    )
    keys = list(study.criteria.values_list("pk", flat=True))
    Judgment.objects.bulk_create(
        [
            Judgment(submission=row, criterion_id=key, choice=CHOICES[(row.pk + key) % 6])
            for row in submissions
            for key in keys
        ],
        batch_size=BATCH,
    )
    return study


def timed(what: str, act: Callable):
    before, started = peak_megabytes(), time.perf_counter()
    result = act()
    seconds = time.perf_counter() - started
    print(f"{what}: {seconds:.2f} s, peak memory {before} -> {peak_megabytes()} MB")
    return result


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
