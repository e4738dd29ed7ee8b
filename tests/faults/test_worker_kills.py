"""kill -9 of workers in the middle of generating, and a broker that forgets everything.

Small in the suite. The full size, 50 kills at each of the seven points and 2,000 responses with
ten kills of the worker and ten flushes:

    FAULT_SIZE=full python -m pytest tests/faults/test_worker_kills.py
"""

import os
import time
from collections import Counter

from django.db.models import Count
from django.test import tag

from annotations.comparisons.services import release_ready_comparisons
from annotations.models import ProviderCall, Response, Turn
from tests.base import LedgerTransactionTestCase
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.faults.dying import POINTS
from tests.faults.workers import Worker, die_at, flush_broker, wait_for
from tests.generating import responses_of, start_generating

FULL = os.environ.get("FAULT_SIZE") == "full"
KILLS_PER_POINT = 50 if FULL else 1
QUESTIONS, CASES = (970, 30) if FULL else (8, 3)
KILLS = 10 if FULL else 1
# A busy machine may take long to answer itself, and that is another fault than the one meant here.
TIMEOUT_SECONDS = 10 if FULL else 4
PATIENCE_SECONDS = 1800 if FULL else 90


@tag("concurrency")
class WorkerKillTests(LedgerTransactionTestCase):
    def setUp(self):
        flush_broker()  # other tests of this process have left messages without workers
        self.fake = self.enterContext(FakeProvider())
        self.private = {"PRIVATE_ENDPOINTS": self.fake.address}
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def assert_complete(self):
        """Every response done, every turn there once, every request in the list of calls."""
        self.assertEqual(
            Counter(responses_of(self.study).values_list("status", flat=True)),
            {"done": responses_of(self.study).count()},
        )
        turns = Response.objects.annotate(n=Count("turns")).values_list("item__kind", "n")
        self.assertEqual(
            set(turns) - {("single_turn", 1), ("multi_turn", 4)}, set(), "turns lost or doubled"
        )
        self.assertLessEqual(len(self.fake.requests), ProviderCall.objects.count())
        self.assertEqual(
            ProviderCall.objects.filter(turns=None).count(),
            ProviderCall.objects.count() - Turn.objects.count(),
        )
        release_ready_comparisons(self.study)
        self.assertFalse(self.study.comparisons.filter(released_at=None).exists())

    def wait_until_done(self):
        unfinished = responses_of(self.study).exclude(status="done")
        return wait_for(lambda: not unfinished.exists(), PATIENCE_SECONDS, "all responses are done")

    def test_killed_at_any_point_costs_at_most_one_call(self):
        cases = (len(POINTS) * KILLS_PER_POINT + 1) // 2
        self.study = start_generating(
            self.fake, single_turn=0, multi_turn=cases, timeout_seconds=TIMEOUT_SECONDS
        )
        flush_broker()
        victims = dict(zip(responses_of(self.study), [*POINTS] * KILLS_PER_POINT, strict=False))
        for response, point in victims.items():
            self.assertEqual(die_at(point, response.pk, **self.private), -9, point)
        with Worker(**self.private):
            self.wait_until_done()
        self.assert_complete()
        for response, point in victims.items():
            calls = ProviderCall.objects.filter(response=response)
            repeated = calls.count() - 4
            lost = point in ("call listed", "reply received", "call recorded")
            self.assertEqual(repeated, int(lost), point)
            self.assertFalse(calls.filter(status="started").exists(), point)
            response.refresh_from_db()
            self.assertEqual(response.attempt, 1 if point == "response done" else 2, point)

    def test_killed_under_load_with_the_broker_flushed(self):
        self.fake.default = b.echo(after_seconds=0.05 if FULL else 0.3)
        self.study = start_generating(
            self.fake,
            single_turn=QUESTIONS,
            multi_turn=CASES,
            max_attempts=20,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        total = responses_of(self.study).count()
        done = responses_of(self.study).filter(status="done")
        open_calls = ProviderCall.objects.filter(status="started")
        without_turn = ProviderCall.objects.filter(turns=None)
        killed: set[int] = set()
        for number in range(KILLS):
            wanted = 2 + number * total // KILLS
            with Worker(**self.private) as worker:
                wait_for(
                    lambda wanted=wanted: done.count() >= wanted and open_calls.exists(),
                    PATIENCE_SECONDS,
                    f"{wanted} are done and the worker is in the middle of another",
                )
                worker.kill()
            flush_broker()
            killed |= set(without_turn.values_list("pk", flat=True))
        self.assertTrue(killed, "the worker was killed while it was idle")
        with Worker(**self.private):
            self.wait_until_done()
        self.assert_complete()
        # Every call without a turn was under way when its worker was killed, and no other was lost.
        self.assertEqual(set(without_turn.values_list("pk", flat=True)), killed)
        self.assertFalse(open_calls.exists())
        attempts = set(responses_of(self.study).values_list("attempt", flat=True))
        self.assertLessEqual(max(attempts), 1 + KILLS)

    def test_without_the_sweep_a_flushed_broker_leaves_the_work_undone(self):
        """The guard taken out: by messages alone nobody would come back to these rows."""
        self.study = start_generating(self.fake, single_turn=2)
        flush_broker()
        with Worker(beat=False, **self.private) as worker:
            wait_for(lambda: " ready." in worker.log, 30, "a worker is up")
            time.sleep(2)
        self.assertEqual(
            Counter(responses_of(self.study).values_list("status", flat=True)), {"pending": 4}
        )

    def test_a_place_that_becomes_free_is_taken_at_once(self):
        """Waiting for the sweep each time, twenty answers two by two would take fifty seconds."""
        self.fake.default = b.echo(after_seconds=0.1)
        self.study = start_generating(self.fake, single_turn=10, concurrency=2)
        with Worker(threads=8, **self.private):
            self.wait_until_first_done()
            self.assertLess(self.wait_until_done(), 10)
        self.assert_complete()
        self.assertEqual(self.fake.most_at_once, 2)

    def wait_until_first_done(self):
        done = responses_of(self.study).filter(status="done")
        wait_for(lambda: done.exists(), PATIENCE_SECONDS, "one response is done")
