"""What a column is, and the columns that several tables share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

Value = str | int | float | bool | datetime | None | list[Any] | dict[str, Any]
Row = tuple[Value, ...]


class Type(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    DAY = "day"
    JSON = "json"
    # A list of {"role": …, "content": …}.
    MESSAGES = "messages"


class Care(StrEnum):
    """Why a column does not go into every file."""

    NONE = ""
    # Says who somebody is: only where people are named.
    IDENTITY = "identity"
    # Words that somebody typed: they can say who somebody is.
    WORDS = "words"
    # A piece of an answer or of an item: only where the study hands its answers out.
    ANSWER = "answer"


@dataclass(frozen=True)
class Column:
    """One column, what it means, and what its cells can be."""

    key: str
    en: str
    zh: str
    type: Type = Type.TEXT
    unit: str = ""
    values: tuple[str, ...] = ()
    care: Care = Care.NONE

    def text(self, language: str) -> str:
        return self.zh if language == "zh-hans" else self.en

    def named(self, key: str, en: str, zh: str) -> "Column":
        """The same kind of column under another name."""
        return replace(self, key=key, en=en, zh=zh)


@dataclass(frozen=True)
class Table:
    """A file of a name, and its columns in order."""

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]


def rows_of(records: Iterable[object], columns: Iterable[Column]) -> Iterator[Row]:
    """The columns of every record, in their order, and nothing else."""
    keys = [column.key for column in columns]
    return (tuple(getattr(record, key) for key in keys) for record in records)


def flag(key: str, en: str, zh: str) -> Column:
    return Column(key, en, zh, Type.BOOLEAN, values=("true", "false"))


def whole(key: str, en: str, zh: str, unit: str = "") -> Column:
    return Column(key, en, zh, Type.INTEGER, unit)


def time(key: str, en: str, zh: str) -> Column:
    return Column(key, en, zh, Type.TIME, "UTC")


def words(key: str, en: str, zh: str) -> Column:
    return Column(key, en, zh, care=Care.WORDS)


KINDS = ("first", "repeat", "practice", "surplus", "imported")
STUDY = Column("study", "Short name of the study", "研究的简称")
ITEM = Column("item", "The item's id, as imported", "题目编号，与导入时一致")
TASK_TYPE = Column(
    "task_type",
    "single_turn or multi_turn",
    "任务类型：single_turn 单轮，multi_turn 多轮",
    values=("single_turn", "multi_turn"),
)
CATEGORY = Column("category", "The item's category", "题目类别")
SPECIALTY = Column("specialty", "The item's medical specialty", "题目所属专科")
LANGUAGE = Column(
    "language",
    "The item's language: en or zh-hans",
    "题目语言：en 或 zh-hans",
    values=("en", "zh-hans"),
)
ABOUT_THE_ITEM = (STUDY, ITEM, TASK_TYPE, CATEGORY, SPECIALTY, LANGUAGE)
CRITERION = Column(
    "criterion", "Key of the criterion; overall is the verdict", "评价维度；overall 为总体"
)
SYSTEM_A = Column(
    "system_a",
    "The pair's first system, in the study's order",
    "该对中的第一个被测模型，按研究中的顺序",
)
SYSTEM_B = Column("system_b", "The pair's second system", "该对中的第二个被测模型")
LEFT_SYSTEM = Column("left_system", "The system that stood on the left", "显示在左侧的被测模型")
RATER = Column("rater", "The rater's pseudonym in this study", "评审医生在本研究中的化名")
KIND = Column(
    "kind",
    "first, repeat (hidden), practice, surplus (too late, not needed) or imported",
    "first 首次、repeat 隐藏重复、practice 练习、surplus 多余（逾期且已不需要）、imported 导入",
    values=KINDS,
)
SEAT = whole("seat", "Seat in a fixed panel; empty in an open pool", "固定小组中的席位；开放池为空")
REVISION = whole("revision", "1 for what was handed in first", "修订号，首次提交为 1")
IS_CURRENT = flag("is_current", "true if no later revision exists", "true 表示没有更新的修订")
IS_WITHDRAWN = flag(
    "is_withdrawn",
    "true if the comparison or the judgment was withdrawn",
    "true 表示该对比或评判已撤回",
)
OPENED_AT = time(
    "opened_at", "When the pair was first given to the rater, UTC", "首次分配的时间，UTC"
)
SUBMITTED_AT = time("submitted_at", "When it was handed in, UTC", "提交时间，UTC")
SUBMISSION = whole(
    "submission",
    "Number of the submission in the study's ledger; its judgments share it",
    "提交在研究账本中的序号；同一提交的各评判相同",
)
CONTENT_SHA256 = Column(
    "content_sha256", "SHA-256 of the content as canonical JSON", "内容（规范 JSON）的 SHA-256"
)
PREVIOUS_HASH = Column("previous_hash", "Hash of the row before it", "前一行的哈希")
