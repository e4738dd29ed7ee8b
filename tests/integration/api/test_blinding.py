"""What a token tells of a study that is still blinded: never which system stood where or won."""

import json
from collections.abc import Iterator
from typing import Any

from django.test import TestCase
from django.urls import reverse

from annotations.models import Response, StudyMember, System
from annotations.studies.lifecycle import freeze_study
from tests import factories
from tests.asking import Program, secret_for
from tests.integration.api.test_permissions import EXPECTED
from tests.results import always, judge

# Where the study's own researchers read the names that they themselves gave.
NAMING = {
    "study",
    "systems",
    "system",
    "responses",
    "response",
    "leaks",
    "trial",
    "protocol",
    "deviations",
    "comparisons",
    "generation",
    "endpoints",
    "endpoint",
    "record",
}
# What would say something about a side, or about who won.
TELLING = ("left", "right", "choice", "swapped", "outcome", "win", "loss", "side", "strength")


class BlindedTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_running_study(
            single_turn=2, multi_turn=1, raters_per_comparison=1, repeat_share=0
        )
        judge(cls.study, factories.add_rater(cls.study), always("win"))
        cls.names = [name.encode() for name in cls.study.systems.values_list("name", flat=True)]
        analyst = factories.make_user()
        StudyMember.objects.create(study=cls.study, user=analyst, role="analyst")
        cls.researcher = Program(secret_for(factories.add_researcher(cls.study)))
        cls.analyst = Program(secret_for(analyst))
        cls.arguments = {
            "slug": cls.study.slug,
            "item": cls.study.items.first().pk,
            "system": cls.study.systems.first().pk,
            "answer": Response.objects.filter(item__study=cls.study).first().pk,
            "pseudonym": cls.study.raters.get().pseudonym,
            "endpoint": cls.study.endpoints.create(name="own", base_url="http://x.test/v1").pk,
            "bundle": 0,
            "what": "counts",
            "form": "csv",
        }

    def answers(self, program: Program) -> Iterator[tuple[str, bytes, Any]]:
        """What every address says that a program only reads."""
        for (name, method), (keys, _scope, _statuses) in EXPECTED.items():
            if method == "get" and name != "schema":
                path = reverse(f"api:{name}", kwargs={key: self.arguments[key] for key in keys})
                answer = program.get(path)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                for close in answer._resource_closers:  # the file, and not our connection
                    close()
                is_json = answer.headers["Content-Type"] == "application/json"
                whole = body + str(answer.headers).encode()
                yield name, whole, json.loads(body) if is_json else None

    def test_an_analyst_reads_no_name_before_the_unblinding(self):
        for state in ("running", "frozen"):
            for name, body, _value in self.answers(self.analyst):
                with self.subTest(name, state=state):
                    self.assertFalse([one for one in self.names if one in body])
            freeze_study(study=self.study, by=None)

    def test_no_address_says_a_name_and_a_side(self):
        seen = set()
        for state in ("running", "frozen"):
            for name, body, value in self.answers(self.researcher):
                with self.subTest(name, state=state):
                    if any(one in body for one in self.names):
                        seen.add(name)
                        self.assertIn(name, NAMING)
                        self.assertEqual(telling_keys(value), [])
            freeze_study(study=self.study, by=None)
        self.assertIn("comparisons", seen)  # else nothing was looked at

    def test_results_and_files_by_system_do_not_exist_yet(self):
        for program in (self.researcher, self.analyst):
            for path in ("results/", "exports/judgments.csv", "exports/source-guesses.jsonl"):
                answer = program.get(f"studies/{self.study.slug}/{path}")
                self.assertEqual((answer.status_code, answer.json()["code"]), (409, "wrong_state"))

    def test_sides_are_told_over_the_whole_study_only(self):
        choices = self.researcher.get(f"studies/{self.study.slug}/progress/").json()["choices"]
        self.assertEqual(sum(choices.values()), 3)


def telling_keys(value: Any) -> list[str]:
    keys = set(_keys(value)) - {"seconds_left"}
    return sorted({key for key in keys if set(key.split("_")) & set(TELLING)})


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


class KeyTests(TestCase):
    CANARY = "sk-canary-9f3b1c7e"

    def test_a_key_goes_in_and_never_comes_out(self):
        study = factories.make_study()
        program = Program(secret_for(factories.add_researcher(study)))
        at = f"studies/{study.slug}/endpoints/"
        sent = {"name": "own", "base_url": "https://models.example/v1", "api_key": self.CANARY}
        with self.assertNoLogs("annotations"):
            made = program.post(at, sent)
            self.assertEqual(made.status_code, 201)
            again = program.patch(f"{at}{made.json()['id']}/", {"api_key": self.CANARY + "2"})
            faulty = program.patch(f"{at}{made.json()['id']}/", {"api_key": self.CANARY + "\u00e9"})
        self.assertEqual(faulty.status_code, 422)
        answers = [made, again, faulty, program.get(at), program.get("studies/")]
        answers.append(program.get(f"studies/{study.slug}/record/"))
        for answer in answers:
            self.assertNotContains(answer, self.CANARY, status_code=answer.status_code)
        self.assertTrue(again.json()["has_key"])
        self.assertEqual(System.objects.filter(study=study).count(), 2)
