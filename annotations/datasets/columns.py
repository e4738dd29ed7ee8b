"""Columns named by hand, "field=column": what a file calls its fields, in a command or a program.

Whatever is not named is taken as the pages guess it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotations.datasets.guessing import guess
from annotations.datasets.isolation import Look, look_apart
from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.parsing import LAYOUTS, Content, Request
from annotations.exceptions import AnnotationsError


class BadColumn(AnnotationsError):
    """A name that is no field, or no column of the file."""


def with_columns(
    name: str, stream: BinaryIO, request: Request, told: Iterable[str], *, seconds: float
) -> Request:
    """The request with these columns, and a guess at the others; as it was if none is told.

    Judgments always come with columns of others, so these are guessed at in any case.
    """
    named = read_columns(told, request.content)
    if not named and request.content is not Content.JUDGMENTS:
        return request
    look = look_apart(name, stream, request, seconds=seconds)
    stream.seek(0)
    if not isinstance(look, Look):
        return request  # whatever cannot be looked into cannot be read either, and that says why
    return replace(request, mapping=_mapping(look, request.content, named))


def read_columns(told: Iterable[str], content: Content) -> dict[str, str]:
    """``field=column`` pairs by field; the last of two for one field holds."""
    found = {}
    for text in told:
        field, equals, column = text.partition("=")
        if not equals or field.strip() not in LAYOUTS[content].columns:
            known = ", ".join(LAYOUTS[content].columns)
            raise BadColumn(
                _("“%(text)s” is not field=column. Fields: %(known)s.")
                % {"text": text[:80], "known": known}
            )
        found[field.strip()] = column.strip()
    return found


def _mapping(look: Look, content: Content, named: Mapping[str, str]) -> ColumnMapping:
    for column in named.values():
        if column not in look.columns:
            raise BadColumn(
                _("The file has no column “%(column)s”. Its columns: %(known)s.")
                % {"column": column[:80], "known": ", ".join(look.columns)[:500]}
            )
    found = guess(look.columns, look.samples, content=content).mapping
    guessed = {
        field: column
        for field, column in found.columns.items()
        if field not in named and column not in named.values()
    }
    constants = {name: value for name, value in found.constants.items() if name not in named}
    return ColumnMapping(guessed | dict(named), constants, found.keeps_rest)
