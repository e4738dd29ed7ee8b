"""How a person likes to read and work: what may be stored, and what the stored value means.

It lies in ``User.preferences`` and goes with its owner to every browser. Whatever lies there,
reading never fails: a page must not be lost over a text size.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

TEXT_SIZES = (100, 110, 125, 150, 175, 200)
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """Text size in per cent, theme, and the keys that differ from the usual ones."""

    text_size: int = TEXT_SIZES[0]
    theme: str = THEMES[0]
    keys_on: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def smaller(self) -> int:
        """The step below, or this one where there is none."""
        return max((size for size in TEXT_SIZES if size < self.text_size), default=TEXT_SIZES[0])

    @property
    def bigger(self) -> int:
        return min((size for size in TEXT_SIZES if size > self.text_size), default=TEXT_SIZES[-1])

    def stored_over(self, stored: Mapping[str, object]) -> dict[str, object]:
        """As JSON, without what is as usual, and with what others keep beside it."""
        usual = Preferences()
        own = {
            "text_size": self.text_size,
            "theme": self.theme,
            "keys_on": self.keys_on,
            "keys": dict(self.keys),
        }
        others = {name: value for name, value in stored.items() if name not in own}
        changed = {name: value for name, value in own.items() if value != getattr(usual, name)}
        return others | changed


def read_preferences(stored: object) -> Preferences:
    """What is stored; the usual value for whatever is missing or not understood."""
    found = stored if isinstance(stored, dict) else {}
    known, size, theme = Preferences(), found.get("text_size"), found.get("theme")
    if type(size) is int and size in TEXT_SIZES:
        known = replace(known, text_size=size)
    if theme in THEMES:
        known = replace(known, theme=str(theme))
    keys = found.get("keys")
    own = keys.items() if isinstance(keys, dict) else ()
    return replace(
        known,
        keys_on=found.get("keys_on") is not False,
        keys={name: key for name, key in own if isinstance(key, str) and not key_fault(key)},
    )


class KeyFault(Enum):
    """Why a key cannot call a command."""

    NOT_ONE = "not_one"
    DIGIT = "digit"
    TAKEN = "taken"


def as_key(typed: str) -> str:
    """The key as the browser names it; a full-width letter of an input method is its plain one."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def key_fault(key: str) -> KeyFault | None:
    """One printable sign of a plain keyboard; digits choose the answers."""
    if len(key) != 1 or not key.isascii() or not key.isprintable() or key.isspace():
        return KeyFault.NOT_ONE
    return KeyFault.DIGIT if key.isdigit() else None


def key_faults(keys: Mapping[str, str]) -> dict[str, KeyFault]:
    """What is wrong with each command's key; of two that share one, both are."""
    taken = list(keys.values())
    faults = {}
    for command, key in keys.items():
        fault = key_fault(key) or (KeyFault.TAKEN if taken.count(key) > 1 else None)
        if fault:
            faults[command] = fault
    return faults
