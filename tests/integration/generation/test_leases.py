"""One worker at a time: leases, late results, and answers that outlive no worker."""

from unittest import mock

from annotations.generation import claims, leases, services
from annotations.generation.launch import retry_failed
from annotations.generation.providers.base import RetryableProviderError
from annotations.models import AuditEvent, ProviderCall, Response
from tests.fake_provider import behaviours as b
from tests.generating import responses_of, run, start_generating

from .base import GenerationTestCase


class LeaseTests(GenerationTestCase):
    def setUp(self):
        super().setUp()
        self.study = start_generating(self.fake, max_attempts=3)
        self.response = responses_of(self.study)[0]

    def expire(self):
        Response.objects.filter(pk=self.response.pk).update(leased_until=self.response.created_at)

    def test_is_claimed_once(self):
        self.assertEqual(claims.claim_response(self.response.pk).attempt, 1)
        self.assertIsNone(claims.claim_response(self.response.pk))

    def test_a_lease_that_ran_out_is_taken_over(self):
        claims.claim_response(self.response.pk)
        self.expire()
        self.assertEqual(claims.due_response_ids()[0], self.response.pk)
        taken = claims.claim_response(self.response.pk)
        self.assertEqual((taken.attempt, taken.failures), (2, 1))

    def test_the_worker_that_lost_it_writes_nothing(self):
        lost = claims.claim_response(self.response.pk)
        self.expire()
        run(self.response)
        before = Response.objects.filter(pk=self.response.pk).values().get()
        self.assertEqual(before["status"], "done")
        with self.assertRaises(leases.LeaseLost):
            services.generate_response(lost)
        services.retry_later(lost, RetryableProviderError("timeout", "late"))
        services.fail_response(lost, services.Failure.INTERNAL)
        self.assertEqual(Response.objects.filter(pk=self.response.pk).values().get(), before)

    def test_a_result_that_comes_too_late_is_not_stored(self):
        lost = claims.claim_response(self.response.pk)

        original = services.calls.OpenAICompatible.chat

        def chat(provider, request):
            """The real call, during which the lease runs out and another worker claims."""
            reply = original(provider, request)
            self.expire()
            claims.claim_response(self.response.pk)
            return reply

        patched = mock.patch.object(services.calls.OpenAICompatible, "chat", chat)
        with patched, self.assertRaises(leases.LeaseLost):
            services.generate_response(lost)
        self.assertFalse(self.response.turns.exists())
        self.assertEqual(ProviderCall.objects.get().status, "succeeded")  # paid for, so listed

    def test_a_call_nobody_finished_is_listed_as_interrupted(self):
        lost = claims.claim_response(self.response.pk)
        ProviderCall.objects.create(
            response=lost,
            endpoint=lost.system.endpoint,
            purpose="answer",
            attempt=lost.attempt,
            request={},
        )
        self.expire()
        run(self.response)
        outcomes = self.response.provider_calls.order_by("pk").values_list("status", "error_code")
        self.assertEqual(list(outcomes), [("failed", "interrupted"), ("succeeded", "")])

    def test_a_response_that_outlives_no_worker_is_given_up(self):
        for _ in range(3):
            self.assertIsNotNone(claims.claim_response(self.response.pk))
            self.expire()
        self.assertIsNone(claims.claim_response(self.response.pk))
        self.response.refresh_from_db()
        self.assertEqual(
            (self.response.status, self.response.error_code, self.response.failures),
            ("failed", "interrupted", 3),
        )


class RetryFailedTests(GenerationTestCase):
    def test_a_researcher_puts_failed_responses_back_in_line(self):
        study = start_generating(self.fake)
        first, second = responses_of(study)
        self.fake.plan(b.status(401), b.finish("length"))
        run(first), run(second)
        self.assertEqual(retry_failed(study=study, by=None, response_ids=[first.pk]), 1)
        self.assertEqual((run(first).status, run(second).status), ("done", "failed"))
        self.assertEqual(retry_failed(study=study, by=None), 1)
        self.assertEqual(run(second).status, "done")
        self.assertEqual(retry_failed(study=study, by=None), 0)
        self.assertEqual(AuditEvent.objects.filter(action="generation.retry").count(), 2)
