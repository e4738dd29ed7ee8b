"""Files made to hurt: how each is refused, how long it takes, and how much memory.

    python -m tests.faults.hostile_files          every file at its full size
    python -m tests.faults.hostile_files small    what the suite runs

The files are made on the fly. Each is read as a page reads an upload, and the peak is that of the
reading process, asked of the kernel; the process that asked is measured too.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from annotations.datasets.isolation import PAGE_SECONDS, look_apart, parse_file
from annotations.datasets.parsing import Content, Request
from annotations.datasets.rows import Reason
from tests.faults.hostile_making import (
    MEGABYTE,
    Hostile,
    absurd_groups,
    billion_laughs,
    deep_json,
    deep_json_lines,
    deep_xml,
    escaped_quotes,
    far_row,
    faulty_rows,
    laughing_strings,
    long_cell,
    long_line,
    lying_bomb,
    many_columns,
    many_parquet_columns,
    many_strings,
    many_values,
    not_quite_gb18030,
    nuls,
    open_quote,
    repeated_string,
    repeated_value,
    spoilt_footer,
    utf_16,
    wide_sheet,
    workbook_bomb,
)

MAX_SECONDS, MAX_MEGABYTES = 5, 512
FILES = (
    Hostile("xlsx that unpacks to 4 GB", workbook_bomb, (Reason.UNPACKED_TOO_LARGE,)),
    Hostile("xlsx that lies about it", lying_bomb, (Reason.BROKEN_WORKBOOK,)),
    Hostile("xlsx of tiny shared strings", many_strings, (Reason.TOO_COSTLY, Reason.NO_ROWS)),
    Hostile("xlsx of one shared megabyte", repeated_string, (Reason.TOO_MUCH_TEXT,)),
    Hostile("xlsx with a billion laughs", billion_laughs, (Reason.XML_ENTITIES,)),
    Hostile("xlsx with laughing strings", laughing_strings, (Reason.XML_ENTITIES,)),
    Hostile("xlsx of 10^6 columns", wide_sheet, (Reason.TOO_MANY_COLUMNS, Reason.TOO_COSTLY)),
    Hostile("xlsx with row 2 000 000 000", far_row, (Reason.TOO_MANY_ROWS,)),
    Hostile(
        "xlsx 10^6 elements deep",
        deep_xml,
        (Reason.TOO_COSTLY, Reason.BROKEN_WORKBOOK, Reason.NO_ROWS),
    ),
    Hostile("json 10^5 deep", deep_json, (Reason.TOO_DEEP,)),
    Hostile("jsonl 10^5 deep", deep_json_lines, (Reason.TOO_DEEP,)),
    Hostile("json of 16 million values", many_values, (Reason.TOO_MANY_ERRORS,)),
    Hostile("csv of 10^6 columns", many_columns, (Reason.TOO_MANY_COLUMNS,)),
    Hostile("one line of 1 GB", long_line, (Reason.FILE_TOO_LARGE,)),
    Hostile("one cell of 49 MB", long_cell, (Reason.INVALID_CSV,)),
    Hostile("a quote that never ends", open_quote, (Reason.INVALID_CSV,)),
    Hostile("json text that never ends", escaped_quotes, (Reason.INVALID_JSON,)),
    Hostile("utf-16", utf_16, (Reason.UTF_16,)),
    Hostile("49 MB of NUL", nuls, (Reason.INVALID_CSV, Reason.UTF_16, Reason.WRONG_CELL_COUNT)),
    Hostile("gb18030 with a broken end", not_quite_gb18030, (Reason.NOT_UTF8,)),
    Hostile("rows of unknown fields", faulty_rows, (Reason.UNKNOWN_FIELD,)),
    Hostile("parquet of 10^7 rows", absurd_groups, (Reason.TOO_MANY_ROWS,)),
    Hostile(
        "parquet of one repeated megabyte",
        repeated_value,
        (Reason.TOO_MUCH_TEXT, Reason.TOO_COSTLY, Reason.BROKEN_PARQUET),
    ),
    Hostile("parquet of 20 000 columns", many_parquet_columns, (Reason.TOO_MANY_COLUMNS,)),
    Hostile("parquet with an absurd footer", spoilt_footer, (Reason.BROKEN_PARQUET,)),
)


@dataclass(frozen=True)
class Outcome:
    """How a file ended."""

    name: str
    megabytes: float
    seconds: float
    peak_megabytes: float
    reasons: tuple[str, ...]
    is_expected: bool

    @property
    def holds(self) -> bool:
        within = self.seconds <= MAX_SECONDS and self.peak_megabytes <= MAX_MEGABYTES
        return within and self.is_expected


def try_file(hostile: Hostile, scale: float) -> list[Outcome]:
    """Looked into and read, each in a process of its own, as after an upload."""
    with tempfile.TemporaryFile() as stream:
        hostile.make(stream, scale)
        stream.flush()
        size = stream.seek(0, os.SEEK_END) / MEGABYTE
        return [
            _measured(f"{hostile.name}: {what}", size, hostile, act, stream)
            for what, act in (("look", _look), ("rows", _rows))
        ]


def _look(stream: BinaryIO) -> tuple[str, ...]:
    found = look_apart("f", stream, Request(Content.ITEMS), seconds=PAGE_SECONDS)
    return tuple(error.reason for error in found) if isinstance(found, list) else ()


def _rows(stream: BinaryIO) -> tuple[str, ...]:
    parsed = parse_file("f", stream, Request(Content.ITEMS), seconds=PAGE_SECONDS)
    return tuple({error.reason: None for error in parsed.errors})


def _measured(
    name: str,
    size: float,
    hostile: Hostile,
    act: Callable[[BinaryIO], tuple[str, ...]],
    stream: BinaryIO,
) -> Outcome:
    """In a child of our own, whose own children's peak the kernel then knows by itself."""
    read, write = os.pipe()
    started = time.perf_counter()
    if not (pid := os.fork()):
        reasons = act(stream)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(write, f"{max(peak, own)}|{','.join(reasons)}".encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(pid, 0)
    seconds = time.perf_counter() - started
    peak, _, reasons = told.partition("|")
    found = tuple(filter(None, reasons.split(",")))
    # A first look stops after two hundred rows, so it may find nothing wrong.
    expected = bool(set(found) & set(hostile.reasons)) or (act is _look and not found)
    return Outcome(name, size, seconds, float(peak or "inf"), found, expected)


def main(scale: float) -> int:
    failed = 0
    print(f"{'file':46} {'MB':>7} {'s':>6} {'MB RSS':>7}  answer")
    for hostile in FILES:
        for outcome in try_file(hostile, scale):
            failed += not outcome.holds
            mark = "" if outcome.holds else "  <<<"
            print(
                f"{outcome.name:46} {outcome.megabytes:7.1f} {outcome.seconds:6.2f} "
                f"{outcome.peak_megabytes:7.0f}  {', '.join(outcome.reasons) or '-'}{mark}",
                flush=True,
            )
    print(f"{failed} of {2 * len(FILES)} do not hold ({MAX_SECONDS} s, {MAX_MEGABYTES} MB)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(0.02 if sys.argv[1:] == ["small"] else 1.0))
