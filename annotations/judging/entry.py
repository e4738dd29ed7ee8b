"""What a rater hands in, and whether it makes sense. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from annotations.judging.spans import Span

OVERALL = "overall"
SIDES = ("left", "right")
CHOICES = ("left", "tie", "right", "not_applicable")
STRENGTHS = ("", "slight", "much")


@dataclass(frozen=True)
class Entry:
    """One hand-in: a choice per criterion key, and what goes with it."""

    choices: Mapping[str, str]
    idempotency_key: str
    strength: str = ""
    both_bad: bool = False
    comment: str = ""
    recognised: bool = False
    harm_left: bool = False
    harm_right: bool = False
    active_seconds: float | None = None
    reason: str = ""
    # In terms of the stored texts.
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Scale:
    """What a study allows."""

    criteria: Collection[str]
    allows_strength: bool = False
    allows_both_bad: bool = True
    allows_not_applicable: bool = True


@dataclass(frozen=True)
class Contradiction:
    """A stable code and the criterion it is about."""

    code: str
    criterion: str = field(default="")


def contradictions(entry: Entry, scale: Scale) -> list[Contradiction]:
    """Everything that is wrong with an entry, so that a form can say it all at once."""
    missing = [Contradiction("missing", key) for key in scale.criteria if key not in entry.choices]
    unknown = [Contradiction("unknown", key) for key in entry.choices if key not in scale.criteria]
    wrong = [
        Contradiction("not_allowed", key)
        for key, choice in entry.choices.items()
        if not _is_allowed(key, choice, scale)
    ]
    return missing + unknown + wrong + _verdict(entry, scale)


def _is_allowed(key: str, choice: str, scale: Scale) -> bool:
    if choice == "not_applicable":
        return scale.allows_not_applicable and key != OVERALL
    return choice in CHOICES


def _verdict(entry: Entry, scale: Scale) -> list[Contradiction]:
    overall = entry.choices.get(OVERALL)
    found = []
    if entry.strength and (
        not scale.allows_strength or entry.strength not in STRENGTHS or overall not in SIDES
    ):
        found.append(Contradiction("strength", OVERALL))
    if entry.both_bad and (not scale.allows_both_bad or overall != "tie"):
        found.append(Contradiction("both_bad", OVERALL))
    return found
