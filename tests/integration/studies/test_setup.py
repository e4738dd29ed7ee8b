"""A study made from a plan, and nothing half-made."""

from dataclasses import replace

from django.test import TestCase

from annotations.exceptions import AnnotationsError
from annotations.generation.keys import decrypt_key
from annotations.models import AuditEvent, Endpoint, Study, System
from annotations.studies.plan import EndpointPlan, PatientPlan, StudyPlan, SystemPlan
from annotations.studies.setup import create_study
from tests.factories import both, make_user

PLAN = StudyPlan(
    slug="pilot",
    title=both("Answers compared"),
    systems=(
        SystemPlan(
            name="secret-alpha",
            aliases=("Alphabot",),
            endpoint="ward",
            model="alpha-13b",
            parameters={"temperature": 0.7},
            system_prompt="Be careful.",
        ),
        SystemPlan(name="secret-beta"),
    ),
    endpoints=(EndpointPlan(name="ward", base_url="http://127.0.0.1:9/v1", api_key_env="KEY"),),
    patient=PatientPlan(name="patient", endpoint="ward", model="p", prompt=both("{case}")),
    panel="fixed",
    raters_per_comparison=2,
    seed="seed",
)
KEYS = {"KEY": "sk-canary"}


class CreateStudyTests(TestCase):
    def create(self, **changes: object) -> Study:
        return create_study(plan=replace(PLAN, **changes), by=None, environment=KEYS)

    def test_everything_the_plan_names_is_there(self):
        study = self.create()
        study.refresh_from_db()
        self.assertEqual((study.state, study.panel, study.seed), ("draft", "fixed", "seed"))
        self.assertEqual(study.raters_per_comparison, 2)
        self.assertEqual(
            list(study.systems.order_by("position").values_list("name", "role", "model_name")),
            [
                ("secret-alpha", "candidate", "alpha-13b"),
                ("secret-beta", "candidate", ""),
                ("patient", "patient", "p"),
            ],
        )
        alpha = study.systems.get(name="secret-alpha")
        self.assertEqual((alpha.parameters, alpha.aliases), ({"temperature": 0.7}, ["Alphabot"]))
        self.assertEqual(
            list(study.criteria.values_list("key", flat=True)),
            ["overall", "professionalism", "accuracy", "richness", "humanistic_care"],
        )
        self.assertEqual(study.prompt_versions.get().text, both("{case}"))
        self.assertEqual(AuditEvent.objects.filter(study=study, action="study.create").count(), 1)

    def test_the_key_is_encrypted(self):
        endpoint = self.create().endpoints.get()
        self.assertNotIn("sk-canary", endpoint.encrypted_key)
        self.assertEqual(decrypt_key(endpoint.encrypted_key), "sk-canary")

    def test_a_key_that_is_not_set_is_named_and_nothing_is_made(self):
        with self.assertRaisesMessage(AnnotationsError, "KEY"):
            create_study(plan=PLAN, by=None, environment={})
        self.assertEqual((Study.objects.count(), Endpoint.objects.count()), (0, 0))

    def test_without_a_seed_every_study_gets_its_own(self):
        seeds = {self.create(slug=slug, seed="").seed for slug in "ab"}
        self.assertEqual({len(seed) for seed in seeds}, {32})
        self.assertEqual(len(seeds), 2)

    def test_a_slug_that_is_taken(self):
        self.create()
        with self.assertRaisesMessage(AnnotationsError, "exists already"):
            self.create()
        self.assertEqual((Study.objects.count(), System.objects.count()), (1, 3))

    def test_texts_for_raters_that_name_a_system_are_refused(self):
        revealing = {
            "title.en": {"title": both("Secret Alpha against all")},
            "title.zh-hans": {"title": both("x") | {"zh-hans": "评测alphabot回答"}},
            "instructions.en": {"instructions": both("alpha-13B")},
        }
        for place, change in revealing.items():
            with self.subTest(place), self.assertRaisesMessage(AnnotationsError, place):
                self.create(**change)
        self.assertFalse(Study.objects.exists())

    def test_researchers_become_members(self):
        rosa, ray = make_user(email="rosa@example.org"), make_user(email="ray@example.org")
        emails = ("Rosa@Example.org", "rosa@example.org", "ray@example.org")
        study = self.create(researchers=emails)
        # Somebody has to decide about members: whoever is named first.
        roles = [(rosa.pk, "administrator"), (ray.pk, "researcher")]
        self.assertEqual(list(study.members.order_by("pk").values_list("user", "role")), roles)

    def test_a_researcher_who_is_not_there_stops_it(self):
        with self.assertRaisesMessage(AnnotationsError, "nobody@example.org"):
            self.create(researchers=("nobody@example.org",))
        self.assertFalse(Study.objects.exists())
