"""Every field of every table, sent along: only what a form or serializer declares is taken."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.test import SimpleTestCase, TestCase
from rest_framework import serializers

import annotations
from annotations.models import Endpoint, Study, StudyMember, System
from tests import factories
from tests.asking import Program, secret_for

# What no request sets by its name, whoever asks: the services decide.
NEVER = {
    "id",
    "pk",
    "study",
    "user",
    "public_id",
    "seed",
    "seed_commitment",
    "scramble_key",
    "protocol",
    "protocol_sha256",
    "released_count",
    "released_text_length",
    "released_by_specialty",
    "consent_version",
    "guideline_version",
    "state",
    "started_at",
    "frozen_at",
    "unblinded_at",
    "encrypted_key",
    "spent",
    "is_staff",
    "is_superuser",
    "is_active",
    "user_permissions",
    "groups",
    "sha256",
    "token_sha256",
    "swapped",
    "hash",
    "previous_hash",
    "sequence",
    "submitted_count",
    "superseded_at",
    "shown_sha256",
    "content_sha256",
}
# Another thing of the same name.
MEANT = {
    # a choice among the person's own studies, to which the form's query is limited
    ("TokenForm", "study"),
    # one of a model's parameters, not the study's
    ("SystemForm", "seed"),
    ("PatientForm", "seed"),
    # which text the rater has read; the service compares it with the newest
    ("AcceptForm", "consent_version"),
    ("AcceptForm", "guideline_version"),
}


def every_field() -> dict[str, Any]:
    """Something for every field of every table."""
    names = {
        field.name
        for model in apps.get_app_config("annotations").get_models()
        for field in model._meta.get_fields()
    }
    return dict.fromkeys(sorted(names | NEVER), "1")


def below(base: type) -> Iterator[type]:
    for found in base.__subclasses__():
        yield found
        yield from below(found)


def ours(base: type) -> list[type]:
    for module in pkgutil.walk_packages(annotations.__path__, "annotations."):
        if ".migrations" not in module.name and ".child" not in module.name:
            importlib.import_module(module.name)
    found = {one for one in below(base) if one.__module__.startswith("annotations.")}
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__qualname__}")


class DeclaredTests(SimpleTestCase):
    def test_every_serializer_takes_only_what_it_declares(self):
        found = ours(serializers.BaseSerializer)
        self.assertGreater(len(found), 40)
        for one in found:
            if not issubclass(one, serializers.Serializer):
                continue
            form = one(data=every_field(), context={"study": None, "user": None})
            writable = {name for name, field in form.fields.items() if not field.read_only}
            with self.subTest(one.__name__):
                meta = getattr(one, "Meta", None)
                if meta and hasattr(meta, "model"):
                    self.assertIsInstance(meta.fields, tuple)
                if is_taken(one):
                    self.assertEqual(writable & NEVER, set())

    def test_every_form_takes_only_what_it_declares(self):
        found = ours(forms.BaseForm)
        self.assertGreater(len(found), 20)
        for one in found:
            with self.subTest(one.__name__):
                self.assertFalse(issubclass(one, forms.BaseModelForm), "it would take a table's")
                taken = {name for name in one.base_fields if (one.__name__, name) not in MEANT}
                self.assertEqual(taken & NEVER, set())


def is_taken(one: type) -> bool:
    """Whether the API takes it as a body: what only answers has fields that nobody sends."""
    return one.__name__ in TAKEN


TAKEN = {
    "NewStudySerializer",
    "ChangeStudySerializer",
    "RulesSerializer",
    "EndpointSerializer",
    "SystemSerializer",
    "InviteSerializer",
    "GroupSerializer",
    "NewMemberSerializer",
    "RoleSerializer",
    "StatusSerializer",
    "ReasonSerializer",
    "UnblindSerializer",
    "NothingSerializer",
    "RowsSerializer",
    "UploadSerializer",
    "GuidanceSerializer",
}


class SentAlongTests(TestCase):
    """The same over HTTP: the request succeeds, and what it should not touch is untouched."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.fill_study(factories.make_study(), single_turn=1)
        cls.rosa = factories.add_researcher(cls.study)
        cls.kim = factories.make_user(email="kim@example.org")
        cls.endpoint = cls.study.endpoints.create(name="own", base_url="http://x.test/v1")
        cls.member = cls.study.members.create(user=cls.kim, role="analyst")
        cls.program = Program(secret_for(cls.rosa))

    def requests(self) -> Iterator[tuple[str, str, dict[str, Any], int]]:
        at = f"studies/{self.study.slug}/"
        title = factories.both("Another")
        system = self.study.systems.first()
        yield "post", "studies/", {"slug": "made", "title": title}, 201
        yield "patch", at, {"title": title}, 200
        yield "post", f"{at}endpoints/", {"name": "n", "base_url": "https://m.test/v1"}, 201
        yield "patch", f"{at}endpoints/{self.endpoint.pk}/", {"concurrency": 5}, 200
        named = {"name": "secret-gamma", "endpoint": self.endpoint.pk, "model_name": "m"}
        yield "post", f"{at}systems/", named, 201
        yield "patch", at, {"reference_system": system.name}, 200
        yield "patch", f"{at}systems/{system.pk}/", {"model_name": "m"}, 200
        yield "post", f"{at}raters/", {"name": "Dr. Who"}, 201
        yield "patch", f"{at}members/{self.member.pk}/", {"role": "researcher"}, 200
        yield "post", f"{at}guidance/", {"purpose": "guideline", "text": title}, 201
        row = {"external_id": "q", "kind": "single_turn", "language": "en", "prompt": "Why?"}
        yield "post", f"{at}items/", {"rows": [row]}, 200

    def test_the_rest_is_left_as_it_was(self):
        before = self.untouched()
        for method, path, body, status in self.requests():
            extras = {name: value for name, value in every_field().items() if name in NEVER}
            with self.subTest(f"{method} {path}"):
                answer = self.program.ask(method, path, extras | body)
                self.assertEqual(answer.status_code, status, answer.content)
        self.assertEqual(self.untouched(), before)
        made = Study.objects.get(slug="made")
        self.assertEqual((made.state, made.members.get().user), ("draft", self.rosa))
        self.assertNotEqual(made.seed, "1")
        self.assertEqual(System.objects.get(name="secret-gamma").study, self.study)
        self.assertEqual(Endpoint.objects.get(name="n").spent, 0)

    def untouched(self) -> list[Any]:
        fields = [name for name in NEVER if hasattr(Study, name) and name not in ("pk", "id")]
        fields = [name for name in fields if name in {f.name for f in Study._meta.concrete_fields}]
        # Publishing a text makes a new version of it, which is what was asked for.
        fields.remove("guideline_version")
        self.assertIn("seed", fields)
        users = type(self.rosa).objects.filter(pk__in=[self.rosa.pk, self.kim.pk]).order_by("pk")
        return [
            list(Study.objects.filter(pk=self.study.pk).values(*sorted(fields))),
            list(users.values("email", "is_staff", "is_superuser", "is_active", "password", "key")),
            list(StudyMember.objects.order_by("pk").values("study", "user")[:2]),
            list(self.study.items.order_by("pk").values()[:1]),
        ]
