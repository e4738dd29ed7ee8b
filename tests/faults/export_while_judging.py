"""The bundle's tables while 64 raters hand in: every export is of one moment.

    .venv/bin/python -m pytest -q -s tests/faults/export_while_judging.py

EXPORTS (default 100), RATERS (default 64) and PACE (pairs a second, default 5) set the size. A
bundle is refused while a study runs; here the refusal is taken away to see what the snapshot is
worth. The control reads without it.
"""

import os
import tempfile
import threading
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest import mock

from django.db import connection

from annotations.assignment.services import claim_next_assignment
from annotations.exports.bundle import services
from annotations.exports.bundle.profiles import Terms
from annotations.models import StudyRater
from annotations.studies.snapshot import snapshot
from tests.base import LedgerTransactionTestCase
from tests.factories import add_rater, make_running_study
from tests.mixed import mixed
from tests.results import click, hand_in

EXPORTS = int(os.environ.get("EXPORTS", "100"))
RATERS = int(os.environ.get("RATERS", "64"))
# Pairs a second of all raters together, with a pause after each: threads of one process that never
# rest leave the export no time.
PACE = float(os.environ.get("PACE", "5"))


@contextmanager
def as_if_unblinded():
    with mock.patch("annotations.analysis.unblinding.Study") as study:
        study.objects.filter.return_value.exists.return_value = True
        yield


class ExportWhileJudgingTests(LedgerTransactionTestCase):
    exports, raters, items, pace = EXPORTS, RATERS, 400, PACE

    def test_every_export_is_of_one_moment(self):
        self.prepare()
        with self.judging(), as_if_unblinded():
            torn = [self.one(number) for number in range(1, self.exports + 1)]
            control = self.torn_without_a_snapshot()
        whole = sum(not faults for faults in torn)
        print(f"\nwhole: {whole} of {self.exports}; without the snapshot torn: {control}")
        self.assertEqual(whole, self.exports, [faults for faults in torn if faults][:3])
        self.assertGreater(control, 0)

    def prepare(self) -> None:
        self.study = make_running_study(
            single_turn=self.items, raters_per_comparison=self.raters, repeat_share=0, panel="open"
        )
        self.people = [add_rater(self.study) for _ in range(self.raters)]

    def one(self, number: int) -> list[str]:
        began, before = time.monotonic(), self.study.submissions.count()
        faults = self.faults(snapshot)
        took, more = time.monotonic() - began, self.study.submissions.count() - before
        print(f"{number}: {took:.1f} s, {more} submissions meanwhile", faults, flush=True)
        return faults

    def torn_without_a_snapshot(self) -> int:
        return sum(bool(self.faults(nullcontext)) for _ in range(min(20, self.exports)))

    @contextmanager
    def judging(self):
        self.stop = threading.Event()
        threads = [threading.Thread(target=self.judge, args=(one,)) for one in self.people]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def judge(self, rater: StudyRater) -> None:
        opinion = mixed(rater.pseudonym)
        keys = [criterion.key for criterion in self.study.criteria.all()]
        try:
            while not self.stop.is_set():
                claim = claim_next_assignment(study=self.study, rater=rater)
                if claim.assignment is None:
                    return
                swapped = claim.assignment.slot.swapped
                hand_in(
                    claim.assignment,
                    {k: click(opinion(claim.assignment, k), swapped) for k in keys},
                )
                self.stop.wait(self.raters / self.pace)
        finally:
            connection.close()

    def faults(self, reading) -> list[str]:
        """What does not fit together in one export."""
        with tempfile.TemporaryDirectory() as folder, reading():
            written = services._write_tables(
                Path(folder), self.study, Terms(), [], lambda done, of: None
            )
            chains = services._chains(self.study)
        rows = {part.table.name: part.rows for part in written}
        submissions = rows["submissions"]
        expected = {
            "revisions": 5 * submissions,
            "judgments": 5 * submissions,
            "judgments_wide": submissions,
        }
        found = [name for name, count in expected.items() if rows[name] != count]
        return found + ["chain"] * (chains["submissions"]["rows"] != submissions)
