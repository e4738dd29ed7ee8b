"""Have a file from outside read by a process of its own, and take what it prints.

The file may be anything. The child limits its memory and the time between rows itself
(``child``); here is the limit for the whole, and what people are told when a child died.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from annotations.datasets import child, wire
from annotations.datasets.parsing import Found, Request, gather
from annotations.datasets.rows import Json, ParsedFile, Reason, RowError

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
# For a page; a command may wait longer.
PAGE_SECONDS = 45
COMMAND_SECONDS = 600


@dataclass(frozen=True)
class Look:
    """What a file is, before anybody said what its columns mean."""

    container: str
    encoding: str
    sheets: tuple[str, ...]
    columns: tuple[str, ...]
    samples: tuple[tuple[int, dict[str, str]], ...]
    published: bool


def parse_file(file: str, stream: BinaryIO, request: Request, *, seconds: float) -> ParsedFile:
    """What ``parsing.parse`` says, and never more than the limits in time and memory."""
    return gather(file, digest_of(stream), read_apart(file, stream, request, seconds=seconds))


def digest_of(stream: BinaryIO) -> str:
    stream.seek(0)
    found = sha256()
    while piece := stream.read(1024**2):
        found.update(piece)
    return found.hexdigest()


def read_apart(file: str, stream: BinaryIO, request: Request, *, seconds: float) -> Iterator[Found]:
    for line in _lines(child.ROWS, stream, request, seconds):
        yield wire.decode(file, line)


def look_apart(
    file: str, stream: BinaryIO, request: Request, *, seconds: float
) -> Look | list[RowError]:
    """What the file is, or the reasons why nobody can tell."""
    errors: list[RowError] = []
    for line in _lines(child.LOOK, stream, request, seconds):
        tag, values = wire.load(line)
        if tag == "look":
            return _look(values)
        found = wire.decode(file, line)
        if isinstance(found, RowError):
            errors.append(found)
    return errors


def _look(values: dict[str, Any]) -> Look:
    return Look(
        values["container"],
        values["encoding"],
        tuple(values["sheets"]),
        tuple(values["columns"]),
        tuple((row, cells) for row, cells in values["samples"]),
        values["published"],
    )


def raw_apart(stream: BinaryIO, request: Request, *, seconds: float) -> Iterator[tuple[int, Json]]:
    """The rows as they stand in the file; fewer where it breaks off."""
    for line in _lines(child.RAW, stream, request, seconds):
        tag, *row = wire.load(line)
        if tag == "raw":
            yield row[0], row[1]


def _lines(mode: str, stream: BinaryIO, request: Request, seconds: float) -> Iterator[str]:
    with _process(mode, stream, request, seconds) as process:
        assert process.stdout
        line = ""
        for line in process.stdout:
            if line.rstrip() == wire.END:
                return
            yield line
    # Killed by its own clock, by ours, or by a library that gave up.
    logger.warning("reading a file ended with %s", process.returncode)
    yield wire.encode(RowError("", None, "", Reason.TOO_COSTLY))


@contextmanager
def _process(
    mode: str, stream: BinaryIO, request: Request, seconds: float
) -> Iterator["subprocess.Popen[str]"]:
    stream.seek(0)
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    process = subprocess.Popen(
        [sys.executable, "-m", child.__name__, mode, wire.encode_request(request)],
        stdin=stream,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
        encoding="ascii",
    )
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield process
    finally:
        # Whoever stops listening, or fails, leaves no process behind.
        timer.cancel()
        process.kill()
        if process.stdout:
            process.stdout.close()
        process.wait()


def _environment() -> dict[str, str]:
    """No secrets of the site, and libraries that keep to one thread and to malloc."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "OPENPYXL_LXML": "False",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
