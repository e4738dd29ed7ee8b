"""A pytest plugin that starts a throw-away PostgreSQL and Valkey before Django reads its settings.

Loaded by ``-p tests.services`` in pyproject.toml, because conftest.py would be too late. The
processes of pytest-xdist inherit the environment, and with it the servers of the first process.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from evalsite.embedded.postgres import make_cluster, plan_cluster, start_cluster
from evalsite.embedded.processes import Child
from evalsite.embedded.valkey import broker_url, start_valkey
from evalsite.roles import prepare
from tests.network import refuse_the_network

FOLDER = "EVALSITE_TEST_FOLDER"
VALKEY_DATABASES = 16
children: list[Child] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Runs before pytest-django's, which reads the settings."""
    if FOLDER not in os.environ:
        _start()
    # Each process its own queue: the Celery workers of one must not take the tasks of another.
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
    sockets = Path(os.environ[FOLDER]) / "s"
    os.environ["CELERY_BROKER_URL"] = broker_url(sockets, number % VALKEY_DATABASES)
    refuse_the_network()
    return (yield)


def pytest_unconfigure() -> None:
    if children:
        for child in reversed(children):
            child.stop()
        children.clear()
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="evalsite-tests-"))
    sockets = folder / "s"
    for made in (folder, sockets):
        made.mkdir(exist_ok=True)
        made.chmod(0o711)  # PostgreSQL's account, when we are root, passes through
    cluster = plan_cluster(folder, sockets, "admin", folder / "postgres.log", throw_away=True)
    make_cluster(cluster)
    children.append(start_cluster(cluster))
    valkey_log = folder / "valkey.log"
    environment = dict(os.environ)
    children.append(
        start_valkey(folder / "valkey", sockets, valkey_log, environment, throw_away=True)
    )
    os.environ |= _environment(folder, cluster.url)
    prepare(
        admin_url=os.environ["DATABASE_ADMIN_URL"],
        owner_url=os.environ["DATABASE_OWNER_URL"],
        runtime_url=os.environ["DATABASE_URL"],
    )


def _environment(folder: Path, url) -> dict[str, str]:
    """Everything the settings read, so that nothing around us leaks into the tests."""
    name = "evalsite"
    return {
        FOLDER: str(folder),
        "EVALSITE_VAR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "evalsite.settings",
        "DATABASE_ADMIN_URL": url(),
        "DATABASE_OWNER_URL": url(user="evalsite_owner", password="owner", database=name),
        "DATABASE_URL": url(user="evalsite", password="runtime", database=name),
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "FIELD_KEY": Fernet.generate_key().decode(),
        "DEMO": "0",
        "DEBUG": "0",
        "SECURE": "0",  # the test client and the live server speak plain HTTP
        "PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")])),
    }


if sys.platform == "win32":
    raise RuntimeError("The tests need unix sockets: run them under Linux or macOS.")
