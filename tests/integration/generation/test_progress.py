"""What a researcher sees while it runs, and the instructions of the simulated patient."""

from django.test import TestCase
from django.utils import translation

from annotations.exceptions import AnnotationsError
from annotations.generation.launch import launch_generation
from annotations.generation.patient_prompt import (
    DEFAULT,
    current_prompt,
    instructions,
    save_patient_prompt,
)
from annotations.generation.selectors import failed_responses, generation_progress
from annotations.models import Response
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import make_generating_study, responses_of, run, start_generating


class ProgressTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
        self.study = start_generating(self.fake, single_turn=3)
        self.responses = list(responses_of(self.study).filter(system__position=0))

    def test_counts_by_system_in_one_statement(self):
        run(self.responses[0])
        self.fake.plan(b.status(404))
        run(self.responses[1])
        with self.assertNumQueries(1):
            alpha, beta = generation_progress(self.study)
        self.assertEqual(
            (alpha.name, alpha.pending, alpha.running, alpha.done, alpha.failed, alpha.total),
            ("secret-alpha", 1, 0, 1, 1, 3),
        )
        self.assertEqual((beta.pending, beta.total), (3, 3))

    def test_lists_failures_for_good_before_those_that_wait(self):
        self.fake.plan(b.status(503, "busy"), b.status(404, "no such model"))
        run(self.responses[0]), run(self.responses[1])
        given_up, waiting = failed_responses(self.study)
        self.assertEqual(
            (given_up.is_final, given_up.code, given_up.detail),
            (True, "not_found", "HTTP status 404. no such model"),
        )
        self.assertEqual((waiting.is_final, waiting.failures), (False, 1))
        self.assertEqual(waiting.sentence, "The endpoint reports an error of its own.")
        run(self.responses[2])
        Response.objects.filter(pk=self.responses[0].pk).update(not_before=self.study.started_at)
        run(self.responses[0])
        self.assertEqual([row.is_final for row in failed_responses(self.study)], [True])


class PatientPromptTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.study = make_generating_study(self.fake, multi_turn=1)

    def text(self, change: str) -> dict[str, str]:
        return {language: f"{text} {change}" for language, text in DEFAULT.items()}

    def test_the_default_is_version_one(self):
        self.assertEqual(current_prompt(self.study).version, 1)
        self.assertEqual(current_prompt(self.study).text, DEFAULT)
        self.assertEqual(self.study.prompt_versions.count(), 1)

    def test_a_change_is_a_new_version_and_no_change_is_none(self):
        launch_generation(self.study)
        first = current_prompt(self.study)
        second = save_patient_prompt(study=self.study, text=self.text("Be shy."), by=None)
        again = save_patient_prompt(study=self.study, text=self.text("Be shy."), by=None)
        self.assertEqual((second.version, again.pk), (2, second.pk))
        # Dialogues that are planned already keep the version they were planned with.
        planned = responses_of(self.study).exclude(patient_prompt=None)
        self.assertEqual(set(planned.values_list("patient_prompt", flat=True)), {first.pk})

    def test_a_text_without_the_case_is_refused(self):
        for broken in ({"en": DEFAULT["en"]}, {**DEFAULT, "zh-hans": "扮演患者"}):
            with self.assertRaises(AnnotationsError):
                save_patient_prompt(study=self.study, text=broken, by=None)
        self.assertFalse(self.study.prompt_versions.exists())

    def test_the_case_goes_in_as_it_stands(self):
        prompt = current_prompt(self.study)
        with translation.override("zh-hans"):
            told = instructions(prompt, "zh-hans", "头痛 {case} {0} 50%")
        self.assertIn("头痛 {case} {0} 50%", told)
        self.assertTrue(told.startswith("你在扮演一位"))
