"""Trying a system out: three answers through the real way, paid for, and never study data."""

from decimal import Decimal
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from annotations.exceptions import AnnotationsError
from annotations.generation import tasks, trials
from annotations.generation.failures import Failure
from annotations.generation.launch import launch_trial
from annotations.generation.trial_results import latest_trial
from annotations.models import AuditEvent, ProviderCall, Response, System, Trial, Turn
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.fake_provider.faults import RETRYABLE, TERMINAL
from tests.generating import make_generating_study


class TrialTestCase(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def make_study(self, **options):
        self.study = make_generating_study(self.fake, **options)
        self.system = self.study.systems.get(name="secret-alpha")
        self.endpoint = self.study.endpoints.get()

    def try_out(self):
        trial = launch_trial(study=self.study, system=self.system, by=None)
        tasks.run_trial(trial.pk)
        return latest_trial(System.objects.select_related("endpoint").get(pk=self.system.pk))


class TrialTests(TrialTestCase):
    def test_two_items_of_the_study_and_a_question_of_ours(self):
        self.make_study(single_turn=3)
        result = self.try_out()
        items = list(self.study.items.order_by("pk").values_list("external_id", flat=True)[:2])
        self.assertEqual([one.item for one in result.samples], [*items, ""])
        self.assertEqual([len(one.answer) for one in result.samples], [1, 1, 1])
        self.assertTrue(result.is_clean)
        self.assertEqual(
            self.fake.requests[0].body["messages"],
            [{"role": "user", "content": self.study.items.order_by("pk").first().prompt}],
        )
        self.assertEqual({one.completion_tokens for one in result.samples}, {7})

    def test_of_a_case_one_round_is_tried(self):
        self.make_study(single_turn=0, multi_turn=1)
        result = self.try_out()
        case = result.samples[0]
        self.assertTrue(case.patient.startswith("Answer to: "))
        self.assertEqual(case.answer[0].text, f"Answer to: {case.patient}")
        models = [request.body["model"] for request in self.fake.requests]
        self.assertEqual(models, ["patient", *["model of secret-alpha"] * 3])

    def test_the_patient_is_tried_on_cases(self):
        self.make_study(single_turn=0, multi_turn=1)
        self.system = self.study.systems.get(role=System.Role.PATIENT)
        result = self.try_out()
        self.assertEqual([bool(one.patient) for one in result.samples], [True, True, True])
        self.assertIsNone(result.estimate)

    def test_nothing_of_it_becomes_study_data(self):
        self.make_study()
        self.try_out()
        for model in (Response, ProviderCall, Turn):
            self.assertFalse(model.objects.exists(), model)
        self.assertEqual(AuditEvent.objects.filter(action="system.try").count(), 1)

    def test_what_gives_the_writer_away_is_marked_with_its_reason(self):
        self.make_study(single_turn=2)
        self.fake.plan(
            b.ok("As an AI language model, I advise rest."), b.ok("SECRET-ALPHA says rest.")
        )
        result = self.try_out()
        found = [[(p.text, p.leak.reason.value) for p in one.leaks] for one in result.samples]
        self.assertEqual(found[0], [("an AI language model", "self_description")])
        self.assertEqual(found[1], [("SECRET-ALPHA", "study_name")])
        self.assertTrue(result.has_leaks)
        self.assertEqual(
            "".join(piece.text for piece in result.samples[0].answer),
            "As an AI language model, I advise rest.",
        )

    def test_cost_and_time_of_the_whole_study_are_estimated(self):
        self.make_study(single_turn=30, multi_turn=0, concurrency=5)
        self.endpoint.price_per_million_prompt_tokens = 1_000
        self.endpoint.price_per_million_completion_tokens = 10_000
        self.endpoint.save()
        result = self.try_out()
        each = Decimal(11 * 1_000 + 7 * 10_000) / 1_000_000
        self.assertEqual(result.cost, 3 * each)
        self.assertEqual((result.estimate.items, result.estimate.cost), (30, 30 * each))
        self.endpoint.refresh_from_db()
        self.assertEqual(self.endpoint.spent, 3 * each)

    def test_the_budget_holds_for_trials(self):
        self.make_study()
        self.endpoint.price_per_million_completion_tokens = 1_000_000
        self.endpoint.budget = 10
        self.endpoint.save()
        self.system.parameters = {"max_tokens": 7}
        self.system.save()
        result = self.try_out()
        self.assertEqual(len(self.fake.requests), 2)  # 7 of 10, then 14: one call above
        self.assertEqual([one.code for one in result.samples], ["", "", Failure.BUDGET_SPENT.value])

    def test_a_second_press_while_one_is_under_way_asks_once(self):
        self.make_study()
        first = launch_trial(study=self.study, system=self.system, by=None)
        second = launch_trial(study=self.study, system=self.system, by=None)
        self.assertEqual(first, second)
        tasks.run_trial(first.pk)
        tasks.run_trial(first.pk)
        self.assertEqual(len(self.fake.requests), 3)

    def test_a_lost_message_is_sent_again_and_a_dead_worker_frees_the_button(self):
        self.make_study()
        trial = launch_trial(study=self.study, system=self.system, by=None)
        self.assertEqual(trials.unnoticed_trials(), [])
        Trial.objects.update(created_at=timezone.now() - trials.UNNOTICED_AFTER)
        self.assertEqual(trials.unnoticed_trials(), [trial.pk])
        trials.claim_trial(trial.pk)
        Trial.objects.update(leased_until=timezone.now() - trials.UNNOTICED_AFTER)
        again = launch_trial(study=self.study, system=self.system, by=None)
        self.assertNotEqual(again.pk, trial.pk)

    def test_a_system_without_endpoint_cannot_be_tried(self):
        self.make_study()
        System.objects.update(endpoint=None)
        with self.assertRaisesMessage(AnnotationsError, "come from a file"):
            launch_trial(study=self.study, system=self.system, by=None)

    def test_a_key_that_cannot_be_read_says_so(self):
        self.make_study()
        self.endpoint.encrypted_key = "gAAAA-nonsense"
        self.endpoint.save()
        result = self.try_out()
        self.assertIn("enter it anew", result.samples[0].detail)
        self.assertTrue(result.is_done)


class TrialFaultTests(TrialTestCase):
    def test_every_fault_is_told_in_a_sentence_and_ends(self):
        self.make_study()
        for name, (behaviour, code) in (RETRYABLE | TERMINAL).items():
            with self.subTest(name):
                self.fake.requests.clear()
                self.fake.plan(behaviour)
                result = self.try_out()
                first = result.samples[0]
                self.assertEqual((first.code, first.answer), (code, ()))
                self.assertEqual(first.sentence, code.label)
                self.assertTrue(result.is_done)
                # What would fail the same way again is not asked, and not paid for, twice more.
                self.assertEqual(len(self.fake.requests), 3 if name in RETRYABLE else 1)

    def test_an_error_of_ours_does_not_leave_it_running(self):
        self.make_study()
        with (
            mock.patch.object(trials, "_converse", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            self.try_out()
        self.assertEqual(Trial.objects.get().status, "done")
