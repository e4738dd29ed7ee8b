"""One message delivered to many workers at once: one of them does the work, once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import accumulate
from threading import Barrier
from unittest import mock

from django.db import connections
from django.db.models import Q
from django.test import tag
from django.utils import timezone

from annotations.generation import budget, claims, limits, tasks
from annotations.models import Endpoint, ProviderCall, Response, Turn
from annotations.studies.lifecycle import start_study
from tests.base import LedgerTransactionTestCase
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import make_generating_study, responses_of, start_generating

WORKERS = 16


@tag("concurrency")
class OneWorkerEachTests(LedgerTransactionTestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
        self.fake.default = b.echo(after_seconds=0.1)
        self.study = start_generating(self.fake, single_turn=3, multi_turn=1, max_attempts=99)

    def at_once(self, function, argument) -> list:
        barrier = Barrier(WORKERS)

        def run(_):
            try:
                barrier.wait()
                return function(argument)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(run, range(WORKERS)))

    def test_a_message_delivered_to_all_is_worked_off_once(self):
        for response in responses_of(self.study):
            self.at_once(tasks.generate_response, response.pk)
        done = responses_of(self.study).values_list("status", "attempt")
        self.assertEqual(set(done), {("done", 1)})
        turns = 6 * 1 + 2 * 4  # two systems: three questions, one dialogue of two rounds
        self.assertEqual(Turn.objects.count(), turns)
        self.assertEqual((len(self.fake.requests), ProviderCall.objects.count()), (turns, turns))

    def test_a_lost_lease_is_taken_over_by_one(self):
        response = responses_of(self.study)[0]
        claims.claim_response(response.pk)
        Response.objects.filter(pk=response.pk).update(leased_until=response.created_at)
        taken = self.at_once(claims.claim_response, response.pk)
        self.assertEqual([claim.attempt for claim in taken if claim], [2])

    def test_without_the_status_in_the_claim_the_work_is_done_more_than_once(self):
        """The guard taken out: whoever has the message claims."""
        response = responses_of(self.study)[0]
        unguarded = mock.patch.object(claims, "_claimable", return_value=Q())
        with unguarded:
            taken = self.at_once(claims.claim_response, response.pk)
        self.assertGreater(sum(claim is not None for claim in taken), 1)


@tag("concurrency")
class GuestTests(LedgerTransactionTestCase):
    """A patient that lives elsewhere is asked no more at once than its own endpoint allows."""

    def setUp(self):
        self.doctors = self.enterContext(FakeProvider())
        self.patients = self.enterContext(FakeProvider())
        addresses = [self.doctors.address, self.patients.address]
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=addresses))
        for fake in (self.doctors, self.patients):
            fake.default = b.echo(after_seconds=0.05)

    def run_all(self) -> None:
        study = make_generating_study(self.doctors, single_turn=0, multi_turn=4, timeout_seconds=9)
        elsewhere = Endpoint.objects.create(
            study=study,
            name="elsewhere",
            base_url=self.patients.url,
            concurrency=2,
            timeout_seconds=9,
        )
        study.systems.filter(role="patient").update(endpoint=elsewhere)
        study = start_study(study=study, by=None)

        def work(pk):
            try:
                tasks.generate_response(pk)
            finally:
                connections.close_all()

        ids = list(responses_of(study).values_list("pk", flat=True))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, ids))
        states = set(responses_of(study).values_list("status", "attempt"))
        self.assertEqual(states, {("done", 1)})

    def most_at_once(self) -> int:
        """By the ledger's own times, from before a call is sent to after it is answered."""
        calls = ProviderCall.objects.filter(endpoint__name="elsewhere")
        ends = [(moment, -1) for moment in calls.values_list("finished_at", flat=True)]
        starts = [(moment, 1) for moment in calls.values_list("started_at", flat=True)]
        return max(accumulate(change for _, change in sorted(starts + ends)))

    def test_it_waits_for_a_place_and_has_not_failed(self):
        self.run_all()
        self.assertEqual(self.most_at_once(), 2)

    def test_without_waiting_it_would_be_asked_more_at_once(self):
        """The guard taken out."""
        with mock.patch.object(limits, "require_place"):
            self.run_all()
        self.assertGreater(self.most_at_once(), 2)


@tag("concurrency")
class BudgetTests(LedgerTransactionTestCase):
    """However many ask at once, the cap is overstepped by one call at most."""

    EACH = Decimal("0.18")  # 11 tokens sent and 7 answered, at 10,000 a million

    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.fake.default = b.echo(after_seconds=0.05)
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def spend(self, *, budget: str, max_tokens: int | None) -> Decimal:
        parameters = {"max_tokens": max_tokens} if max_tokens else {}
        study = start_generating(self.fake, single_turn=20, max_attempts=99, parameters=parameters)
        study.endpoints.update(
            budget=Decimal(budget),
            price_per_million_prompt_tokens=10_000,
            price_per_million_completion_tokens=10_000,
        )
        ids = list(responses_of(study).values_list("pk", flat=True))

        def work(pk):
            try:
                tasks.generate_response(pk)
            finally:
                connections.close_all()

        for _ in range(4):  # as the sweep would bring them again
            responses_of(study).filter(status="pending").update(not_before=timezone.now())
            with ThreadPoolExecutor(WORKERS) as pool:
                list(pool.map(work, ids))
        return study.endpoints.get().spent

    def test_the_cap_holds_to_one_call(self):
        for max_tokens in (7, None):
            with self.subTest(max_tokens=max_tokens):
                spent = self.spend(budget="1.00", max_tokens=max_tokens)
                self.assertGreaterEqual(spent, Decimal("0.5"))
                self.assertLessEqual(spent, Decimal("1.00") + self.EACH)

    def test_without_keeping_room_it_would_not_hold(self):
        """The guard taken out: only what was spent already is looked at."""
        with mock.patch.object(budget, "_under_way", return_value=(0, Decimal(0))):
            spent = self.spend(budget="0.30", max_tokens=7)
        self.assertGreater(spent, Decimal("0.30") + self.EACH)
