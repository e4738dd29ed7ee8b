"""A table's own column names become our fields. Pure: no Django, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotations.datasets.conversations import plain_turns
from annotations.datasets.headers import REASONS
from annotations.datasets.huatuo import detect_language
from annotations.datasets.reading import Record
from annotations.datasets.rows import MULTI_TURN, SINGLE_TURN, Json

DETECT = "detect"
NUMBER = "number"
_KINDS = {
    "单轮": SINGLE_TURN,
    "单轮对话": SINGLE_TURN,
    "单轮问答": SINGLE_TURN,
    "single": SINGLE_TURN,
    "singleturn": SINGLE_TURN,
    "多轮": MULTI_TURN,
    "多轮对话": MULTI_TURN,
    "multi": MULTI_TURN,
    "multiturn": MULTI_TURN,
}
_LANGUAGES = {
    "zh": "zh-hans",
    "zhcn": "zh-hans",
    "zhhans": "zh-hans",
    "cn": "zh-hans",
    "chinese": "zh-hans",
    "中文": "zh-hans",
    "简体中文": "zh-hans",
    "汉语": "zh-hans",
    "english": "en",
    "enus": "en",
    "engb": "en",
    "英文": "en",
    "英语": "en",
}
_MEANINGS = {"kind": _KINDS, "language": _LANGUAGES}
# Fields that hold something other than text.
_STRUCTURED = ("extra", "turns", "practice")


@dataclass(frozen=True)
class ColumnMapping:
    """From which column each field is read, and what stands for a field that has none.

    ``constants`` may say ``detect`` for the kind (by which of prompt and case is filled) and
    for the language (by the writing), and ``number`` for the id (the row's number).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    keeps_rest: bool = False

    def apply(self, record: Record) -> Record:
        given = {name: value for name, value in record.values.items() if name != REASONS}
        values: dict[str, Json] = {}
        for name, column in self.columns.items():
            value = _plain(name, given.get(column))
            if value is not None:
                values[name] = value
        for name, constant in self.constants.items():
            if name not in values:
                values[name] = _constant(name, constant, record.row, values)
        if self.keeps_rest:
            _keep_rest(values, given, set(self.columns.values()))
        return Record(record.row, values)


def _plain(name: str, value: Json) -> Json:
    if name == "turns":
        return plain_turns(value)
    if name in _STRUCTURED or value is None:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, str) and name in _MEANINGS:
        own = {folded(known): known for known in _MEANINGS[name].values()}
        return (own | _MEANINGS[name]).get(folded(value), value.strip())
    return value


def is_known(name: str, value: str) -> bool:
    """Whether the value is one of the field's own, or means one."""
    known = (*_MEANINGS[name], *_MEANINGS[name].values())
    return folded(value) in map(folded, known)


def folded(name: str) -> str:
    """Without what people vary: case, blanks, hyphens, underscores."""
    return "".join(
        character for character in name.casefold() if character.isalnum() or character == "#"
    )


def _constant(name: str, constant: str, row: int, values: dict[str, Json]) -> Json:
    if name == "kind" and constant == DETECT:
        return MULTI_TURN if _is_filled(values.get("case")) else SINGLE_TURN
    if name == "language" and constant == DETECT:
        return detect_language(str(values.get("prompt") or values.get("case") or ""))
    if name == "external_id" and constant == NUMBER:
        return f"row-{row}"
    return constant


def _is_filled(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _keep_rest(values: dict[str, Json], given: dict[str, Json], used: set[str]) -> None:
    rest = {name: value for name, value in given.items() if name not in used and name}
    extra = values.get("extra")
    if rest and (extra is None or isinstance(extra, dict)):
        values["extra"] = {**rest, **(extra or {})}
