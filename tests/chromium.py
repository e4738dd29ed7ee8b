"""Which Chromium the browser tests drive, and how it is started."""

import atexit
import os
import shutil
from functools import cache
from typing import Any

INSTALL = (
    "browser tests need Chromium: apt-get install chromium libatomic1 fonts-noto-cjk, "
    "or set CHROMIUM to its path"
)
FLAGS = (
    "--no-sandbox",  # its sandbox refuses root, and many containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, candidates)), None)


def browser_required() -> bool:
    """True where a missing browser is a failure and not a skip."""
    return os.environ.get("REQUIRE_BROWSER", "") not in ("", "0")


@cache
def shared_browser(chromium: str) -> tuple[Any, Any]:
    """Playwright and a Chromium that lives as long as the process: a start costs over a second.

    Tests share no more than the program: each opens contexts of its own.
    """
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
    atexit.register(playwright.stop)
    atexit.register(browser.close)
    return playwright, browser
