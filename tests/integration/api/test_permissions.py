"""Every address and method of the API × every token. One without a row here fails.

401 without a token, 404 for what is not yours, 403 only for a missing scope.
"""

from collections.abc import Iterator

from django.test import TestCase
from django.urls import reverse

from annotations.api.urls import urlpatterns
from annotations.models import ApiToken, AuditEvent, Study, StudyMember
from tests import factories
from tests.asking import EVERY_SCOPE, Program, secret_for

ACTORS = (
    "nobody",
    "stranger",
    "rater",
    "rater elsewhere",
    "researcher",
    "researcher elsewhere",
    "analyst",
    "study administrator",
    "system admin",
)
# Who asks for one study: no token, not theirs (6 of 9), or what is said for the other three.
READ_BY_ALL = [401, 404, 404, 404, 200, 404, 200, 200, 404]

# (name, method): (arguments, scope, an answer for each of ACTORS)
EXPECTED = {
    ("schema", "get"): ((), None, [200] * 9),
    ("studies", "get"): ((), "read", [401] + [200] * 8),
    ("study", "get"): (("slug",), "read", READ_BY_ALL),
}
BODIES: dict[tuple[str, str], object] = {}
# Says 404 to whatever is not in the table.
ELSEWHERE = {"not_here"}


def operations() -> Iterator[tuple[str, str]]:
    """Every address with every method that it answers."""
    for pattern in urlpatterns:
        if pattern.name not in ELSEWHERE:
            view = pattern.callback.view_class
            for method in view.http_method_names:
                if method not in ("head", "options") and hasattr(view, method):
                    yield pattern.name, method


class ApiPermissionTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_running_study(single_turn=2, repeat_share=0)
        cls.other = factories.make_running_study(repeat_share=0)
        cls.people = {
            "stranger": factories.make_user(),
            "rater": factories.add_rater(cls.study).user,
            "rater elsewhere": factories.add_rater(cls.other).user,
            "researcher": factories.add_researcher(cls.study),
            "researcher elsewhere": factories.add_researcher(cls.other),
            "analyst": member(cls.study, "analyst"),
            "study administrator": member(cls.study, "administrator"),
            "system admin": factories.make_user(is_staff=True, is_superuser=True),
        }
        cls.programs = {"nobody": Program()} | {
            name: Program(secret_for(user)) for name, user in cls.people.items()
        }
        cls.arguments = {"slug": cls.study.slug}

    def ask(self, program: Program, name: str, method: str, **arguments: object) -> int:
        keys = EXPECTED[name, method][0]
        path = reverse(
            f"api:{name}", kwargs={key: (self.arguments | arguments)[key] for key in keys}
        )
        return program.ask(method, path, BODIES.get((name, method)))

    def test_every_address_and_method_has_a_row(self):
        self.assertEqual(sorted(operations()), sorted(EXPECTED))

    def test_everybody_gets_what_is_theirs(self):
        for (name, method), (_, _, answers) in EXPECTED.items():
            for actor, expected in zip(ACTORS, answers, strict=True):
                before = self.written()
                with self.subTest(f"{method} {name}", actor=actor):
                    answer = self.ask(self.programs[actor], name, method)
                    self.assertEqual(answer.status_code, expected)
                    if expected >= 400:
                        self.assertEqual(self.written(), before)
                        self.assertLessEqual({"code", "message", "errors"}, answer.json().keys())

    def written(self) -> tuple[object, ...]:
        return (Study.objects.get(pk=self.study.pk).state, AuditEvent.objects.count())

    def test_a_missing_scope_is_named(self):
        for (name, method), (_, scope, _answers) in EXPECTED.items():
            if scope is None:
                continue
            with self.subTest(f"{method} {name}"):
                others = [other for other in EVERY_SCOPE if other != scope]
                user = self.people["study administrator"]
                answer = self.ask(Program(secret_for(user, *others)), name, method)
                self.assertEqual(answer.status_code, 403)
                self.assertEqual(answer.json()["code"], "scope_missing")
                self.assertIn(f"“{scope}”", answer.json()["message"])
                ApiToken.objects.filter(scopes=others).delete()

    def test_a_token_for_one_study_opens_no_other(self):
        user = self.people["study administrator"]
        StudyMember.objects.create(study=self.other, user=user, role="administrator")
        program = Program(secret_for(user, study=self.other))
        for (name, method), (keys, _, _answers) in EXPECTED.items():
            if "slug" in keys:
                with self.subTest(f"{method} {name}"):
                    self.assertEqual(self.ask(program, name, method).status_code, 404)
        slugs = [row["slug"] for row in program.get("studies/").json()["results"]]
        self.assertEqual(slugs, [self.other.slug])

    def test_a_method_that_is_not_there_is_said_to_be(self):
        program = self.programs["researcher"]
        for method in ("put", "patch", "delete", "options"):
            answer = program.ask(method, "studies/")
            self.assertEqual(
                (answer.status_code, answer.json()["code"]), (405, "method_not_allowed")
            )

    def test_an_address_that_is_not_there_is_said_in_json(self):
        for program, status in ((self.programs["nobody"], 401), (self.programs["researcher"], 404)):
            answer = program.get("nothing/here")
            self.assertEqual(answer.status_code, status)
            self.assertEqual(answer.headers["Content-Type"], "application/json")


def member(study: Study, role: str):
    user = factories.make_user()
    StudyMember.objects.create(study=study, user=user, role=role)
    return user
