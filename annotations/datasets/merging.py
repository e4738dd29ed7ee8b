"""New, unchanged or contradicting: rows of files against what a study holds. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

from annotations.datasets.rows import (
    KINDS,
    SINGLE_TURN,
    ItemRow,
    Json,
    Reason,
    ResponseRow,
    RowError,
)
from annotations.ledger import content_sha256, text_sha256

Row = TypeVar("Row", ItemRow, ResponseRow)
Key: TypeAlias = tuple[str, str]  # kind and external id
ITEM_CONTENT = tuple(name for name in ItemRow.__dataclass_fields__ if name not in ("file", "row"))


@dataclass(frozen=True)
class ResponseContent:
    """What makes a response the same as another: its messages, and what came along with them."""

    turns: tuple[tuple[str, str], ...]  # role and SHA-256 of the raw text
    extra: Mapping[str, Json] = field(hash=False)


@dataclass
class Merged(Generic[Row]):
    """The rows to write, how many are there already, and those that contradict."""

    new: dict[Key, Row] = field(default_factory=dict)
    unchanged: int = 0
    conflicts: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def drop(self, row: Row) -> None:
        """Take back a new row that turned out to be bad."""
        self.new.pop((row.kind, row.external_id), None)

    def refuse(self, row: Row, place: str, reason: Reason, **params: str | int) -> None:
        params = {"value": row.external_id, **params}
        self.errors.append(RowError(row.file, row.row, place, reason, params))


def item_sha256(item: ItemRow) -> str:
    """A hash over everything that belongs to the item; blanks and line ends do not count.

    Two systems' files carry the same items, and an editor may have trimmed one of them.
    """
    content = content_of(item)
    if item.practice is None:
        # An item of the study proper has the hash that it had before there was practice.
        del content["practice"]
    return content_sha256(_without_layout(content))


def content_of(item: ItemRow) -> dict[str, Json]:
    return {name: getattr(item, name) for name in ITEM_CONTENT}


def differing_fields(first: Mapping[str, Json], second: Mapping[str, Json]) -> list[str]:
    """The fields in which two items with one id disagree."""
    return [
        name
        for name in ITEM_CONTENT
        if _without_layout(first[name]) != _without_layout(second[name])
    ]


def response_content(response: ResponseRow) -> ResponseContent:
    """Exact to the character: paragraphs and lists are part of an answer."""
    turns = tuple((turn.role, text_sha256(turn.text)) for turn in response.turns)
    return ResponseContent(turns, dict(response.extra))


def merge_items(rows: Iterable[ItemRow], known: Mapping[Key, str]) -> Merged[ItemRow]:
    """Sort items by what the study knows: ``known`` maps each to its hash.

    A row that contradicts is a conflict; whoever has the first content can say where.
    """
    seen = dict(known)
    merged: Merged[ItemRow] = Merged()
    for row in rows:
        key = (row.kind, row.external_id)
        content = item_sha256(row)
        if key not in seen:
            seen[key] = content
            merged.new[key] = row
        elif seen[key] == content:
            merged.unchanged += 1
        else:
            merged.conflicts.append(row)
    return merged


def merge_responses(
    rows: Iterable[ResponseRow], items: set[Key], known: Mapping[Key, ResponseContent]
) -> Merged[ResponseRow]:
    """Sort one system's responses; ``items`` are those that a response can belong to."""
    seen = dict(known)
    merged: Merged[ResponseRow] = Merged()
    for row in rows:
        key = (row.kind, row.external_id)
        content = response_content(row)
        if key not in items:
            _refuse_stray(merged, row, items)
        elif key not in seen:
            seen[key] = content
            merged.new[key] = row
        elif seen[key] == content:
            merged.unchanged += 1
        else:
            merged.refuse(row, _difference(row, seen[key]), Reason.OTHER_CONTENT)
    return merged


def _difference(row: ResponseRow, first: ResponseContent) -> str:
    if response_content(row).turns == first.turns:
        return "extra"
    return "answer" if row.kind == SINGLE_TURN else "turns"


def _refuse_stray(merged: Merged[ResponseRow], row: ResponseRow, items: set[Key]) -> None:
    for kind in KINDS:
        if (kind, row.external_id) in items:
            merged.refuse(row, "", Reason.KIND_MISMATCH, kind=kind)
            return
    merged.refuse(row, "external_id", Reason.UNKNOWN_ITEM)


def _without_layout(value: Json) -> Json:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_without_layout(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _without_layout(inner) for key, inner in value.items()}
    return value
