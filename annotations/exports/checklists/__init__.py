"""Reporting checklists: what the study's record answers, and what its authors must write. Pure.

One source for the bundle's tables and for the files beside a report: items (``chart``,
``tripod_llm``), what the record says on each topic (``answers``), and the record (``record``,
counted by ``selectors``).
"""

from dataclasses import dataclass

from annotations.exports.checklists import chart, tripod_llm
from annotations.exports.checklists.answers import answers_of
from annotations.exports.checklists.record import Record
from annotations.exports.checklists.wording import Answer, Item, Line

__all__ = ["CHECKLISTS", "Answer", "Checklist", "Item", "Line", "Record", "lines_of"]


@dataclass(frozen=True)
class Checklist:
    """``key``: its name in addresses; ``source``: where its wording stands."""

    key: str
    name: str
    source: str
    items: tuple[Item, ...]


CHECKLISTS = {
    one.key: one
    for one in (
        Checklist("chart", "CHART", "CHART, doi 10.1136/bmjmed-2025-001632", chart.ITEMS),
        Checklist(
            "tripod-llm",
            "TRIPOD-LLM",
            "TRIPOD-LLM, doi 10.1038/s41591-024-03425-5",
            tripod_llm.ITEMS,
        ),
    )
}


def lines_of(checklist: Checklist, record: Record) -> list[Line]:
    """Every item once, in the published order."""
    known = answers_of(record)
    return [
        Line(one, one.answer if isinstance(one.answer, Answer) else known[one.answer])
        for one in checklist.items
    ]
