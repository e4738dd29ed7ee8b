"""The monitor of a large study: how long one look takes, and which part of it how long.

    .venv/bin/python -m pytest -s tests/load/monitor_at_scale.py

RATERS (default 200), COMPARISONS (default 2,000) and EACH (judgments a comparison, default 10) set
the size, with five criteria: 20,000 submissions and 100,000 judgments.
"""

import os
import statistics
import time
from datetime import timedelta

from django.db import connection, connections, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.ledger import text_sha256
from annotations.models import Assignment, Judgment, Slot, Study, StudyRater, Submission
from annotations.studies.monitor.selectors import monitor
from tests.base import LedgerTransactionTestCase
from tests.bulk import make_big_study
from tests.factories import add_rater, add_researcher

RATERS = int(os.environ.get("RATERS", "200"))
COMPARISONS = int(os.environ.get("COMPARISONS", "2000"))
EACH = int(os.environ.get("EACH", "10"))
LOOKS = 5
BATCH = 2000
CHOICES = ("left", "right", "tie", "left", "right", "left", "right")


class MonitorAtScaleTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def setUp(self):
        with transaction.atomic():  # make_big_study sets planner options for its transaction
            self.study = judged_study()
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does on a running site

    def test_one_look(self):
        submissions = Submission.objects.filter(study=self.study).count()
        print(f"\n{RATERS} raters, {COMPARISONS} comparisons, {submissions} submissions")
        report("selectors", [timed(lambda: monitor(self.study)) for _ in range(LOOKS)])
        self.client.force_login(add_researcher(self.study))
        url = reverse("researcher:monitor", args=[self.study.slug])
        report("page", [timed(lambda: self.client.get(url)) for _ in range(LOOKS)])
        with CaptureQueriesContext(connection) as captured:
            page = self.client.get(url)
        slowest = sorted(captured.captured_queries, key=lambda query: -float(query["time"]))
        context = {
            "study": self.study,
            "monitor": monitor(self.study),
            "runs_it": True,
            "here": url,
        }
        raters = "researcher/partials/monitor/raters.html"
        report("lines", [timed(lambda: render_to_string(raters, context)) for _ in range(LOOKS)])
        print(f"{len(captured.captured_queries)} statements, {len(page.content)} bytes")
        for query in slowest[:4]:
            print(f"  {float(query['time']):.3f} s  {' '.join(query['sql'].split())[:90]}")


def judged_study() -> Study:
    study = make_big_study(COMPARISONS, EACH)
    raters = [add_rater(study) for _ in range(RATERS)]
    # One after the other, so that a comparison's slots go to different raters.
    slots = list(study.slots.order_by("comparison", "number"))
    _hand_in(study, [raters[at % RATERS] for at in range(len(slots))], slots)
    return study


def _hand_in(study: Study, raters: list[StudyRater], slots: list[Slot]) -> None:
    now = timezone.now()
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(
                slot=slot,
                rater=rater,
                comparison_id=slot.comparison_id,
                state=Assignment.State.SUBMITTED,
                claimed_at=now - timedelta(minutes=4),
                leased_until=now,
                submitted_at=now,
            )
            for rater, slot in zip(raters, slots, strict=True)
        ],
        batch_size=BATCH,
    )
    submissions = Submission.objects.bulk_create(
        [
            Submission(
                study=study,
                assignment=assignment,
                idempotency_key="key",
                opened_at=now - timedelta(minutes=4),
                submitted_at=now,
                active_seconds=60 + number % 120,
                content_sha256=text_sha256(assignment.token),
            )
            for number, assignment in enumerate(assignments)
        ],
        batch_size=BATCH,
    )
    keys = list(study.criteria.values_list("pk", flat=True))
    Judgment.objects.bulk_create(
        [
            Judgment(submission=row, criterion_id=key, choice=CHOICES[(row.pk // 3 + key) % 7])
            for row in submissions
            for key in keys
        ],
        batch_size=BATCH,
    )


def timed(act) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def report(what: str, seconds: list[float]) -> None:
    print(f"{what}: median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s")
