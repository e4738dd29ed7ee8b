"""How somebody wants a file to be read. Pure: no Django, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.parsing import Content, Format, Request


@dataclass(frozen=True)
class Choices:
    """What the rows are, whose answers, on which sheet, and which column is which field."""

    content: Content
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    # Of the study's systems, where the rows are answers.
    system: str = ""
    # As the published HuatuoEval files have it; the mapping does not count then.
    published: bool = False
    sheet: str = ""
    # Of judgments: systems, items and answers that the study lacks are made without their texts.
    makes_missing: bool = False
    # Of verdicts: what the judge is called where the file does not say it.
    judge: str = ""

    @property
    def request(self) -> Request:
        if self.published:
            return Request(self.content, Format.HUATUO, None, self.sheet)
        return Request(self.content, Format.AUTO, self.mapping, self.sheet)

    def as_json(self) -> dict[str, Any]:
        return {
            "content": self.content.value,
            "columns": dict(self.mapping.columns),
            "constants": dict(self.mapping.constants),
            "keeps_rest": self.mapping.keeps_rest,
            "system": self.system,
            "published": self.published,
            "sheet": self.sheet,
            "makes_missing": self.makes_missing,
            "judge": self.judge,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Choices":
        mapping = ColumnMapping(told["columns"], told["constants"], told["keeps_rest"])
        return cls(
            Content(told["content"]),
            mapping,
            told["system"],
            told["published"],
            told["sheet"],
            # Files that were kept before there was this choice do not say it.
            told.get("makes_missing", False),
            told.get("judge", ""),
        )
