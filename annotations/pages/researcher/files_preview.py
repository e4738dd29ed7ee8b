"""What the page of a file shows of its rows: good, bad and suspicious ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.datasets.choices import Choices
from annotations.datasets.identity import Identity
from annotations.datasets.messages import IDENTITIES, describe
from annotations.datasets.rows import ItemRow, ResponseRow, RowError, RowWarning
from annotations.datasets.services import ImportReport
from annotations.datasets.trying import Tried

SHOWN_ROWS = 5
SHOWN_WARNINGS = 50
SHOWN_CHARACTERS = 160


@dataclass(frozen=True)
class BadRow:
    """One reason why one row is bad, with the column as the file calls it."""

    row: int | None
    column: str
    reason: str


@dataclass(frozen=True)
class Suspicion:
    """What looks like a patient's identity, and where."""

    row: int
    column: str
    kind: Any
    excerpt: str


@dataclass(frozen=True)
class GoodRow:
    """A row as the study would hold it."""

    row: int
    external_id: str
    kind: str
    labels: tuple[str, ...]
    text: str


def preview_of(tried: Tried, choices: Choices, errors: Page) -> dict[str, Any]:
    report, parsed = tried.report, tried.parsed
    columns = {} if choices.published else choices.mapping.columns
    is_whole = any(error.row is None for error in report.errors)
    new = report.items.new + report.responses.new
    unchanged = report.items.unchanged + report.responses.unchanged
    warned = {warning.row for warning in parsed.warnings}
    return {
        "report": report,
        "new": new,
        "unchanged": unchanged,
        "errors": errors,
        "error_count": len(report.errors),
        "bad": [bad_row(error, columns) for error in errors],
        "is_unreadable": is_whole,
        "good": [_good(row) for row in _first(parsed.items or parsed.responses)],
        "warnings": [_suspicion(one, columns) for one in parsed.warnings[:SHOWN_WARNINGS]],
        "warning_count": len(parsed.warnings),
        "warned_rows": len(warned),
        "adds_nothing": not new and not report.errors,
        "can_import": new > 0 and not report.errors,
        "can_import_good": new > 0 and report.bad_rows > 0,
    }


def _first(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return rows[:SHOWN_ROWS]


def bad_row(error: RowError, columns: Any) -> BadRow:
    return BadRow(error.row, _column(error.field, columns), describe(error))


def _suspicion(warning: RowWarning, columns: Any) -> Suspicion:
    kind = IDENTITIES[Identity(warning.kind)]
    return Suspicion(warning.row, _column(warning.field, columns), kind, warning.excerpt)


def _column(place: str, columns: Any) -> str:
    """The file's own name of the column, with the place within it."""
    for name, column in columns.items():
        if place == name or place.startswith((f"{name}.", f"{name}[")):
            return column + place.removeprefix(name)
    return place


def _good(row: ItemRow | ResponseRow) -> GoodRow:
    if isinstance(row, ItemRow):
        labels: Iterable[str] = (row.language, row.category, row.specialty)
        text = row.prompt or row.case
    else:
        labels = ()
        text = "\n".join(turn.text for turn in row.turns)
    cut = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
    return GoodRow(row.row, row.external_id, row.kind, tuple(filter(None, labels)), cut)


def told(report: ImportReport) -> str:
    """What an import did, in a sentence or two."""
    said = []
    items, responses = report.items, report.responses
    if items.new or items.unchanged:
        text = ngettext("%(count)d new item", "%(count)d new items", items.new)
        said.append(text % {"count": items.new})
    if responses.new or responses.unchanged:
        text = ngettext("%(count)d new answer", "%(count)d new answers", responses.new)
        said.append(text % {"count": responses.new})
    if unchanged := items.unchanged + responses.unchanged:
        text = ngettext(
            "%(count)d row was there before", "%(count)d rows were there before", unchanged
        )
        said.append(text % {"count": unchanged})
    if report.bad_rows:
        text = ngettext(
            "%(count)d bad row left out", "%(count)d bad rows left out", report.bad_rows
        )
        said.append(text % {"count": report.bad_rows})
    return _("Imported: %(what)s.") % {"what": _(", ").join(said)}


def reasons_of(errors: tuple[RowError, ...]) -> dict[int, str]:
    """What is wrong with each row, all of it in one text."""
    found: dict[int, list[str]] = {}
    for error in errors:
        if error.row is not None:
            place = f"{error.field}: " if error.field else ""
            found.setdefault(error.row, []).append(place + describe(error))
    return {row: "; ".join(texts) for row, texts in found.items()}
