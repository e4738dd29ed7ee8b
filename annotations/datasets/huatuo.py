"""The evaluation files published with HuatuoGPT-II, as they stand. Pure: no Django, no I/O.

One file holds one system's answers, and each row its item too. Single-turn rows
have ``query`` and a text in ``model_output``; multi-turn rows have ``Description``
(the case given to a simulated patient) and a list of [patient, doctor] rounds.
"""

import re
from collections.abc import Mapping

from annotations.datasets.fields import Fields
from annotations.datasets.rows import (
    ASSISTANT,
    MULTI_TURN,
    SINGLE_TURN,
    ItemRow,
    Json,
    ResponseRow,
    TurnRow,
)
from annotations.datasets.turns import read_rounds

# Fields that only these files have; the first row tells which layout a file is in.
MARKS = {"query", "Description", "model_output"}
_QUESTION = ("query", "Description")
# What belongs to the item beside its texts. All other fields differ between systems.
_ITEM_EXTRA = ("dataset", "Real Dialogue")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")


def is_published(values: Mapping[str, Json]) -> bool:
    """Certainly one of these files: a column named query alone may be anybody's."""
    return "id" in values and "model_output" in values and not values.keys().isdisjoint(_QUESTION)


def read_item_and_response(fields: Fields) -> tuple[ItemRow, ResponseRow]:
    """One row: the item, and what the file's system answered to it."""
    external_id = fields.identifier("id")
    is_dialogue = fields.has("Description") or fields.is_list("model_output")
    kind = MULTI_TURN if is_dialogue else SINGLE_TURN
    item = _item(fields, external_id, kind)
    if kind == MULTI_TURN:
        turns = read_rounds(fields, "model_output")
    else:
        turns = (TurnRow(ASSISTANT, fields.text("model_output")),)
    extra = fields.check_extra("", _response_extra(fields))
    return item, ResponseRow(fields.file, fields.row, external_id, kind, turns, extra)


def _item(fields: Fields, external_id: str, kind: str) -> ItemRow:
    prompt = fields.text("query") if kind == SINGLE_TURN else ""
    case = fields.text("Description") if kind == MULTI_TURN else ""
    return ItemRow(
        file=fields.file,
        row=fields.row,
        external_id=external_id,
        kind=kind,
        language=detect_language(prompt or case),
        category=fields.label("label"),
        specialty=fields.label("Doctor faculty"),
        prompt=prompt,
        case=case,
        reference=fields.text("Diagnosis and suggestions", required=False),
        extra=_item_extra(fields),
    )


def _item_extra(fields: Fields) -> dict[str, Json]:
    found = {name: fields.take(name, required=False) for name in _ITEM_EXTRA}
    present: dict[str, Json] = {name: value for name, value in found.items() if value is not None}
    return fields.check_extra("", present)


def _response_extra(fields: Fields) -> dict[str, Json]:
    """Everything else: it differs between systems. Their input goes by one name everywhere."""
    prompt = fields.take("model_input", required=False)
    return fields.rest() if prompt is None else {**fields.rest(), "prompt": prompt}


def detect_language(text: str) -> str:
    """Chinese or English, by whether there are more Han characters or Latin words.

    A Chinese text with English drug names stays Chinese: a word counts once.
    """
    return "zh-hans" if len(_HAN.findall(text)) >= len(_LATIN.findall(text)) else "en"
