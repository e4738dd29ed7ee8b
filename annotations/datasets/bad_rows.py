"""The bad rows of a file as a file to mend: as they stood there, with what is wrong beside them.

Pure: no Django; writes into the stream it is given. A workbook comes back as a workbook, CSV as
CSV (in UTF-8, which every Excel opens), all else as JSON lines, which an editor can open.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

from annotations.datasets.headers import REASONS
from annotations.datasets.rows import Json
from annotations.datasets.tables import Container

RawRows = Iterable[tuple[int, Json]]
_CELL_CHARACTERS = 32_767
ENDINGS = {Container.CSV: "csv", Container.XLSX: "xlsx"}


def ending(container: str) -> str:
    return ENDINGS.get(Container(container), "jsonl")


def write_bad_rows(
    stream: BinaryIO, container: str, rows: RawRows, reasons: Mapping[int, str]
) -> None:
    """The rows that have a reason; of a table with its header, the reasons first.

    First, because a row that is too long for its header would push a last column aside.
    """
    match Container(container):
        case Container.CSV:
            _write_csv(stream, _table(rows, reasons))
        case Container.XLSX:
            _write_workbook(stream, _table(rows, reasons))
        case _:
            for line in _lines(rows, reasons):
                stream.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _table(rows: RawRows, reasons: Mapping[int, str]) -> Iterator[list[str]]:
    has_header = False
    for number, cells in rows:
        texts = [str(cell) for cell in cells] if isinstance(cells, list) else []
        # The mended file may be bad again: what was said last time is said no more.
        if not has_header:
            has_header = True
            old = texts.index(REASONS) if REASONS in texts else None
            yield [REASONS, *_without(texts, old)]
        elif number in reasons:
            yield [reasons[number], *_without(texts, old)]


def _without(texts: list[str], place: int | None) -> list[str]:
    return texts if place is None else texts[:place] + texts[place + 1 :]


def _write_csv(stream: BinaryIO, table: Iterable[list[str]]) -> None:
    stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, "utf-8", "backslashreplace", newline="", write_through=True)
    csv.writer(text, lineterminator="\r\n").writerows(table)
    text.detach()


def _write_workbook(stream: BinaryIO, table: Iterable[list[str]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for texts in table:
        cells = []
        for text in texts:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("?", text)[:_CELL_CHARACTERS])
            # A text that begins with = stays a text.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(stream)


def _lines(rows: RawRows, reasons: Mapping[int, str]) -> Iterator[str]:
    for number, content in rows:
        if number not in reasons:
            continue
        values = content if isinstance(content, dict) else {"line": content}
        told = {REASONS: reasons[number]} | {k: v for k, v in values.items() if k != REASONS}
        yield json.dumps(told, ensure_ascii=False)
