"""The databases of the tests: one template, migrated once as the owner, and a clone per process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from evalsite.roles import Login, ask, connect, prepare, run, with_database

TEMPLATE = "template_evalsite"
ALIASES = ("default", "owner")
URLS = ("DATABASE_OWNER_URL", "DATABASE_URL")


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
    owner, runtime = (Login.of(os.environ[url]).role for url in URLS)
    _as_admin(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER "{owner}"',
        # A template hands on everything but the privileges on the database itself.
        f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{name}" TO "{runtime}"',
    )


def environment() -> dict[str, str]:
    """For child processes, such as Celery workers: the same database as this process."""
    clone = clone_name()
    return dict(os.environ) | {url: with_database(os.environ[url], clone) for url in URLS}


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


def _as_admin(*statements: str) -> None:
    with closing(connect(os.environ["DATABASE_ADMIN_URL"])) as server:
        run(server, statements)


def _exists(name: str) -> bool:
    with closing(connect(os.environ["DATABASE_ADMIN_URL"])) as server:
        return ask(server, "SELECT 1 FROM pg_database WHERE datname = %s", name)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """CREATE DATABASE fails while another process is connected to the template."""
    lock = Path(os.environ["EVALSITE_TEST_FOLDER"]) / "template.lock"
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
