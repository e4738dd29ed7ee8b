"""The process that reads one file from outside: ``python -m annotations.datasets.child``.

It knows no Django, no settings and no database, takes the file as its standard input and prints
rows. It limits itself before it looks at the first byte, so that whatever the file does
ends here: a parser that eats memory gets MemoryError, one that runs on without a row a signal.
"""

import signal
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from annotations.datasets import wire
from annotations.datasets.looking import look, raw_rows
from annotations.datasets.parsing import Request, read_rows
from annotations.datasets.rows import Reason, RowError

# Beside what Python and the readers' libraries take themselves.
MEMORY_BYTES = 352 * 1024 * 1024
# Of this process's own time, between two rows.
STALL_SECONDS = 1.5
ROWS, LOOK, RAW = "rows", "look", "raw"


def main() -> int:
    mode, told = sys.argv[1:]
    stream = sys.stdin.buffer
    _warm_up(stream)
    limit_memory(MEMORY_BYTES)
    try:
        _print(_lines(mode, wire.decode_request(told), stream))
    except MemoryError:
        _print([wire.encode(RowError("", None, "", Reason.TOO_COSTLY))])
    except Exception as error:
        # The place says enough to mend the reader; the message might quote the file.
        detail = {"detail": type(error).__name__}
        _print([wire.encode(RowError("", None, "", Reason.UNREADABLE, detail))])
        print(type(error).__name__, *_places(error), file=sys.stderr)
    print(wire.END, flush=True)
    return 0


def _lines(mode: str, request: Request, stream: BinaryIO) -> Iterator[str]:
    if mode == LOOK:
        return look(stream, request)
    if mode == RAW:
        return raw_rows(stream, request)
    return (wire.encode(row) for row in read_rows("", stream, request))


def _print(lines: Iterable[str]) -> None:
    # The signal's own action is to end the process, which holds within a C library too.
    _wind_up()
    for line in lines:
        sys.stdout.write(line + "\n")
        _wind_up()


def _wind_up() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, STALL_SECONDS)


def _warm_up(stream: BinaryIO) -> None:
    """Import what the file needs before memory is counted: libraries differ, files do not."""
    start = stream.read(4)
    stream.seek(0)
    if start == b"PK\x03\x04":
        import annotations.datasets.spreadsheets
    elif start == b"PAR1":
        import annotations.datasets.parquet  # noqa: F401


def limit_memory(bytes_more: int) -> None:
    """No more address space than now and so much more. Only Linux says what is used now."""
    try:
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    limit = pages * resource.getpagesize() + bytes_more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _places(error: BaseException) -> Iterator[str]:
    trace = error.__traceback__
    while trace:
        yield f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next


if __name__ == "__main__":
    sys.exit(main())
