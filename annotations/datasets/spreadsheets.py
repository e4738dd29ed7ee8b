"""A workbook's sheet to records. Pure: no Django; openpyxl reads from an open file.

Everything in a cell becomes text, as in CSV: a spreadsheet makes a number of an id
and a date of a dose, and nobody meant it.
"""

import datetime
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.cell.cell import ERROR_CODES

from annotations.datasets.headers import Columns, check_header
from annotations.datasets.limits import MAX_COLUMNS, MAX_SPREADSHEET_ROWS, MAX_UNPACKED_BYTES
from annotations.datasets.reading import Record, unreadable
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.text_tables import plain_ends

if not openpyxl.DEFUSEDXML:
    raise ImportError("without defusedxml openpyxl expands XML entities, without end")

# What openpyxl raises for a file that is no workbook, or one that was made to hurt.
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    RuntimeError,
    OSError,
    EOFError,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_workbook(
    file: str, stream: BinaryIO, columns: Columns, sheet: str = ""
) -> Iterator[Record | RowError]:
    """The rows of one sheet; without a name, of the first one that is not empty."""
    header: list[str] | None = None
    for row, texts in sheet_rows(file, stream, sheet):
        if header is None:
            if texts:
                header = check_header(file, texts, columns, row=row)
        elif texts:
            yield _record(file, row, header, texts)


def sheet_rows(file: str, stream: BinaryIO, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every row, empty ones too."""
    try:
        with warnings.catch_warnings():
            # About drawings, validations and fonts, which nobody reads here.
            warnings.simplefilter("ignore")
            yield from _rows(file, stream, sheet)
    except _BROKEN as error:
        # openpyxl wraps what defusedxml refuses.
        if isinstance(error, DefusedXmlException) or isinstance(
            error.__cause__, DefusedXmlException
        ):
            raise unreadable(file, Reason.XML_ENTITIES) from error
        detail = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise unreadable(file, Reason.BROKEN_WORKBOOK, detail=detail) from error


def _rows(file: str, stream: BinaryIO, sheet: str) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(file, stream)
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    for row, cells in _cells(book, sheet):
        if row > MAX_SPREADSHEET_ROWS:
            raise unreadable(file, Reason.TOO_MANY_ROWS, limit=MAX_SPREADSHEET_ROWS)
        yield row, _trimmed([_text(cell) for cell in cells])


def sheet_names(stream: BinaryIO) -> list[str]:
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    return list(book.sheetnames)


def _refuse_bombs(file: str, stream: BinaryIO) -> None:
    """Before anything is unpacked. Sizes cannot lie: zipfile reads no further than they say."""
    with zipfile.ZipFile(stream) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1024**2
        raise unreadable(file, Reason.UNPACKED_TOO_LARGE, limit=limit, found=size // 1024**2)
    stream.seek(0)


def _cells(book: Any, sheet: str) -> Iterator[tuple[int, Sequence[Any]]]:
    for found in book.worksheets:
        if sheet and found.title != sheet:
            continue
        # The size that a sheet claims may be a million columns, each row filled up to it.
        found.reset_dimensions()
        any_cell = False
        for row, cells in enumerate(found.iter_rows(values_only=True), start=1):
            any_cell = any_cell or any(cell is not None for cell in cells)
            yield row, cells[: MAX_COLUMNS + 1]
        if any_cell:
            return


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case str():
            # Excel writes a carriage return within a cell as this.
            return plain_ends(cell.replace("_x000D_", "\r"))
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime.datetime() if cell.time() == datetime.time():
            return cell.date().isoformat()
        case datetime.date() | datetime.time():
            return cell.isoformat()
    return str(cell)


def _trimmed(texts: list[str]) -> list[str]:
    """Without the empty cells at the end, which a border or a colour makes."""
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _record(file: str, row: int, header: list[str], cells: list[str]) -> Record | RowError:
    if len(cells) > len(header):
        params = {"expected": len(header), "found": len(cells)}
        return RowError(file, row, "", Reason.WRONG_CELL_COUNT, params)
    for name, cell in zip(header, cells, strict=False):
        if cell in ERROR_CODES:
            return RowError(file, row, name, Reason.FORMULA_ERROR, {"value": cell})
    values: dict[str, Json] = {
        name: cell for name, cell in zip(header, cells, strict=False) if cell
    }
    return Record(row, values)
