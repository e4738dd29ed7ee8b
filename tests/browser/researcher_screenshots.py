"""Takes the pictures of the researchers' manual along the way of a set-up, so that they stay true.

    python -m pytest tests/browser/researcher_screenshots.py

writes docs/manual/<language>/setup-<page>-<size>.png. It is no test, so it is not collected.
"""

from pathlib import Path
from typing import Any

from django.conf import settings

from tests.browser.base import LANGUAGES, SIZES
from tests.browser.setting_up import SettingUp

MANUAL = Path(settings.BASE_DIR) / "docs" / "manual"
# Page: whether the whole of it is wanted.
LAPTOP = {
    "studies-empty": False,
    "new-study": True,
    "plan": False,
    "items-file": False,
    "systems": True,
    "criteria": False,
    "setup-raters": False,
    "invited": False,
    "generation": False,
    "preview": True,
    "start": True,
    "running": False,
    "monitor": False,
    "paused": False,
}
PHONE = ("plan", "start", "running")


class ResearcherScreenshots(SettingUp):
    """The same clicks as in the test, with a picture of every page."""

    def shown(self, name: str) -> None:
        self.page.evaluate("document.activeElement.blur()")
        if name in LAPTOP:
            self.take(name, "laptop", whole=LAPTOP[name])
        if name in PHONE:
            self.on_a_phone(name)

    def on_a_phone(self, name: str) -> None:
        width, height = SIZES["phone"]
        self.page.set_viewport_size({"width": width, "height": height})
        self.take(name, "phone")
        width, height = SIZES["laptop"]
        self.page.set_viewport_size({"width": width, "height": height})

    def take(self, name: str, size: str, **options: Any) -> None:
        folder = MANUAL / self.language
        folder.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("window.scrollTo(0, 0)")
        whole = options.get("whole", False)
        self.page.screenshot(path=folder / f"setup-{name}-{size}.png", full_page=whole)

    def test_pictures(self):
        for self.language in LANGUAGES:
            context = self.open_context(self.rosa, language=self.language)
            self.page = context.new_page()
            for step in self.way():
                step()
            context.close()
