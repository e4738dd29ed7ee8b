"""The databases of the tests: one template, migrated once as the owner, and a clone per process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql

from evalsite.roles import Login, connect, prepare, with_database

TEMPLATE = "template_evalsite"
ALIASES = ("default", "owner")


def clone_name() -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def set_up() -> None:
    """Give this process its own database, a copy of the migrated template."""
    with _one_at_a_time():
        if not _exists(TEMPLATE):
            _make_template()
        recreate()


def recreate() -> None:
    """Throw this process's database away and copy the template again.

    It empties what no role may empty: the ledger refuses TRUNCATE to the owner as well.
    """
    name = clone_name()
    _point_at(name)
    _as_admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _as_admin(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER "{_owner()}"')
    _as_admin(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    _as_admin(f'GRANT CONNECT ON DATABASE "{name}" TO "{_runtime()}"')


def environment() -> dict[str, str]:
    """For child processes, such as Celery workers: the same database as this process."""
    names = ("DATABASE_URL", "DATABASE_OWNER_URL")
    return dict(os.environ) | {
        name: with_database(os.environ[name], clone_name()) for name in names
    }


def _make_template() -> None:
    half = f"{TEMPLATE}_new"
    _as_admin(f"DROP DATABASE IF EXISTS {half} WITH (FORCE)")
    prepare(
        admin_url=os.environ["DATABASE_ADMIN_URL"],
        owner_url=with_database(os.environ["DATABASE_OWNER_URL"], half),
        runtime_url=with_database(os.environ["DATABASE_URL"], half),
    )
    _point_at(half)
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    _as_admin(f"ALTER DATABASE {half} RENAME TO {TEMPLATE}")


def _point_at(name: str) -> None:
    for alias in ALIASES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = settings.DATABASES[alias]["NAME"] = name


def _owner() -> str:
    return Login.of(os.environ["DATABASE_OWNER_URL"]).role


def _runtime() -> str:
    return Login.of(os.environ["DATABASE_URL"]).role


def _as_admin(statement: str) -> None:
    server = connect(os.environ["DATABASE_ADMIN_URL"])
    try:
        with server.cursor() as cursor:
            cursor.execute(statement)
    finally:
        server.close()


def _exists(name: str) -> bool:
    server = connect(os.environ["DATABASE_ADMIN_URL"])
    try:
        with server.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(sql.Literal(name))
            )
            return cursor.fetchone() is not None
    finally:
        server.close()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """CREATE DATABASE fails while another process is connected to the template."""
    lock = Path(os.environ["EVALSITE_TEST_FOLDER"]) / "template.lock"
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
