"""Test classes that need more than Django's: a database that is emptied for real, a live server."""

from typing import ClassVar
from unittest import SkipTest

from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.db import connections
from django.test import TransactionTestCase, tag

from tests import databases
from tests.chromium import FLAGS, INSTALL, browser_required, find_chromium


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
    """For tests in Chromium: ``self.browser`` is Playwright's, shared by the class."""

    playwright: ClassVar
    browser: ClassVar

    @classmethod
    def setUpClass(cls) -> None:
        chromium = find_chromium()
        if chromium is None and not browser_required():
            raise SkipTest(INSTALL)
        assert chromium, INSTALL
        super().setUpClass()
        cls.enterClassContext(_browser(cls, chromium))


class _browser:
    """Starts Playwright and Chromium, and ends both with the class."""

    def __init__(self, case: type[BrowserTestCase], chromium: str) -> None:
        self.case, self.chromium = case, chromium

    def __enter__(self) -> None:
        from playwright.sync_api import sync_playwright

        self.case.playwright = sync_playwright().start()
        self.case.browser = self.case.playwright.chromium.launch(
            executable_path=self.chromium, args=list(FLAGS)
        )

    def __exit__(self, *error: object) -> None:
        self.case.browser.close()
        self.case.playwright.stop()
