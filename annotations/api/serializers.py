"""Pieces that several resources share. Every serializer lists its fields."""

from datetime import UTC
from functools import partial

from rest_framework import serializers

# In UTC whatever the site's time zone, as in exports.
Moment = partial(serializers.DateTimeField, default_timezone=UTC)


class BothSerializer(serializers.Serializer):
    """A text for each language of the interface."""

    def __init__(self, *args, max_length: int = 20_000, **kwargs) -> None:
        self.max_length = max_length
        super().__init__(*args, **kwargs)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            language: serializers.CharField(max_length=self.max_length)
            for language in ("en", "zh-hans")
        }


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
