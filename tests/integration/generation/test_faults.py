"""The fault matrix: each misbehaviour of an endpoint has its end state; none is an answer."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from annotations.comparisons.services import release_ready_comparisons
from annotations.generation.failures import Failure
from annotations.generation.keys import encrypt_key
from annotations.models import ProviderCall, Response, Turn
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.fake_provider.faults import RETRYABLE, TERMINAL
from tests.generating import responses_of, run, start_generating


class FaultTestCase(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def one_response(self, **options) -> Response:
        self.study = start_generating(self.fake, **options)
        return responses_of(self.study)[0]

    def due_now(self, response: Response) -> None:
        """Let the time pass until the row may be tried again."""
        Response.objects.filter(pk=response.pk).update(not_before=timezone.now())


class FaultMatrixTests(FaultTestCase):
    def assert_no_answer(self, response: Response, code: Failure) -> None:
        self.assertEqual(response.error_code, code)
        self.assertTrue(response.error)
        self.assertIsNone(response.leased_until)
        self.assertFalse(Turn.objects.filter(response=response).exists())
        call = response.provider_calls.get()
        self.assertEqual((call.status, call.error_code), (ProviderCall.Status.FAILED, code))
        self.assertEqual(release_ready_comparisons(), 0)

    def test_what_may_pass_waits_for_its_next_try(self):
        for name, (behaviour, code) in RETRYABLE.items():
            with self.subTest(name):
                response = self.one_response()
                self.fake.plan(behaviour)
                run(response)
                self.assertEqual((response.status, response.failures), ("pending", 1))
                self.assertGreater(response.not_before, timezone.now())
                self.assert_no_answer(response, code)

    def test_what_somebody_must_change_is_given_up(self):
        for name, (behaviour, code) in TERMINAL.items():
            with self.subTest(name):
                response = self.one_response()
                self.fake.plan(behaviour)
                run(response)
                self.assertEqual((response.status, response.failures), ("failed", 1))
                self.assert_no_answer(response, code)

    def test_every_fault_is_over_with_the_next_good_reply(self):
        response = self.one_response(max_attempts=99)
        self.fake.plan(b.status(500), b.finish("stop", ""), b.raw(b"{"), b.ok("Rest."))
        for _ in range(4):
            run(response)
            self.due_now(response)
        self.assertEqual((response.status, response.failures, response.error), ("done", 0, ""))
        self.assertEqual(response.turns.get().shown_text, "Rest.")
        self.assertEqual(response.provider_calls.count(), 4)


class RetryTests(FaultTestCase):
    def wait_after(self, response: Response, behaviour) -> float:
        self.fake.plan(behaviour)
        before = timezone.now()
        run(response)
        return round((response.not_before - before) / timedelta(seconds=1))

    def test_waits_double(self):
        response = self.one_response(max_attempts=5)
        waits = []
        for _ in range(4):
            waits.append(self.wait_after(response, b.status(500)))
            self.due_now(response)
        self.assertEqual(waits, [2, 4, 8, 16])

    def test_waits_as_long_as_the_endpoint_asks_but_never_a_day(self):
        response = self.one_response()
        self.assertEqual(self.wait_after(response, b.status(429, retry_after="30")), 30)
        self.due_now(response)
        self.assertEqual(self.wait_after(response, b.status(503, retry_after="86400")), 3600)

    def test_is_not_tried_before_its_time(self):
        response = self.one_response()
        self.fake.plan(b.status(500))
        run(response)
        run(response)
        self.assertEqual((len(self.fake.requests), response.attempt), (1, 1))

    def test_gives_up_after_the_endpoints_number_of_attempts(self):
        response = self.one_response(max_attempts=3)
        self.fake.default = b.status(503)
        for _ in range(5):
            run(response)
            self.due_now(response)
        self.assertEqual(response.status, "failed")
        self.assertEqual((response.failures, response.error_code), (3, "server_error"))
        self.assertEqual(len(self.fake.requests), 3)

    def test_a_long_dialogue_does_not_use_up_its_attempts(self):
        response = self.one_response(single_turn=0, multi_turn=1, max_attempts=2)
        self.fake.choose = lambda request: (
            b.status(500) if len(self.fake.requests) % 2 else b.echo()
        )
        for _ in range(5):
            run(response)
            self.due_now(response)
        self.assertEqual((response.status, response.turns.count()), ("done", 4))
        self.assertEqual(len(self.fake.requests), 8)

    def test_an_error_of_our_own_is_told_and_raised(self):
        response = self.one_response(single_turn=0, multi_turn=1)
        Response.objects.filter(pk=response.pk).update(patient_prompt=None)
        with self.assertRaisesMessage(Exception, "no instructions for its patient"):
            run(response)
        response.refresh_from_db()
        self.assertEqual((response.status, response.error_code), ("failed", "internal"))

    def test_a_key_that_the_endpoint_quotes_is_not_stored(self):
        response = self.one_response()
        endpoint = response.system.endpoint
        endpoint.encrypted_key = encrypt_key("sk-canary")
        endpoint.save()
        self.fake.plan(b.status(401, "Incorrect API key: sk-canary"))
        run(response)
        self.assertEqual(self.fake.requests[0].headers["Authorization"], "Bearer sk-canary")
        call = response.provider_calls.get()
        self.assertEqual(response.error, "HTTP status 401. Incorrect API key: [key]")
        for stored in (call.error, call.response_body, str(call.request), response.error):
            self.assertNotIn("sk-canary", stored)
        self.assertNotIn("sk-canary", endpoint.encrypted_key)
