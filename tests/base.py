"""Test classes that need more than Django's: a database that is emptied for real, a live server."""

from typing import ClassVar
from unittest import SkipTest

from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.db import connections
from django.test import TransactionTestCase, tag

from tests import databases
from tests.chromium import INSTALL, browser_required, find_chromium, shared_browser


class _FreshDatabase:
    """Ends each test with a new copy of the template: the runtime role cannot empty the ledger."""

    def _fixture_teardown(self) -> None:
        connections.close_all()
        databases.recreate()


class LedgerTransactionTestCase(_FreshDatabase, TransactionTestCase):
    """For tests whose transactions commit: threads, Celery workers, locks."""


class LedgerLiveServerTestCase(_FreshDatabase, StaticLiveServerTestCase):
    """For tests that reach the site over HTTP."""


@tag("browser")
class BrowserTestCase(LedgerLiveServerTestCase):
    """For tests in Chromium: ``self.browser`` is Playwright's, one for all tests of a process."""

    playwright: ClassVar
    browser: ClassVar

    @classmethod
    def setUpClass(cls) -> None:
        chromium = find_chromium()
        if chromium is None and not browser_required():
            raise SkipTest(INSTALL)
        assert chromium, INSTALL
        # First: once its loop runs in this thread, Django keeps connections in another place.
        cls.playwright, cls.browser = shared_browser(chromium)
        super().setUpClass()
