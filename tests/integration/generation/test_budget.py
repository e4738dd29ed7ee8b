"""What calls cost, and where it ends."""

from decimal import Decimal

from django.test import TestCase
from django.utils import timezone

from annotations.generation import budget, calls, claims
from annotations.generation.limits import NotNow
from annotations.models import Endpoint, ProviderCall, Response
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import responses_of, run, start_generating

EACH = Decimal("0.18")  # 11 tokens sent and 7 answered, at 10,000 a million


class BudgetTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def start(self, limit=None, **options):
        self.study = start_generating(self.fake, parameters={"max_tokens": 7}, **options)
        Endpoint.objects.update(
            budget=limit,
            price_per_million_prompt_tokens=10_000,
            price_per_million_completion_tokens=10_000,
        )

    def spent(self):
        return Endpoint.objects.get().spent

    def test_what_is_paid_is_added_up(self):
        self.start(single_turn=2)
        for response in responses_of(self.study):
            run(response)
        self.assertEqual(self.spent(), 4 * EACH)
        self.assertEqual(set(ProviderCall.objects.values_list("cost", flat=True)), {EACH})

    def test_a_cut_answer_is_paid_for_a_refused_one_is_not(self):
        self.start(single_turn=1)
        first, second = responses_of(self.study)
        self.fake.plan(b.finish("length"), b.status(503))
        run(first)
        self.assertEqual(self.spent(), EACH)
        run(second)
        self.assertEqual(self.spent(), EACH)

    def test_what_was_cut_off_is_counted_as_the_most_it_may_have_cost(self):
        self.start(single_turn=1)
        self.fake.plan(b.slow(1.3))
        response = run(responses_of(self.study)[0])
        self.assertEqual(response.error_code, "timeout")
        call = ProviderCall.objects.get()
        self.assertGreater(call.cost, EACH)
        self.assertEqual((call.cost, self.spent()), (call.reserved, call.reserved))

    def test_nothing_is_asked_once_it_is_spent_and_goes_on_when_it_is_raised(self):
        self.start(limit=Decimal("0.30"), single_turn=2)
        responses = list(responses_of(self.study))
        states = [run(response).status for response in responses]
        self.assertEqual(states, ["done", "done", "pending", "pending"])
        self.assertEqual(claims.due_response_ids(), [])
        Endpoint.objects.update(budget=1)
        self.assertEqual(claims.due_response_ids(), [one.pk for one in responses[2:]])
        self.assertEqual(run(responses[2]).status, "done")

    def test_a_dialogue_stops_in_the_middle_says_why_and_goes_on(self):
        self.start(limit=Decimal("0.30"), single_turn=0, multi_turn=1)
        response = run(responses_of(self.study)[0])
        self.assertEqual((response.status, response.error_code), ("pending", "budget_spent"))
        self.assertEqual(response.turns.count(), 2)
        Endpoint.objects.update(budget=10)
        Response.objects.update(not_before=timezone.now())
        self.assertEqual((run(response).status, response.error_code), ("done", ""))

    def test_while_others_may_use_up_the_rest_a_call_waits(self):
        self.start(limit=Decimal("2"), single_turn=2)
        first, second, *_ = responses_of(self.study)
        body = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 60}
        endpoint = Endpoint.objects.get()
        most = budget.reserve(endpoint, body)
        self.assertEqual(most, Decimal("1.25"))  # 1 byte, 64 for the template, 60 answered
        ProviderCall.objects.create(
            response=first,
            endpoint=endpoint,
            purpose="answer",
            attempt=1,
            request={},
            reserved=most,
        )
        with self.assertRaises(NotNow):
            budget.reserve(endpoint, body)
        self.assertEqual(run(second).status, "pending")
        self.assertEqual(self.fake.requests, [])

    def test_without_a_limit_an_answer_has_the_rest_for_itself(self):
        self.start(limit=Decimal("500"))
        body = {"messages": [{"role": "user", "content": "x"}]}
        self.assertEqual(budget.reserve(Endpoint.objects.get(), body), 500)

    def test_a_late_outcome_is_counted_once(self):
        self.start(single_turn=1)
        response = claims.claim_response(responses_of(self.study)[0].pk)
        endpoint = Endpoint.objects.get()
        call = ProviderCall(
            response=response, endpoint=endpoint, purpose="answer", attempt=response.attempt
        )
        call.request = {"body": {"messages": []}}
        call.reserved = Decimal("3")
        call.save()
        response.attempt += 1
        calls.close_interrupted(response)
        self.assertEqual(self.spent(), 3)
        call.status, call.finished_at = "succeeded", timezone.now()
        call.prompt_tokens, call.completion_tokens = 11, 7
        calls._settle(call)
        self.assertEqual(self.spent(), EACH)
