"""Fixtures of every test: the databases, and invented inputs that are the same on each machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.utils import translation

from tests import databases

# A slow machine is no failure, and nothing is written beside the checkout.
hypothesis.settings.register_profile("suite", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("suite")
# Playwright's own loop makes Django think that the tests run inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's: its databases belong to the role that logs in, ours must not."""
    with django_db_blocker.unblock():
        databases.set_up()
    yield


@pytest.fixture(scope="session", autouse=True)
def static_files(django_test_environment) -> None:
    """Pages name static files as they are: hashed names need collectstatic, which takes seconds."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def start_in_english() -> Iterator[None]:
    """A page in Chinese leaves its language behind for the next test of the process."""
    with translation.override("en"):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Django's tags as pytest's marks: ``pytest -m "not browser"`` works."""
    for item in items:
        for name in getattr(getattr(item, "cls", None), "tags", ()):
            item.add_marker(name)
