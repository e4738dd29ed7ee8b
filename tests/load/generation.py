"""How many answers a second one worker process gets out of an endpoint.

    .venv/bin/python -m pytest -s tests/load/generation.py

The endpoint answers after SECONDS (default 1) and takes LIMIT (default 32) requests at once: the
ideal is LIMIT / SECONDS answers a second. ANSWERS (default 960) are had by one worker process with
threads, over the broker of the tests. BROKERS names others to repeat it with, as in
``BROKERS="redis://127.0.0.1:6390/0 amqp://guest:guest@127.0.0.1:5690//"``.
"""

import os
import time

from django.db import connection

from annotations.models import Response
from tests.base import LedgerTransactionTestCase
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.faults.workers import Worker, flush_broker, wait_for
from tests.generating import responses_of, start_generating

ANSWERS = int(os.environ.get("ANSWERS", "960"))
SECONDS = float(os.environ.get("SECONDS", "1"))
LIMIT = int(os.environ.get("LIMIT", "32"))
BROKERS = os.environ.get("BROKERS", "").split()
# The first and the last answers are fewer at once than there could be.
WARM_UP = 2 * LIMIT


class ThroughputTests(LedgerTransactionTestCase):
    def measure(self, name: str, **environment: str) -> float:
        fake = self.enterContext(FakeProvider())
        fake.default = b.echo(after_seconds=SECONDS)
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[fake.address]))
        flush_broker()
        study = start_generating(
            fake, single_turn=ANSWERS // 2, timeout_seconds=60, concurrency=LIMIT
        )
        done = responses_of(study).filter(status=Response.Status.DONE)
        total = responses_of(study).count()
        environment = {"PRIVATE_ENDPOINTS": fake.address, "LOG_LEVEL": "WARNING"} | environment
        with Worker(threads=LIMIT + 4, **environment) as worker:
            began = time.monotonic()
            patience = 60 + 4 * ANSWERS * SECONDS / LIMIT
            wait_for(lambda: done.count() >= total, patience, name, between=0.5)
            self.tell(name, study, fake, time.monotonic() - began)
            seconds = self.cpu_seconds(worker.process.pid)
        print(f"    worker: {1000 * seconds / total:.1f} ms of processor time an answer")
        return self.rate(study)

    def rate(self, study) -> float:
        """Answers a second between the warm-up and the end."""
        moments = list(
            responses_of(study).order_by("completed_at").values_list("completed_at", flat=True)
        )
        steady = moments[WARM_UP:-LIMIT]
        return (len(steady) - 1) / (steady[-1] - steady[0]).total_seconds()

    def tell(self, name, study, fake, seconds) -> None:
        rate, ideal = self.rate(study), LIMIT / SECONDS
        overhead = 1000 * (LIMIT / rate - SECONDS)
        print(
            f"\n{name}: {rate:.1f} answers/s of {ideal:.1f} ideal ({rate / ideal:.1%}), "
            f"{overhead:.0f} ms overhead an answer, {fake.most_at_once} at once at most, "
            f"{len(fake.requests)} requests, {seconds:.1f} s in all"
        )

    def cpu_seconds(self, pid: int) -> float:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_the_brokers(self):
        rates = {"Valkey of the tests": self.measure("Valkey of the tests")}
        for address in BROKERS:
            self._fixture_teardown()
            name = address.partition(":")[0]
            rates[name] = self.measure(name, CELERY_BROKER_URL=address)
        connection.close()
        for name, rate in rates.items():
            self.assertGreaterEqual(rate, 0.9 * LIMIT / SECONDS, name)
