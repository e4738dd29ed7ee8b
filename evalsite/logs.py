"""What a log says of an error: where and of which sort, never with what.

The text of an error often quotes what was being worked on: PostgreSQL prints the whole row that a
constraint refused, with a physician's comment or a patient's question in it. The tables keep these,
for those who may read them; a log is read by others, copied and sent around.
"""

import copy
import logging
import re
import traceback
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError

# Links that sign somebody in, and addresses of one rater's pairs.
_SECRET = re.compile(r"(/(?:join|join-team|a|h|guess|demo/[^/\s]+)/)[^/\s?]+")
WITHHELD = "(text withheld)"
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class WithoutContent(logging.Formatter):
    """Frames and types of an error, without its text; addresses without their secrets."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = None  # of another formatter, which does not withhold
        if isinstance(record.args, dict) and "exc" in record.args:
            # Celery's, of a task that failed: the error's text and what the task was called with.
            hidden = dict.fromkeys(("exc", "args", "kwargs", "traceback"), WITHHELD)
            record.args = {**record.args, **hidden}
        return _SECRET.sub(r"\1…", super().format(record))

    def formatException(self, ei: ExceptionInfo) -> str:
        _kind, error, trace = ei
        parts = [_told(error, trace)]
        seen = {id(error)}
        while (error := error.__cause__ or error.__context__) and id(error) not in seen:
            seen.add(id(error))
            parts.insert(0, _told(error, error.__traceback__))
        return "\nand then:\n".join(parts)


def _told(error: BaseException, trace: TracebackType | None) -> str:
    frames = "".join(traceback.format_list(traceback.extract_tb(trace)))
    return f"{frames}{type(error).__module__}.{type(error).__qualname__}: {_said(error)}"


def _said(error: BaseException) -> str:
    """What of the error's text is no content."""
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, DatabaseError) or type(error).__module__.startswith("psycopg2"):
        # "new row … violates check constraint …"; rows and values come in later lines or words.
        return str(error).partition("\n")[0].partition(": ")[0]
    return WITHHELD
