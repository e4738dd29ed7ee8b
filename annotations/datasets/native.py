"""The project's own layout of items and responses (docs/formats.md). Pure: no Django, no I/O."""

from annotations.datasets.fields import Fields
from annotations.datasets.practice import read_practice
from annotations.datasets.rows import (
    ASSISTANT,
    KINDS,
    LANGUAGES,
    MULTI_TURN,
    SINGLE_TURN,
    ItemRow,
    Reason,
    ResponseRow,
    TurnRow,
)
from annotations.datasets.turns import read_turns

ITEM_FIELDS = (
    "external_id",
    "kind",
    "language",
    "category",
    "specialty",
    "prompt",
    "case",
    "reference",
    "extra",
    "practice",
)
RESPONSE_FIELDS = ("external_id", "answer", "turns", "prompt", "extra")


def read_item(fields: Fields) -> ItemRow:
    """One item: a question to answer, or a case from which a patient is played."""
    external_id = fields.identifier("external_id")
    kind = fields.one_of("kind", KINDS)
    prompt, case = _prompt_and_case(fields, kind)
    item = ItemRow(
        file=fields.file,
        row=fields.row,
        external_id=external_id,
        kind=kind,
        language=fields.one_of("language", LANGUAGES),
        category=fields.label("category"),
        specialty=fields.label("specialty"),
        prompt=prompt,
        case=case,
        reference=fields.text("reference", required=False),
        extra=fields.json_object("extra"),
        practice=read_practice(fields),
    )
    fields.refuse_rest()
    return item


def _prompt_and_case(fields: Fields, kind: str) -> tuple[str, str]:
    prompt = fields.text("prompt", required=kind == SINGLE_TURN)
    case = fields.text("case", required=kind == MULTI_TURN)
    if kind == SINGLE_TURN and case:
        fields.refuse("case", Reason.NOT_FOR_KIND, kind=kind)
    if kind == MULTI_TURN and prompt:
        fields.refuse("prompt", Reason.NOT_FOR_KIND, kind=kind)
    return prompt, case


def read_response(fields: Fields) -> ResponseRow:
    """One system's answer to one item: a text, or a whole conversation."""
    external_id = fields.identifier("external_id")
    kind, turns = _answer_or_turns(fields)
    extra = fields.json_object("extra")
    if prompt := fields.text("prompt", required=False):
        extra = {**extra, "prompt": prompt}
    fields.refuse_rest()
    return ResponseRow(fields.file, fields.row, external_id, kind, turns, extra)


def _answer_or_turns(fields: Fields) -> tuple[str, tuple[TurnRow, ...]]:
    if fields.has("turns"):
        if fields.take("answer", required=False):
            fields.refuse("answer", Reason.ANSWER_AND_TURNS)
        return MULTI_TURN, read_turns(fields, "turns")
    fields.take("turns", required=False)
    return SINGLE_TURN, (TurnRow(ASSISTANT, fields.text("answer")),)
