"""The servers of the one-machine default, PostgreSQL and Valkey, and their supervisor.

Nothing here is used when DATABASE_URL and CELERY_BROKER_URL name servers of your own.
The modules import no Django, so that tests and the demo can start servers before settings are read.
"""


class EmbeddedError(Exception):
    """A server cannot run here; the text is one sentence for the person at the terminal."""
