"""One table of a study file being read: typed fields, all faults gathered. Pure."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from annotations.datasets.fields import Fields
from annotations.datasets.limits import MAX_LABEL_CHARACTERS
from annotations.datasets.reading import Record
from annotations.datasets.rows import Json, Reason, RowError
from annotations.studies.plan import Both

_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?")

T = TypeVar("T")


class Table(Fields):
    """One table of the file; its faults carry the whole way to the field."""

    def __init__(self, file: str, values: dict[str, Json], place: str = "") -> None:
        self._place = place
        super().__init__(file, Record(0, values))

    def refuse(self, field: str, reason: Reason, **params: str | int) -> None:
        place = f"{self._place}.{field}" if self._place and field else self._place or field
        self.errors.append(RowError(self.file, None, place, reason, params))

    def word(self, field: str, pattern: re.Pattern[str], *, required: bool = True) -> str:
        """A text that must look a certain way."""
        value = self.text(field, required=required, limit=500)
        if value and not pattern.fullmatch(value):
            self.refuse(field, Reason.MALFORMED, value=value[:60])
        return value

    def choice(self, field: str, allowed: tuple[str, ...], default: str) -> str:
        return self.one_of(field, allowed) if self.has(field) else default

    def integer(self, field: str, default: T, *, least: int, most: int) -> int | T:
        value = self.take(field, required=False)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(field, Reason.WRONG_TYPE, expected="number")
        elif not least <= value <= most:
            self.refuse(field, Reason.OUT_OF_RANGE, least=least, most=most)
        else:
            return value
        return default

    def number(self, field: str, default: T, *, least: int, most: int) -> Decimal | T:
        value = self.take(field, required=False)
        if value is None:
            return default
        # Through the text: 0.05 of the file is not the nearest binary fraction.
        if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
            self.refuse(field, Reason.WRONG_TYPE, expected="number")
        elif not least <= Decimal(str(value)) <= most:
            self.refuse(field, Reason.OUT_OF_RANGE, least=least, most=most)
        else:
            return Decimal(str(value))
        return default

    def day(self, field: str) -> date | None:
        """A calendar day as a text: 2036-12-31."""
        value = self.text(field, required=False, limit=40)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.refuse(field, Reason.MALFORMED, value=value)
            return None

    def flag(self, field: str, default: bool) -> bool:
        value = self.take(field, required=False)
        if value is not None and not isinstance(value, bool):
            self.refuse(field, Reason.WRONG_TYPE, expected="true or false")
        return value if isinstance(value, bool) else default

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.take(field, required=False)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.refuse(field, Reason.WRONG_TYPE, expected="list")
            return ()
        return tuple(
            self.check_text(f"{field}[{number}]", text, limit=MAX_LABEL_CHARACTERS)
            for number, text in enumerate(value, start=1)
        )

    def both(self, field: str, default: Both | None = None) -> Both:
        """A text per language of the interface."""
        if default is not None and not self.has(field):
            return default
        read = self.table(field, lambda table: {key: table.text(key) for key in ("en", "zh-hans")})
        return read or {"en": "", "zh-hans": ""}

    def table(self, field: str, read: Callable[["Table"], T], *, required: bool = True) -> T | None:
        value = self.take(field, required=required)
        return None if value is None else self._read(field, value, read)

    def tables(self, field: str, read: Callable[["Table"], T]) -> tuple[T, ...]:
        value = self.take(field, required=False)
        if not isinstance(value, list):
            if value is not None:
                self.refuse(field, Reason.WRONG_TYPE, expected="list")
            return ()
        found = [self._read(f"{field}[{n}]", inner, read) for n, inner in enumerate(value, start=1)]
        return tuple(one for one in found if one is not None)

    def _read(self, field: str, value: Json, read: Callable[["Table"], T]) -> T | None:
        if not isinstance(value, dict):
            self.refuse(field, Reason.NOT_AN_OBJECT)
            return None
        table = Table(self.file, value, f"{self._place}.{field}" if self._place else field)
        found = read(table)
        table.refuse_rest()
        self.errors.extend(table.errors)
        return found
