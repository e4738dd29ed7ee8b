"""Takes the manual's pictures of the raters' page and the monitor, from a study made for them.

    python -m pytest tests/browser/screenshots_watching.py

It is no test, so it is not collected.
"""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from tests.browser.base import LANGUAGES, PageTestCase
from tests.browser.watching import watched_study
from tests.factories import add_researcher, make_user

MANUAL = Path(settings.BASE_DIR) / "docs" / "manual"


class Screenshots(PageTestCase):
    def test_pictures(self):
        study = watched_study()
        rosa = add_researcher(
            study, make_user(name="Rosa", email="rosa@example.org", password="correct horse")
        )
        for language in LANGUAGES:
            for size in ("laptop", "phone"):
                page = self.open_context(rosa, language=language, size=size).new_page()
                for name in ("monitor", "raters"):
                    address = reverse(f"researcher:{name}", args=[study.slug])
                    page.goto(self.live_server_url + address)
                    whole = size == "laptop" and name == "monitor"
                    page.screenshot(
                        path=MANUAL / language / f"{name}-{size}.png",
                        clip={"x": 0, "y": 0, "width": 1280, "height": 1500} if whole else None,
                        full_page=whole,
                    )
