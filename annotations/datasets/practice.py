"""Read what an item's author thinks of it, where it is for practice. Pure: no Django, no I/O."""

from collections.abc import Iterable, Iterator, Mapping

from annotations.blinding.names import named_systems
from annotations.datasets.fields import Fields
from annotations.datasets.limits import MAX_LABEL_CHARACTERS, MAX_TEXT_CHARACTERS
from annotations.datasets.reading import shown
from annotations.datasets.rows import LANGUAGES, Json, Reason

FIELD = "practice"
TIE = "tie"


def read_practice(fields: Fields) -> Mapping[str, Json] | None:
    """``{"better": …, "feedback": {…}}``, or None for an item of the study proper.

    In CSV it is JSON within its cell.
    """
    value = fields.parsed(FIELD, fields.take(FIELD, required=False))
    if value is None:
        return None
    found = _object(fields, FIELD, value, ("better", "feedback"))
    if found is None:
        return None
    better = _text(fields, found, f"{FIELD}.better", MAX_LABEL_CHARACTERS)
    texts = _object(fields, f"{FIELD}.feedback", found.get("feedback"), LANGUAGES)
    feedback: dict[str, Json] = {
        language: _text(fields, texts, f"{FIELD}.feedback.{language}", MAX_TEXT_CHARACTERS)
        for language in LANGUAGES
    }
    return {"better": better.strip(), "feedback": feedback}


def practice_faults(
    practice: Mapping[str, Json], systems: Iterable[str], revealing_names: Iterable[str]
) -> Iterator[tuple[str, Reason, str]]:
    """What is wrong with it in a study of these systems: place, reason, and what was found.

    A feedback text is read by raters, so it must not name a system.
    """
    better = str(practice["better"])
    if better != TIE and better not in systems:
        yield f"{FIELD}.better", Reason.UNKNOWN_NAME, better
    names = list(revealing_names)
    feedback = practice["feedback"]
    for language, text in feedback.items() if isinstance(feedback, dict) else ():
        if found := named_systems(str(text), names):
            yield f"{FIELD}.feedback.{language}", Reason.NAMES_SYSTEM, found[0]


def _object(
    fields: Fields, place: str, value: Json, keys: tuple[str, ...]
) -> dict[str, Json] | None:
    """The object, or None and an error that says what is wrong with it."""
    if value is None:
        fields.refuse(place, Reason.MISSING)
    elif not isinstance(value, dict):
        fields.refuse(place, Reason.NOT_AN_OBJECT)
    else:
        for key in sorted(value.keys() - set(keys)):
            fields.refuse(f"{place}.{shown(key)}", Reason.UNKNOWN_FIELD)
        return value
    return None


def _text(fields: Fields, found: dict[str, Json] | None, place: str, limit: int) -> str:
    if found is None:
        return ""
    value = found.get(place.rpartition(".")[2])
    if value is not None:
        return fields.check_text(place, value, limit=limit)
    fields.refuse(place, Reason.MISSING)
    return ""
