"""From planned rows to finished responses, over a well-behaved endpoint."""

from hashlib import sha256
from unittest import mock

from django.db import DatabaseError

from annotations.exceptions import AnnotationsError
from annotations.generation import claims, services
from annotations.generation.launch import launch_generation
from annotations.generation.patient_prompt import DEFAULT, START, current_prompt
from annotations.ledger import content_sha256, text_sha256
from annotations.models import ProviderCall, Response, Study, System, Turn
from annotations.studies.lifecycle import start_study
from tests.factories import make_item, make_response
from tests.fake_provider import behaviours as b
from tests.generating import make_generating_study, responses_of, run, start_generating

from .base import GenerationTestCase


class PlanningTests(GenerationTestCase):
    def test_one_row_for_every_item_and_system_and_none_the_second_time(self):
        study = make_generating_study(self.fake, single_turn=2, multi_turn=1)
        self.assertEqual(launch_generation(study), 6)
        self.assertEqual(launch_generation(study), 0)
        make_item(study)
        self.assertEqual(launch_generation(study), 2)
        self.assertEqual(set(responses_of(study).values_list("status", flat=True)), {"pending"})

    def test_an_imported_response_is_not_generated_again(self):
        study = make_generating_study(self.fake)
        make_response(study.items.get(), study.systems.first())
        self.assertEqual(launch_generation(study), 1)

    def test_a_system_without_endpoint_is_left_to_imports(self):
        study = make_generating_study(self.fake)
        study.systems.filter(position=1).update(endpoint=None)
        self.assertEqual(launch_generation(study), 1)

    def test_only_dialogues_carry_the_patients_instructions(self):
        study = make_generating_study(self.fake, single_turn=1, multi_turn=1)
        launch_generation(study)
        prompt = current_prompt(study)
        self.assertEqual(
            sorted(responses_of(study).values_list("item__kind", "patient_prompt")),
            [("multi_turn", prompt.pk)] * 2 + [("single_turn", None)] * 2,
        )

    def test_dialogues_without_a_patient_are_refused_before_the_start(self):
        study = make_generating_study(self.fake, multi_turn=1)
        study.systems.filter(role=System.Role.PATIENT).delete()
        with self.assertRaisesMessage(AnnotationsError, "need a simulated patient"):
            launch_generation(study)
        self.assertFalse(responses_of(study).exists())


class SingleTurnTests(GenerationTestCase):
    def test_keeps_the_answer_and_everything_about_the_call(self):
        study = make_generating_study(self.fake)
        item, system = study.items.get(), study.systems.first()
        System.objects.filter(pk=system.pk).update(
            parameters={"temperature": 0.3, "seed": 7},
            system_prompt="Be brief.",
            prompt_template="Question: {prompt}",
        )
        start_study(study=study, by=None)
        self.fake.plan(b.ok("<think>Hm.</think>\nRest.\n"))
        response = run(responses_of(study).get(system=system))
        self.assertEqual((response.status, response.attempt, response.failures), ("done", 1, 0))
        self.assertEqual(response.shown_sha256, content_sha256(["Rest."]))
        self.assertIsNotNone(response.completed_at)

        turn = response.turns.get()
        self.assertEqual((turn.role, turn.position, turn.round_number), ("assistant", 0, 1))
        self.assertEqual((turn.raw_text, turn.shown_text), ("<think>Hm.</think>\nRest.\n", "Rest."))
        self.assertEqual(turn.raw_sha256, text_sha256(turn.raw_text))
        self.assertEqual(turn.shown_sha256, text_sha256("Rest."))

        call = turn.provider_call
        sent = self.fake.requests[0].body
        self.assertEqual(call.request, {"url": f"{self.fake.url}/chat/completions", "body": sent})
        self.assertEqual(
            sent,
            {
                "model": "model of secret-alpha",
                "temperature": 0.3,
                "seed": 7,
                "messages": [
                    {"role": "system", "content": "Be brief."},
                    {"role": "user", "content": f"Question: {item.prompt}"},
                ],
            },
        )
        self.assertEqual((call.status, call.purpose, call.attempt), ("succeeded", "answer", 1))
        self.assertEqual((call.http_status, call.finish_reason), (200, "stop"))
        self.assertEqual((call.prompt_tokens, call.completion_tokens), (11, 7))
        self.assertEqual(call.reported_model, "fake-model-2026")
        self.assertGreaterEqual(call.latency_ms, 0)
        self.assertEqual(sha256(call.response_body.encode()).hexdigest(), call.response_sha256)

    def test_an_answer_costs_twelve_statements(self):
        endpoint = start_generating(self.fake).endpoints.get()
        with self.assertNumQueries(12):
            services.generate_response(claims.claim_next(endpoint.pk))

    def test_an_answer_that_cannot_be_kept_is_paid_for_all_the_same(self):
        study = start_generating(self.fake)
        response = responses_of(study)[0]
        lost = mock.patch.object(Turn, "save", side_effect=DatabaseError("lost"))
        with lost, self.assertRaises(DatabaseError):
            run(response)
        response.refresh_from_db()
        self.assertEqual((response.status, response.error_code), ("failed", "internal"))
        self.assertEqual(ProviderCall.objects.get().status, "succeeded")

    def test_turns_that_are_all_there_make_an_answer_without_another_call(self):
        study = start_generating(self.fake)
        response = responses_of(study)[0]
        run(response)
        Response.objects.filter(pk=response.pk).update(
            status="pending", completed_at=None, shown_sha256=""
        )
        again = run(response)
        self.assertEqual((again.status, len(self.fake.requests)), ("done", 1))
        self.assertEqual(again.shown_sha256, response.shown_sha256)

    def test_a_second_message_for_a_finished_response_does_nothing(self):
        study = start_generating(self.fake)
        response = run(responses_of(study)[0])
        run(response)
        self.assertEqual((len(self.fake.requests), response.attempt), (1, 1))

    def test_nothing_is_generated_unless_the_study_runs(self):
        study = start_generating(self.fake)
        response = responses_of(study)[0]
        Study.objects.filter(pk=study.pk).update(state=Study.State.PAUSED)
        self.assertEqual(run(response).status, "pending")
        self.assertEqual(claims.due_response_ids(), [])
        self.assertEqual(self.fake.requests, [])

    def test_a_superseded_response_is_left_alone(self):
        study = start_generating(self.fake)
        response = responses_of(study)[0]
        response.superseded_at = response.created_at
        response.save()
        self.assertEqual(run(response).status, "pending")


class DialogueTests(GenerationTestCase):
    def setUp(self):
        super().setUp()
        self.study = start_generating(self.fake, single_turn=0, multi_turn=1)
        self.item = self.study.items.get()
        # Each side's messages tell which call of which model they are.
        self.counts = {}
        self.fake.choose = self.number

    def number(self, request):
        model = request.body["model"]
        self.counts[model] = self.counts.get(model, 0) + 1
        return b.ok(f"{model} {self.counts[model]}")

    def test_patient_and_system_take_turns_for_the_planned_rounds(self):
        response = run(responses_of(self.study)[0])
        turns = response.turns.values_list("position", "round_number", "role", "shown_text")
        self.assertEqual(
            list(turns),
            [
                (0, 1, "patient", "patient 1"),
                (1, 1, "assistant", "model of secret-alpha 1"),
                (2, 2, "patient", "patient 2"),
                (3, 2, "assistant", "model of secret-alpha 2"),
            ],
        )
        texts = [turn[-1] for turn in turns]
        self.assertEqual(response.shown_sha256, content_sha256(texts))

    def test_the_patient_knows_its_case_and_the_system_does_not(self):
        run(responses_of(self.study)[0])
        patient, system = self.fake.requests[2].body, self.fake.requests[3].body
        told = DEFAULT["en"].replace("{case}", self.item.case)
        self.assertEqual(
            [(m["role"], m["content"]) for m in patient["messages"]],
            [
                ("system", told),
                ("user", START["en"]),
                ("assistant", "patient 1"),
                ("user", "model of secret-alpha 1"),
            ],
        )
        self.assertEqual(
            [(m["role"], m["content"]) for m in system["messages"]],
            [
                ("user", "patient 1"),
                ("assistant", "model of secret-alpha 1"),
                ("user", "patient 2"),
            ],
        )

    def test_every_system_gets_its_own_dialogue(self):
        first, second = (run(response) for response in responses_of(self.study))
        self.assertEqual(self.counts["patient"], 4)
        shown = [list(r.turns.values_list("shown_text", flat=True)) for r in (first, second)]
        self.assertEqual(shown[1][0], "patient 3")
        self.assertNotIn("alpha", "".join(shown[1]))

    def test_a_dialogue_goes_on_where_it_stopped(self):
        response = responses_of(self.study)[0]
        self.fake.plan(b.ok("patient 1"), b.ok("answer 1"), b.ok("patient 2"), b.status(500))
        self.assertEqual(run(response).turns.count(), 3)
        Response.objects.filter(pk=response.pk).update(not_before=response.created_at)
        self.assertEqual(run(response).status, "done")
        self.assertEqual(len(self.fake.requests), 5)  # four turns and the one failure
        self.assertEqual(
            list(response.provider_calls.order_by("pk").values_list("purpose", "round_number")),
            [("patient", 1), ("answer", 1), ("patient", 2), ("answer", 2), ("answer", 2)],
        )
