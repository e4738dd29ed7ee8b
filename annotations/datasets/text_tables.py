"""Text to records: a JSON list, JSON lines or CSV. Pure: no Django, no I/O."""

import csv
import io
from collections.abc import Iterator, Sequence

from annotations.datasets.headers import Columns, check_header
from annotations.datasets.reading import Record, UnreadableError, json_error, unreadable
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.strict_json import iter_json_list, load_json


def read_json_list(file: str, text: str) -> Iterator[Record | RowError]:
    if not text.lstrip().startswith("["):
        raise unreadable(file, Reason.NOT_A_LIST)
    try:
        for row, value in enumerate(iter_json_list(text), start=1):
            yield _record(file, row, value)
    except ValueError as error:
        # Where an entry ends nobody knows any more, so reading ends here.
        raise UnreadableError(json_error(file, None, "", error)) from error


def read_json_lines(file: str, text: str) -> Iterator[Record | RowError]:
    # io.StringIO ends lines at \n alone; str.splitlines would also cut an answer at U+2028.
    for row, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _record(file, row, load_json(line))
        except ValueError as error:
            yield json_error(file, row, "", error)


def _record(file: str, row: int, value: Json) -> Record | RowError:
    if isinstance(value, dict):
        return Record(row, value)
    return RowError(file, row, "", Reason.NOT_AN_OBJECT)


def read_csv(file: str, text: str, columns: Columns) -> Iterator[Record | RowError]:
    lines = csv_lines(text)
    row = 0
    try:
        header = check_header(file, next(lines), columns)
        row = 1
        for row, cells in enumerate(lines, start=2):
            if any(cell.strip() for cell in cells):
                yield _csv_record(file, row, header, cells)
    except csv.Error as error:
        # After a stray quote nobody knows where the next row begins, so reading ends here.
        detail = str(error)[:200]
        raise unreadable(file, Reason.INVALID_CSV, row=row + 1, detail=detail) from error


def csv_lines(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))


def _delimiter(text: str) -> str:
    """A tab where the header has one (cells copied from a spreadsheet), or a semicolon."""
    end = text.find("\n", 0, 100_000)
    header = text[: end if end >= 0 else 100_000]
    if "\t" in header:
        return "\t"
    return ";" if ";" in header and "," not in header else ","


def _csv_record(
    file: str, row: int, header: Sequence[str], cells: Sequence[str]
) -> Record | RowError:
    if len(cells) != len(header):
        params = {"expected": len(header), "found": len(cells)}
        return RowError(file, row, "", Reason.WRONG_CELL_COUNT, params)
    # An empty cell is a field that is not there: CSV cannot say the difference. And how a line
    # ends within a cell is the spreadsheet's doing, not the text's.
    values: dict[str, Json] = {
        name: plain_ends(cell) for name, cell in zip(header, cells, strict=True) if cell
    }
    return Record(row, values)


def plain_ends(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")
