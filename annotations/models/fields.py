"""Pieces that several tables share: constraints from choices, text per language, tokens."""

import secrets
import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

LANGUAGES = ("en", "zh-hans")


def known(field: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """Field choices bind forms only; this binds every writer.

    The values are written out at the call: a class body cannot see its inner
    classes from Meta, and a migration should change only when the table does.
    """
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


def in_both_languages(field: str, name: str) -> models.CheckConstraint:
    """A JSON object with a text for every language of the interface."""
    return models.CheckConstraint(condition=Q(**{f"{field}__has_keys": list(LANGUAGES)}), name=name)


def set_exactly_when(
    field: str, when: str, values: Iterable[str], name: str
) -> models.CheckConstraint:
    """``field`` is filled if and only if ``when`` has one of ``values``."""
    states = Q(**{f"{when}__in": list(values)})
    empty = Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=(states & ~empty) | (~states & empty), name=name)


def new_token() -> str:
    """256 random bits: the only id of an assignment that reaches a rater."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    return uuid.uuid4().hex
