"""Entries as a rater would hand them in."""

from collections.abc import Iterable
from typing import Any

from annotations.judging.entry import Entry
from annotations.models import Criterion
from annotations.models.fields import new_key


def entry_for(criteria: Iterable[Criterion], choice: str = "left", **fields: Any) -> Entry:
    """The same choice on every criterion, under a new idempotency key unless one is given."""
    fields.setdefault("idempotency_key", new_key())
    return Entry(choices={criterion.key: choice for criterion in criteria}, **fields)
