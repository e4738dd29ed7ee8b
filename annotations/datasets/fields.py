"""Take the fields of one record, noting everything that is wrong with them. Pure."""

import re
import unicodedata

from annotations.datasets.limits import (
    MAX_COLUMNS,
    MAX_EXTRA_CHARACTERS,
    MAX_ID_CHARACTERS,
    MAX_LABEL_CHARACTERS,
    MAX_TEXT_CHARACTERS,
)
from annotations.datasets.reading import Record, json_error, shown
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.strict_json import load_json

# PostgreSQL stores neither; both come through json.loads as "\u0000" and "\ud800".
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


class Fields:
    """One record being read. Errors gather, so that a row names all its faults at once."""

    def __init__(self, file: str, record: Record) -> None:
        self.file = file
        self.row = record.row
        self.errors: list[RowError] = []
        self.id_field = ""
        self._values = dict(record.values)
        if len(self._values) > MAX_COLUMNS:
            self.refuse("", Reason.TOO_MANY, limit=MAX_COLUMNS)

    def refuse(self, field: str, reason: Reason, **params: str | int) -> None:
        self.errors.append(RowError(self.file, self.row, field, reason, params))

    def has(self, field: str) -> bool:
        return self._values.get(field) is not None

    def is_list(self, field: str) -> bool:
        return isinstance(self._values.get(field), list)

    def take(self, field: str, *, required: bool = True) -> Json:
        """The value as it stands; null counts as absent."""
        value = self._values.pop(field, None)
        if value is None and required:
            self.refuse(field, Reason.MISSING)
        return value

    def rest(self) -> dict[str, Json]:
        """What nobody has taken."""
        return self._values

    def text(self, field: str, *, required: bool = True, limit: int = MAX_TEXT_CHARACTERS) -> str:
        """A text kept exactly as it is written; empty where it is absent and may be."""
        value = self.take(field, required=required)
        if value is None or (not required and isinstance(value, str) and is_blank(value)):
            return ""
        return self.check_text(field, value, limit=limit)

    def label(self, field: str) -> str:
        """A short optional text, such as a category, without blanks around it."""
        return self.text(field, required=False, limit=MAX_LABEL_CHARACTERS).strip()

    def identifier(self, field: str) -> str:
        """A row's own id; a whole number is as good as its digits."""
        self.id_field = field
        value = self.take(field)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            return ""
        return self.check_text(field, value, limit=MAX_ID_CHARACTERS).strip()

    def one_of(self, field: str, allowed: tuple[str, ...]) -> str:
        value = self.text(field, limit=MAX_TEXT_CHARACTERS)
        if value and value not in allowed:
            params = {"value": shown(value), "allowed": ", ".join(allowed)}
            self.refuse(field, Reason.UNKNOWN_VALUE, **params)
        return value

    def json_object(self, field: str) -> dict[str, Json]:
        """An optional object; in CSV it is written as JSON into its cell."""
        value = self.parsed(field, self.take(field, required=False))
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(field, Reason.WRONG_TYPE, expected="object")
            return {}
        return self.check_extra(field, value)

    def parsed(self, field: str, value: Json) -> Json:
        """A cell's JSON; anything but text is parsed already."""
        if not isinstance(value, str):
            return value
        try:
            return load_json(value)
        except ValueError as error:
            fault = json_error(self.file, self.row, field, error)
            self.refuse(field, fault.reason, **fault.params)
            return None

    def check_text(self, field: str, value: Json, *, limit: int = MAX_TEXT_CHARACTERS) -> str:
        """The value if it is a text that can be stored and seen, else empty and an error."""
        if not isinstance(value, str):
            self.refuse(field, Reason.WRONG_TYPE, expected="text")
        elif len(value) > limit:
            self.refuse(field, Reason.TOO_LONG, limit=limit, found=len(value))
        elif bad := _UNSTORABLE.search(value):
            self.refuse(field, Reason.BAD_CHARACTER, code=f"U+{ord(bad[0]):04X}")
        elif is_blank(value):
            self.refuse(field, Reason.EMPTY)
        else:
            return value
        return ""

    def check_extra(self, field: str, extra: dict[str, Json]) -> dict[str, Json]:
        """The object if PostgreSQL can store it and it is not absurdly large."""
        size = 0
        for text in _texts(extra):
            size += len(text)
            if bad := _UNSTORABLE.search(text):
                self.refuse(field, Reason.BAD_CHARACTER, code=f"U+{ord(bad[0]):04X}")
                return {}
        if size > MAX_EXTRA_CHARACTERS:
            self.refuse(field, Reason.TOO_LONG, limit=MAX_EXTRA_CHARACTERS, found=size)
            return {}
        return extra

    def refuse_rest(self) -> None:
        """A field nobody knows is most often a slip of the pen in one that is needed."""
        for field in list(self._values)[:MAX_COLUMNS]:
            self.refuse(shown(field), Reason.UNKNOWN_FIELD)


def is_blank(text: str) -> bool:
    """No character that could be seen: zero-width spaces alone are no answer."""
    return all(unicodedata.category(character) in _INVISIBLE for character in text)


def _texts(value: Json) -> list[str]:
    """All texts of a JSON value, keys among them; numbers count by their digits."""
    if isinstance(value, dict):
        return [*value, *(text for inner in value.values() for text in _texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value if isinstance(value, str) else str(value)]
