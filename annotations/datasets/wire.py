"""Rows on their way from the reading process to the one that asked. Pure: no Django, no I/O.

One JSON list a line: a tag and the row's fields. Not pickle: whoever takes over the reading
process with a clever file must not take over the site with it.
"""

import json
from dataclasses import fields
from typing import Any

from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.parsing import Content, Format, Found, Request
from annotations.datasets.rows import (
    ItemRow,
    JudgmentRow,
    Reason,
    ResponseRow,
    RowError,
    RowWarning,
    TurnRow,
    VerdictRow,
)

_TAGS: dict[str, type] = {
    "item": ItemRow,
    "response": ResponseRow,
    "judgment": JudgmentRow,
    "verdict": VerdictRow,
    "error": RowError,
    "warning": RowWarning,
}
_NAMES = {kind: tag for tag, kind in _TAGS.items()}
# The last line; without it the reading process died.
END = '["end"]'


def encode(row: Found) -> str:
    values = {f.name: getattr(row, f.name) for f in fields(row) if f.name != "file"}
    if isinstance(row, ResponseRow):
        values["turns"] = [[turn.role, turn.text] for turn in row.turns]
    return json.dumps([_NAMES[type(row)], values], default=dict)


def load(line: str) -> Any:
    return json.loads(line)


def decode(file: str, line: str) -> Found:
    tag, values = load(line)
    if tag == "error":
        values["reason"] = Reason(values["reason"])
    if tag == "response":
        values["turns"] = tuple(TurnRow(role, text) for role, text in values["turns"])
    row: Found = _TAGS[tag](file=file, **values)
    return row


def encode_request(request: Request) -> str:
    mapping = request.mapping
    told: dict[str, Any] = {
        "content": request.content,
        "format": request.file_format,
        "sheet": request.sheet,
        "mapping": mapping and [dict(mapping.columns), dict(mapping.constants), mapping.keeps_rest],
    }
    return json.dumps(told)


def decode_request(told: str) -> Request:
    values = json.loads(told)
    return Request(
        Content(values["content"]),
        Format(values["format"]),
        ColumnMapping(*values["mapping"]) if values["mapping"] else None,
        values["sheet"],
    )
