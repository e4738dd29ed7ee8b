"""Every field of every table, as forms and serializers declare them: what decides is not theirs."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.apps import apps
from django.test import SimpleTestCase
from rest_framework import serializers

import annotations
from annotations import api

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


def bodies() -> set[str]:
    """The serializers that some address takes as its body; others only answer."""
    return {
        name.id
        for path in Path(api.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "body"
        for name in ast.walk(node.value)
        if isinstance(name, ast.Name) and name.id.endswith("Serializer")
    }


class DeclaredTests(SimpleTestCase):
    def test_every_serializer_takes_only_what_it_declares(self):
        found = ours(serializers.BaseSerializer)
        self.assertGreater(len(found), 40)
        taken = bodies()
        self.assertGreater(len(taken), 20)
        for one in found:
            if not issubclass(one, serializers.Serializer):
                continue
            form = one(data=every_field(), context={"study": None, "user": None})
            writable = {name for name, field in form.fields.items() if not field.read_only}
            with self.subTest(one.__name__):
                meta = getattr(one, "Meta", None)
                if meta and hasattr(meta, "model"):
                    self.assertIsInstance(meta.fields, tuple)
                if one.__name__ in taken:
                    self.assertEqual(writable & NEVER, set())

    def test_every_form_takes_only_what_it_declares(self):
        found = ours(forms.BaseForm)
        self.assertGreater(len(found), 20)
        for one in found:
            with self.subTest(one.__name__):
                self.assertFalse(issubclass(one, forms.BaseModelForm), "it would take a table's")
                taken = {name for name in one.base_fields if (one.__name__, name) not in MEANT}
                self.assertEqual(taken & NEVER, set())
