"""Read the messages of a conversation and check their order. Pure: no Django, no I/O."""

from annotations.datasets.fields import Fields
from annotations.datasets.limits import MAX_TURNS
from annotations.datasets.reading import shown
from annotations.datasets.rows import ASSISTANT, PATIENT, Json, Reason, TurnRow

# Chat APIs call the person who asks "user".
_ROLES = {PATIENT: PATIENT, "user": PATIENT, ASSISTANT: ASSISTANT}
_KEYS = {"role", "text", "content"}


def read_turns(fields: Fields, name: str) -> tuple[TurnRow, ...]:
    """The conversation in one field: patient and assistant by turns, patient first.

    Where a message is bad nothing is said about the order: it would be guesswork.
    """
    values = _listed(fields, name, fields.parsed(name, fields.take(name)))
    faults = len(fields.errors)
    turns = tuple(
        _turn(fields, f"{name}[{number}]", value) for number, value in enumerate(values, start=1)
    )
    if turns and len(fields.errors) == faults:
        _check_order(fields, name, turns)
    return turns


def read_rounds(fields: Fields, name: str) -> tuple[TurnRow, ...]:
    """A conversation written as a list of [patient, doctor] pairs of texts."""
    turns: list[TurnRow] = []
    for number, pair in enumerate(_listed(fields, name, fields.take(name)), start=1):
        if not (isinstance(pair, list) and len(pair) == 2):
            fields.refuse(f"{name}[{number}]", Reason.NOT_A_ROUND)
            continue
        for place, (role, text) in enumerate(zip((PATIENT, ASSISTANT), pair, strict=True), 1):
            turns.append(TurnRow(role, fields.check_text(f"{name}[{number}][{place}]", text)))
    return tuple(turns)


def _listed(fields: Fields, name: str, values: Json) -> list[Json]:
    """The messages, or none and an error that says why. Absence was noted already."""
    if values is None:
        return []
    if not isinstance(values, list):
        fields.refuse(name, Reason.WRONG_TYPE, expected="list")
    elif not values:
        fields.refuse(name, Reason.EMPTY)
    elif len(values) > MAX_TURNS:
        fields.refuse(name, Reason.TOO_MANY, limit=MAX_TURNS)
    else:
        return values
    return []


def _turn(fields: Fields, place: str, value: Json) -> TurnRow:
    if not isinstance(value, dict):
        fields.refuse(place, Reason.NOT_AN_OBJECT)
        return TurnRow("", "")
    for key in sorted(value.keys() - _KEYS):
        fields.refuse(f"{place}.{shown(key)}", Reason.UNKNOWN_FIELD)
    name = "content" if "content" in value and "text" not in value else "text"
    if {"text", "content"} <= value.keys():
        fields.refuse(f"{place}.content", Reason.UNKNOWN_FIELD)
    if value.get(name) is None:
        fields.refuse(f"{place}.{name}", Reason.MISSING)
        text = ""
    else:
        text = fields.check_text(f"{place}.{name}", value[name])
    return TurnRow(_role(fields, f"{place}.role", value.get("role")), text)


def _role(fields: Fields, place: str, value: Json) -> str:
    if value is None:
        fields.refuse(place, Reason.MISSING)
    elif not isinstance(value, str) or value not in _ROLES:
        fields.refuse(place, Reason.UNKNOWN_ROLE, value=shown(str(value)))
    else:
        return _ROLES[value]
    return ""


def _check_order(fields: Fields, name: str, turns: tuple[TurnRow, ...]) -> None:
    if turns[0].role != PATIENT:
        fields.refuse(f"{name}[1]", Reason.PATIENT_FIRST)
        return
    for number in range(2, len(turns) + 1):
        if turns[number - 1].role == turns[number - 2].role:
            role = turns[number - 1].role
            fields.refuse(f"{name}[{number}]", Reason.NOT_ALTERNATING, role=role)
            return
    if turns[-1].role != ASSISTANT:
        fields.refuse(f"{name}[{len(turns)}]", Reason.ASSISTANT_LAST)
