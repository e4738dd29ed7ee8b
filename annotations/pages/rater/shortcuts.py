"""The keys of the judging page: one list for the page, its script and what a rater changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.preferences import read_preferences


@dataclass(frozen=True)
class Shortcut:
    """A command of the page and the key that calls it."""

    command: str
    key: str
    label: Promise | str


COMMANDS: tuple[tuple[str, str, Promise], ...] = (
    ("case", "c", _("fold or show the question")),
    ("left", "l", _("go to the left answer; the arrow keys scroll it")),
    ("right", "r", _("go to the right answer")),
    ("flip", "f", _("flip between left and right on a narrow screen")),
    ("sync", "s", _("scroll both answers together, or each alone")),
    ("verdict", "v", _("open or fold the verdict")),
    ("remark", "m", _("write a remark")),
    ("mark", "x", _("mark an unsafe passage: arrow keys choose a sentence")),
    ("bigger", "+", _("larger text")),
    ("smaller", "-", _("smaller text")),
    ("guideline", "g", _("read the guideline")),
    ("pause", "b", _("pause: hide the texts")),
    ("cannot", "n", _("cannot judge this pair")),
    ("recognised", "i", _("I recognise a system")),
    ("report", "p", _("report a problem")),
    ("earlier", "h", _("see the pairs you have judged")),
)
# What makes no sense on a pair that was handed in long ago.
NOT_LOOKING_BACK = {"cannot", "report"}


def usual_keys() -> dict[str, str]:
    """The keys of somebody who changed none."""
    return {command: key for command, key, _label in COMMANDS}


def keys_of(own: Mapping[str, str]) -> dict[str, str]:
    """Every command's key. A changed key whose usual owner is another command is not doubled.

    Commands come with new versions; where such a newcomer's usual key was given away, the
    newcomer goes without until it is given one.
    """
    keys = usual_keys()
    given = {command: key for command, key in own.items() if command in keys}
    return {
        command: given.get(command, "" if key in given.values() else key)
        for command, key in keys.items()
    }


def shortcuts_of(stored: object, *, looking_back: bool = False) -> tuple[Shortcut, ...]:
    """The commands with this person's own keys."""
    keys = keys_of(read_preferences(stored).keys)
    return tuple(
        Shortcut(command, keys[command], label)
        for command, _key, label in COMMANDS
        if not (looking_back and command in NOT_LOOKING_BACK)
    )
