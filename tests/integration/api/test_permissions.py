"""Every address and method of the API × every token. One without a row here fails.

401 without a token, 404 for what is not yours, 403 only for a missing scope.
"""

from collections.abc import Iterator

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.api.urls import urlpatterns
from annotations.models import ApiToken, AuditEvent, Response, Study, StudyMember
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


def for_members(status: int) -> list[int]:
    """Researcher, analyst and administrator of this study; to everybody else it does not exist."""
    return [401, 404, 404, 404, status, 404, status, status, 404]


def for_runners(status: int) -> list[int]:
    return [401, 404, 404, 404, status, 404, 404, status, 404]


def for_administrators(status: int) -> list[int]:
    return [401, 404, 404, 404, 404, 404, 404, status, 404]


NOBODYS = [401] + [404] * 8
SLUG = ("slug",)
# (name, method): (arguments, scope, an answer for each of ACTORS). What is sent is empty: so 422
# stands for "may, and should have said more", 409 for "may, but not in a running study".
EXPECTED = {
    ("schema", "get"): ((), None, [200] * 9),
    ("studies", "get"): ((), "read", [401] + [200] * 8),
    # Who was never made a researcher, and runs nothing, makes no studies.
    ("studies", "post"): ((), "setup", [401, 403, 403, 403, 422, 422, 403, 422, 403]),
    ("study", "get"): (SLUG, "read", for_members(200)),
    ("study", "patch"): (SLUG, "setup", for_runners(409)),
    ("copy", "post"): (SLUG, "setup", for_runners(422)),
    ("change_running", "post"): (SLUG, "run", for_runners(422)),
    ("progress", "get"): (SLUG, "read", for_members(200)),
    ("comparisons", "get"): (SLUG, "read", for_runners(200)),
    ("alarms", "get"): (SLUG, "read", for_runners(200)),
    ("alarms", "post"): (SLUG, "run", for_runners(422)),
    ("items", "get"): (SLUG, "read", for_runners(200)),
    ("items", "post"): (SLUG, "setup", for_runners(422)),
    ("items", "delete"): (SLUG, "setup", for_runners(409)),
    ("item", "get"): (("slug", "item"), "read", for_runners(200)),
    ("item", "delete"): (("slug", "item"), "setup", for_runners(409)),
    ("withdraw_item", "post"): (("slug", "item"), "run", for_runners(422)),
    ("judgments", "post"): (SLUG, "setup", for_runners(422)),
    ("responses", "get"): (SLUG, "read", for_runners(200)),
    ("response", "get"): (("slug", "answer"), "read", for_runners(200)),
    ("regenerate", "post"): (("slug", "answer"), "run", for_runners(422)),
    ("leaks", "get"): (SLUG, "read", for_runners(200)),
    ("decide_leaks", "post"): (SLUG, "run", for_runners(422)),
    ("system_responses", "post"): (("slug", "system"), "setup", for_runners(422)),
    ("system_responses", "delete"): (("slug", "system"), "setup", for_runners(409)),
    ("endpoints", "get"): (SLUG, "read", for_runners(200)),
    ("endpoints", "post"): (SLUG, "setup", for_runners(422)),
    ("endpoint", "get"): (("slug", "endpoint"), "read", for_runners(200)),
    ("endpoint", "patch"): (("slug", "endpoint"), "setup", for_runners(200)),
    ("endpoint", "delete"): (("slug", "endpoint"), "setup", for_runners(409)),
    ("systems", "get"): (SLUG, "read", for_runners(200)),
    ("systems", "post"): (SLUG, "setup", for_runners(422)),
    ("system", "get"): (("slug", "system"), "read", for_runners(200)),
    ("system", "patch"): (("slug", "system"), "setup", for_runners(409)),
    ("system", "delete"): (("slug", "system"), "setup", for_runners(409)),
    # Nobody tried this system; its answers come from a file.
    ("trial", "get"): (("slug", "system"), "read", for_runners(404)),
    ("trial", "post"): (("slug", "system"), "run", for_runners(422)),
    ("generation", "get"): (SLUG, "read", for_runners(200)),
    # Of imported answers there is nothing to generate.
    ("start_generation", "post"): (SLUG, "run", for_runners(202)),
    ("pause_generation", "post"): (SLUG, "run", for_runners(200)),
    ("retry_generation", "post"): (SLUG, "run", for_runners(202)),
    ("guidance", "get"): (SLUG, "read", for_runners(200)),
    ("guidance", "post"): (SLUG, "setup", for_runners(422)),
    ("raters", "get"): (SLUG, "read", for_runners(200)),
    ("raters", "post"): (SLUG, "raters", for_runners(422)),
    ("rater", "get"): (("slug", "pseudonym"), "read", NOBODYS),
    ("rater", "patch"): (("slug", "pseudonym"), "raters", NOBODYS),
    ("rater_link", "post"): (("slug", "pseudonym"), "raters", NOBODYS),
    ("replace_rater", "post"): (("slug", "pseudonym"), "raters", NOBODYS),
    ("remind_rater", "post"): (("slug", "pseudonym"), "raters", NOBODYS),
    ("invitations", "get"): (SLUG, "read", for_runners(200)),
    ("invitations", "post"): (SLUG, "raters", for_runners(422)),
    ("invitation", "delete"): (("slug", "link"), "raters", NOBODYS),
    ("members", "get"): (SLUG, "read", for_runners(200)),
    ("members", "post"): (SLUG, "administer", for_administrators(422)),
    ("member", "patch"): (("slug", "member"), "administer", for_administrators(422)),
    ("member", "delete"): (("slug", "member"), "administer", for_administrators(422)),
    ("member_links", "get"): (SLUG, "read", for_runners(200)),
    ("member_link", "delete"): (("slug", "link"), "administer", NOBODYS),
    ("problems", "get"): (SLUG, "read", for_runners(200)),
    ("problem", "delete"): (("slug", "report"), "run", NOBODYS),
    ("record", "get"): (SLUG, "read", for_runners(200)),
    ("protocol", "get"): (SLUG, "read", for_runners(200)),
    ("deviations", "get"): (SLUG, "read", for_runners(200)),
    ("deviations", "post"): (SLUG, "run", for_runners(422)),
    ("verification", "get"): (SLUG, "read", for_runners(200)),
    ("results", "get"): (SLUG, "results", for_members(409)),
    ("scrambled", "get"): (SLUG, "results", for_members(409)),
    ("blinding", "get"): (SLUG, "results", for_members(409)),
    ("exports", "get"): (SLUG, "read", for_members(200)),
    ("export", "get"): (("slug", "what", "form"), "results", for_members(409)),
    ("bundles", "post"): (SLUG, "results", for_members(422)),
    ("bundle", "get"): (("slug", "bundle"), "results", NOBODYS),
    ("bundle_file", "get"): (("slug", "bundle"), "results", NOBODYS),
    ("start", "post"): (SLUG, "run", for_runners(200)),
    ("pause", "post"): (SLUG, "run", for_runners(200)),
    ("resume", "post"): (SLUG, "run", for_runners(200)),
    ("exclude", "post"): (SLUG, "run", for_runners(422)),
    ("freeze", "post"): (SLUG, "administer", for_runners(200)),
    ("unblind", "post"): (SLUG, "administer", for_administrators(422)),
}
# Says 404 to whatever is not in the table.
ELSEWHERE = {"not_here"}


def operations() -> Iterator[tuple[str, str]]:
    """Every address with every method that it answers."""
    patterns = [inner for one in urlpatterns for inner in getattr(one, "url_patterns", [one])]
    for pattern in patterns:
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
            "researcher": member(cls.study, "researcher"),
            "researcher elsewhere": factories.add_researcher(cls.other),
            "analyst": member(cls.study, "analyst"),
            "study administrator": member(cls.study, "administrator"),
            "system admin": factories.make_user(is_staff=True, is_superuser=True),
        }
        cls.programs = {"nobody": Program()} | {
            name: Program(secret_for(user)) for name, user in cls.people.items()
        }
        administrator = cls.people["study administrator"]
        cls.arguments = {
            "slug": cls.study.slug,
            "item": cls.study.items.first().pk,
            "system": cls.study.systems.first().pk,
            "answer": Response.objects.filter(item__study=cls.study).first().pk,
            "endpoint": cls.study.endpoints.create(name="own", base_url="http://x.test/v1").pk,
            "member": cls.study.members.get(user=administrator).pk,
            "pseudonym": "R-NOBODY",
            "link": 0,
            "report": 0,
            "bundle": 0,
            "what": "judgments",
            "form": "csv",
        }

    def ask(self, program: Program, name: str, method: str) -> HttpResponse:
        keys = EXPECTED[name, method][0]
        path = reverse(f"api:{name}", kwargs={key: self.arguments[key] for key in keys})
        return program.ask(method, path, {} if method in ("post", "patch") else None)

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
