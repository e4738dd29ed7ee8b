"""How often something secret may be tried, counted in the database.

The cache would forget, and a count that is read and then written lets parallel guesses
through: here the database decides in one statement, and each attempt that may be evaluated
is one that it counted.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.exceptions import AnnotationsError
from annotations.models import AttemptCount

MINUTES = 15
WINDOW = timedelta(minutes=MINUTES)
# Rows are kept per slice, and a try looks at the slices that the last WINDOW touches: so at most
# ``most`` are evaluated in any WINDOW, not only in one that a clock happens to begin. It may
# take one slice longer than WINDOW until the next try is free.
SLICE = timedelta(minutes=5)

_COUNT = """
INSERT INTO annotations_attemptcount AS counted (key, window_start, count)
SELECT %(key)s, %(slice)s, 1 WHERE {before} < %(most)s
ON CONFLICT (key, window_start) DO UPDATE SET count = counted.count + 1
    WHERE counted.count + {before} < %(most)s
RETURNING count
""".format(
    before="(SELECT coalesce(sum(earlier.count), 0) FROM annotations_attemptcount earlier"
    " WHERE earlier.key = %(key)s AND earlier.window_start >= %(since)s"
    " AND earlier.window_start < %(slice)s)"
)


class TooManyAttempts(AnnotationsError):
    """Not evaluated: too much was tried in the last minutes."""

    def __init__(self) -> None:
        super().__init__(
            _("Too many attempts. Please wait %(minutes)s minutes and try again.")
            % {"minutes": MINUTES}
        )


def count_attempt(key: str, *, most: int) -> None:
    """Count one attempt on the key, or raise TooManyAttempts. Call it outside a transaction.

    An attempt that is refused is not counted: hammering does not lock anybody out for longer.
    """
    slice_start = _slice_of(timezone.now())
    values = {"key": key, "slice": slice_start, "since": slice_start - WINDOW, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        if cursor.fetchone() is None:
            raise TooManyAttempts


def forget_old_attempts() -> int:
    """Remove counts that no try looks at any more; says how many."""
    old = AttemptCount.objects.filter(window_start__lt=timezone.now() - 2 * WINDOW)
    return old.delete()[0]


def _slice_of(moment: datetime) -> datetime:
    seconds = int(SLICE.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=moment.tzinfo)
