"""Audit events as sentences, in the reader's language: who did what, for who reads no code.

An action without a sentence is found by a test. A sentence begins after who acted; what it tells of
the event's data stands in %(names)s, and names that an older event lacks become a dash.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.models import AuditEvent, User
from annotations.studies.audit_words import FINDINGS, SENTENCES

# Exports and published texts have one action for each kind.
BY_PREFIX: Mapping[str, Promise] = {
    "export.": gettext_lazy("took the file %(target)s out of the house (%(rows)s rows)"),
}


@dataclass(frozen=True)
class Sentence:
    """One event. ``details`` is what was recorded beside it, name by name."""

    sequence: int
    at: datetime
    action: str
    who: str
    what: str
    details: tuple[tuple[str, str], ...]
    hash: str

    @property
    def text(self) -> str:
        return _("%(who)s %(what)s.") % {"who": self.who, "what": self.what}


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "–"


def sentences(events: Iterable[AuditEvent]) -> list[Sentence]:
    """In their order; the people in them are looked up in one statement."""
    rows = list(events)
    keys = {key for event in rows for key in (event.actor, event.target) if key[:5] == "user:"}
    people = User.objects.filter(key__in=[key[5:] for key in keys])
    names = {f"user:{user.key}": str(user) for user in people}
    return [_sentence(event, names) for event in rows]


def _sentence(event: AuditEvent, names: Mapping[str, str]) -> Sentence:
    details = {
        name: str(FINDINGS.get(value, value)) if name == "finding" else in_words(value)
        for name, value in event.data.items()
    }
    values = _Values(details, target=_whom(event.target, names))
    what = sentence_of(event.action)
    return Sentence(
        sequence=event.sequence,
        at=event.created_at,
        action=event.action,
        who=_whom(event.actor, names),
        what=event.action if what is None else str(what) % values,
        details=tuple(details.items()),
        hash=event.hash,
    )


def sentence_of(action: str) -> Promise | None:
    if action in SENTENCES:
        return SENTENCES[action]
    return next((text for start, text in BY_PREFIX.items() if action.startswith(start)), None)


def _whom(key: str, names: Mapping[str, str]) -> str:
    if key == "system":
        return _("The system")
    if key.startswith("user:"):
        return names.get(key) or _("somebody whose account is gone")
    return key.removeprefix("rater:")


def in_words(value: object) -> str:
    """A value of an event's data on one line; large ones by their size."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        if len(value) > 8:
            return _("%(count)s entries") % {"count": len(value)}
        return ", ".join(f"{name}: {in_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        shown = ", ".join(in_words(inner) for inner in value[:10])
        return shown + (", …" if len(value) > 10 else "")
    return "–" if value in (None, "") else str(value)
