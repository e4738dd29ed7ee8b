"""Rows as XLSX. A text is a text, whatever it begins with: no cell is ever a formula. Pure.

openpyxl takes a text that begins with "=" for a formula unless the cell's type is forced.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from annotations.exports.tables import Column, Row, Value
from annotations.exports.writers import plain

MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
CUT = "… [cut: see JSON lines]"
# What XML cannot hold, and what already looks like such an escape (ECMA-376, 22.9.2.19).
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
DATE = (1980, 1, 1, 0, 0, 0)
MOMENT = datetime(1980, 1, 1)


class TooManyRows(ValueError):
    """A spreadsheet ends where others go on."""


class XlsxWriter:
    """Takes rows bit by bit; openpyxl keeps them in a temporary file."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        self.stream, self.count = stream, 1
        self.book = Workbook(write_only=True)
        self.sheet: WriteOnlyWorksheet = self.book.create_sheet("data")
        self.sheet.freeze_panes = "A2"
        self.sheet.append([self._head(column.key) for column in columns])

    def write(self, rows: Sequence[Row]) -> None:
        self.count += len(rows)
        if self.count > MOST_ROWS:
            raise TooManyRows(f"a sheet holds at most {MOST_ROWS} rows")
        for row in rows:
            self.sheet.append([self._cell(value) for value in row])

    def close(self) -> None:
        """The workbook says when it was made; here it says what makes equal rows equal bytes."""
        self.book.properties.creator = "HuatuoEval"
        self.book.properties.created = self.book.properties.modified = MOMENT
        buffer = io.BytesIO()
        self.book.save(buffer)
        _with_fixed_dates(buffer, self.stream)

    def _head(self, key: str) -> WriteOnlyCell:
        cell = self._cell(key)
        cell.font = Font(bold=True)
        return cell

    def _cell(self, value: Value) -> WriteOnlyCell:
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return WriteOnlyCell(self.sheet, value)
        cell = WriteOnlyCell(self.sheet)
        cell._value, cell.data_type = fit(plain(value)), "s"
        return cell


def fit(text: str) -> str:
    """As a spreadsheet can hold it: escaped as its format says, and cut where it ends."""
    escaped = UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(escaped.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return escaped
    return escaped[: (LONGEST_TEXT - len(CUT)) // 2] + CUT


def _with_fixed_dates(source: IO[bytes], target: IO[bytes]) -> None:
    with ZipFile(source) as made, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in made.namelist():
            entry = ZipInfo(name, DATE)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            data = made.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"1980-01-01T00:00:00Z", data)
            archive.writestr(entry, data)
