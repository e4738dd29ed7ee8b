"""One moment of the database, however long the reading takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is as it was at the first statement; nothing can be written.

    With PostgreSQL's default each statement sees what others have committed until
    then: rows, count and head of one file would be of different moments.
    """
    # Durable: inside somebody else's transaction the isolation could not be set any more. Django's
    # TestCase alone is let through, and its single connection sees one moment anyway.
    is_nested = connection.in_atomic_block
    with transaction.atomic(durable=True):
        if not is_nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
