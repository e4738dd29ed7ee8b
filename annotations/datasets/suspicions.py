"""Warnings about a good row. Pure: no Django, no I/O."""

from collections.abc import Iterator

from annotations.datasets.identity import excerpt, find_identity
from annotations.datasets.rows import (
    SINGLE_TURN,
    ItemRow,
    JudgmentRow,
    ResponseRow,
    RowWarning,
    VerdictRow,
)


def warnings_of(row: ItemRow | ResponseRow | JudgmentRow | VerdictRow) -> Iterator[RowWarning]:
    """What in the texts that raters could read looks like a patient's identity."""
    for field, text in _texts(row):
        for finding in find_identity(text):
            shown = excerpt(text, finding)
            yield RowWarning(row.file, row.row, field, finding.kind.value, shown)


def _texts(row: ItemRow | ResponseRow | JudgmentRow | VerdictRow) -> Iterator[tuple[str, str]]:
    if isinstance(row, ItemRow):
        yield from (("prompt", row.prompt), ("case", row.case), ("reference", row.reference))
        return
    if isinstance(row, JudgmentRow):
        yield "comment", row.comment
        return
    if isinstance(row, VerdictRow):
        return
    for number, turn in enumerate(row.turns, start=1):
        yield "answer" if row.kind == SINGLE_TURN else f"turns[{number}].text", turn.text
