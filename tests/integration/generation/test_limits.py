"""An endpoint is asked no more at once, and no more in a minute, than its settings say."""

from datetime import timedelta
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from annotations.generation import claims, services
from annotations.generation.launch import launch_generation
from annotations.models import Endpoint, ProviderCall, Response
from tests.fake_provider import FakeProvider
from tests.generating import responses_of, run, start_generating


class LimitTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def test_no_more_are_claimed_than_the_endpoint_has_places(self):
        study = start_generating(self.fake, single_turn=2, concurrency=2)
        first, second, third, fourth = responses_of(study)
        self.assertEqual(claims.due_response_ids(), [first.pk, second.pk])
        claim = claims.claim_response(first.pk)
        self.assertIsNotNone(claims.claim_response(fourth.pk))
        self.assertIsNone(claims.claim_response(second.pk))
        self.assertEqual(claims.due_response_ids(), [])
        services.generate_response(claim)
        self.assertEqual(claims.due_response_ids(), [second.pk])
        self.assertIsNotNone(claims.claim_response(third.pk))

    def test_a_dead_worker_gives_its_place_back(self):
        study = start_generating(self.fake, single_turn=1, concurrency=1)
        first, second = responses_of(study)
        claims.claim_response(first.pk)
        Response.objects.filter(pk=first.pk).update(leased_until=first.created_at)
        self.assertEqual(claims.due_response_ids(), [first.pk])
        self.assertIsNotNone(claims.claim_response(second.pk))

    def test_each_endpoint_has_its_own_places(self):
        study = start_generating(self.fake, single_turn=2, concurrency=1)
        other = Endpoint.objects.create(study=study, name="b", base_url=self.fake.url)
        study.systems.filter(position=1).update(endpoint=other)
        launch_generation(study)
        due = Response.objects.filter(pk__in=claims.due_response_ids())
        self.assertEqual(sorted(due.values_list("system__position", flat=True)), [0, 1, 1])

    def test_what_exceeds_the_minute_waits_and_has_not_failed(self):
        study = start_generating(self.fake, single_turn=2, requests_per_minute=3)
        for response in responses_of(study):
            last = run(response)
        self.assertEqual((len(self.fake.requests), ProviderCall.objects.count()), (3, 3))
        self.assertEqual((last.status, last.failures, last.error), ("pending", 0, ""))
        oldest = ProviderCall.objects.order_by("started_at").first()
        expected = oldest.started_at + timedelta(minutes=1)
        self.assertAlmostEqual(last.not_before, expected, delta=timedelta(seconds=1))
        later = timezone.now() + timedelta(minutes=1)
        with mock.patch("django.utils.timezone.now", return_value=later):
            self.assertEqual(run(last).status, "done")

    def test_a_dialogue_waits_in_its_middle(self):
        study = start_generating(self.fake, single_turn=0, multi_turn=1, requests_per_minute=3)
        response = run(responses_of(study)[0])
        self.assertEqual((response.status, response.turns.count()), ("pending", 3))
