"""Which Chromium the browser tests drive, and how it is started."""

import os
import shutil

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
