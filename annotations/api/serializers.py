"""Pieces that several resources share. Every serializer lists its fields."""

from collections.abc import Iterator
from datetime import UTC
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from annotations.models.fields import LANGUAGES

# In UTC whatever the site's time zone, as in exports.
Moment = partial(serializers.DateTimeField, default_timezone=UTC)


class StrictBoolean(serializers.BooleanField):
    """true or false. What else may pass for them in a form is a slip in a program."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StorableJSON(serializers.JSONField):
    """An object without characters that PostgreSQL cannot store."""

    default_error_messages = {
        "no_object": _("An object is expected."),
        "unstorable": _("This holds a character that cannot be stored."),
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("no_object")
        if any(
            "\x00" in text or (not text.isprintable() and _surrogate(text)) for text in _texts(data)
        ):
            self.fail("unstorable")
        return super().to_internal_value(data)


def _surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *_texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


class BothSerializer(serializers.Serializer):
    """A text for each language of the interface."""

    longest = 200
    may_be_empty = False

    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            language: serializers.CharField(max_length=self.longest, allow_blank=self.may_be_empty)
            for language in LANGUAGES
        }


class LongBothSerializer(BothSerializer):
    """A long text for each language of the interface."""

    longest = 50_000


class AnyBothSerializer(LongBothSerializer):
    """A text for each language of the interface, or nothing."""

    may_be_empty = True


class FaultSerializer(serializers.Serializer):
    """One thing that is wrong, and where."""

    code = serializers.CharField()
    message = serializers.CharField(help_text="In the language of Accept-Language.")
    field = serializers.CharField(help_text="The way to the field, such as title.en; or empty.")
    row = serializers.IntegerField(allow_null=True, help_text="Of an uploaded file, from 1.")
    file = serializers.CharField(help_text="Name of the uploaded file, or empty.")


class ErrorSerializer(serializers.Serializer):
    """Every answer with a status of 400 or more."""

    code = serializers.CharField(help_text="Stable, for programs.")
    message = serializers.CharField(help_text="One sentence, in the language of Accept-Language.")
    errors = FaultSerializer(many=True)


class NothingSerializer(serializers.Serializer):
    """An empty object: the address says it all."""


class ReasonSerializer(serializers.Serializer):
    """What changes the outcome of a study needs a reason, which is recorded."""

    reason = serializers.CharField(max_length=2000)


@cache
def page_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A page of a list, as ``Cursor`` answers."""
    name = row.__name__.removesuffix("Serializer")
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
        "__doc__": f"A page of {name} rows.",
    }
    return type(f"{name}PageSerializer", (serializers.Serializer,), fields)


@cache
def list_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A list that is short whatever the study."""
    name = row.__name__.removesuffix("Serializer")
    fields = {"results": row(many=True), "__doc__": f"All {name} rows."}
    return type(f"{name}ListSerializer", (serializers.Serializer,), fields)
