"""The keys of the judging page: one list for the page, its script and what a rater changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shortcut:
    """A command of the page and the key that calls it."""

    command: str
    key: str
    label: Promise | str


COMMANDS: tuple[tuple[str, str, Promise], ...] = (
    ("case", "c", _("fold or show the question")),
    ("flip", "f", _("flip between left and right on a narrow screen")),
    ("remark", "m", _("write a remark")),
)


def shortcuts_of(preferences: Mapping[str, object]) -> tuple[Shortcut, ...]:
    """The commands with this person's own keys."""
    keys = preferences.get("keys")
    own = keys if isinstance(keys, dict) else {}
    return tuple(Shortcut(name, str(own.get(name, key)), label) for name, key, label in COMMANDS)
