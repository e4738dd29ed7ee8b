"""Every field of every table that an operation does not declare, sent along: it changes nothing.

What is declared is read from the API's description. Each operation is asked twice as it should be,
which shows what is random or a time, and once with everything else sent along: the database is then
the same in all that is not.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.test import TestCase
from drf_spectacular.generators import SchemaGenerator

from annotations.models import Response
from tests import factories
from tests.asking import Program, secret_for

# It stands for a number, a text and a key, and would be found again wherever it got to.
SENT = "7357735"
MODELS = list(apps.get_app_config("annotations").get_models())
FIELDS = {field.name for model in MODELS for field in model._meta.get_fields()} | {"pk"}
WRITING = ("post", "patch", "put", "delete")
Cells = dict[tuple[str, int, str], Any]


class SentAlongTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        rosa = factories.make_user(email="rosa@example.org")
        draft = factories.fill_study(factories.make_study(), single_turn=1)
        running = factories.make_running_study(single_turn=1)
        cls.things = [_things(study, rosa) for study in (draft, running)]
        cls.program = Program(secret_for(rosa))
        cls.description = SchemaGenerator().get_schema(public=True)

    def test_only_what_is_declared_is_taken(self):
        done: Counter[bool] = Counter()
        for method, template, operation in self.operations():
            declared = self.body_of(operation)
            for things in self.things:
                path = _fill(template, things)
                body = _fitting(declared) | _known(method, template, things)
                with self.subTest(f"{method} {template}"):
                    if is_done := self.is_the_same(method, path, body, declared):
                        break
            done[is_done] += 1
        # Of the rest nothing is taken: they need a file, or something that is not there.
        self.assertGreater(done[True], 30, done)

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for template, methods in self.description["paths"].items():
            for method in WRITING:
                if operation := methods.get(method):
                    yield method, template, operation

    def body_of(self, operation: dict[str, Any]) -> dict[str, Any]:
        """The schema of the JSON that the operation takes."""
        content = operation.get("requestBody", {}).get("content", {})
        return self.resolved(content.get("application/json", {}).get("schema", {}))

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            return self.description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        parts = [self.resolved(part) for key in ("oneOf", "anyOf") for part in schema.get(key, ())]
        if not parts:
            return schema
        return {"properties": {k: v for part in parts for k, v in part["properties"].items()}}

    def is_the_same(self, method: str, path: str, body: Any, declared: dict[str, Any]) -> bool:
        """Whether it was done at all; that what was sent along changed nothing is asserted."""
        status, first = self.outcome(method, path, body)
        if status >= 400:
            return False
        _, second = self.outcome(method, path, body)
        along = dict.fromkeys(FIELDS - set(declared.get("properties", ())), SENT)
        again, third = self.outcome(method, path, along | body)
        self.assertEqual(again, status)
        self.assertEqual(third.keys(), first.keys())
        steady = {cell for cell, value in first.items() if second[cell] == value}
        self.assertEqual([cell for cell in steady if third[cell] != first[cell]], [])
        self.assertEqual([cell for cell in third if str(third[cell]) == SENT], [])
        return True

    def outcome(self, method: str, path: str, body: Any) -> tuple[int, Cells]:
        """The status, and every cell of every table after it; all of it is undone."""
        before = transaction.savepoint()
        answer = self.program.ask(method, path, body)
        cells = {} if answer.status_code >= 400 else _cells()
        transaction.savepoint_rollback(before)
        return answer.status_code, cells


def _cells() -> Cells:
    return {
        (model.__name__, number, name): value
        for model in MODELS
        for number, row in enumerate(model.objects.order_by("pk").values())
        for name, value in row.items()
    }


def _things(study: Any, rosa: Any) -> dict[str, Any]:
    """What stands in addresses, of one study that Rosa administers."""
    study.members.create(user=rosa, role="administrator")
    member = study.members.create(user=factories.make_user(), role="analyst")
    answer = Response.objects.filter(item__study=study).first()
    invitation = study.invitations.create(token_sha256=study.slug, expires_at=study.created_at)
    return {
        "slug": study.slug,
        "item": study.items.first().pk,
        "system": study.systems.first().pk,
        "answer": answer.pk,
        "endpoint": study.endpoints.create(name="own", base_url="http://x.test/v1").pk,
        "member": member.pk,
        "link": invitation.pk,
        "pseudonym": factories.add_rater(study).pseudonym,
        "report": 0,
        "bundle": 0,
    }


def _fill(template: str, things: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(things[found[1]]), template)


def _fitting(schema: dict[str, Any]) -> dict[str, Any]:
    """The least that fits the description, of texts alone."""
    properties = schema.get("properties", {})
    return {
        name: properties[name].get("enum", ["Because."])[0]
        for name in schema.get("required", ())
        if properties[name].get("type", "string") == "string"
    }


def _known(method: str, template: str, things: dict[str, Any]) -> dict[str, Any]:
    """What only the study knows, or takes more than a text."""
    title = factories.both("Another")
    row = {"external_id": "q", "kind": "single_turn", "language": "en", "prompt": "Why?"}
    at = template.removeprefix("/api/v1/studies/").removeprefix("{slug}/")
    return {
        ("post", ""): {"slug": "made", "title": title},
        ("patch", ""): {"title": title},
        ("post", "copy/"): {"title": title},
        ("post", "endpoints/"): {"name": "n", "base_url": "https://m.test/v1"},
        ("patch", "endpoints/{endpoint}/"): {"concurrency": 5},
        ("post", "systems/"): {
            "name": "secret-gamma",
            "endpoint": things["endpoint"],
            "model_name": "m",
        },
        ("patch", "systems/{system}/"): {"model_name": "m"},
        ("post", "members/"): {"email": "new@example.org", "role": "analyst"},
        ("patch", "members/{member}/"): {"role": "researcher"},
        ("post", "guidance/"): {"purpose": "guideline", "text": title},
        ("post", "items/"): {"rows": [row]},
        ("post", "invitations/"): {"name": "Ward 3", "use_limit": 2},
        ("patch", "raters/{pseudonym}/"): {"quota": 5},
    }.get((method, at), {})
