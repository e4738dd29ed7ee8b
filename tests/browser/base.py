"""A physician at a browser: signed in, watched for whatever the page should not do."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Error

from annotations.models import User
from tests.base import BrowserTestCase

SIZES = {"phone": (390, 844), "tablet": (820, 1180), "laptop": (1280, 800), "desk": (1920, 1080)}
LANGUAGES = ("en", "zh-hans")


class PageTestCase(BrowserTestCase):
    """Opens pages and keeps every complaint of the browser and every request that left the site."""

    def setUp(self) -> None:
        super().setUp()
        self.complaints: list[str] = []
        self.left_the_site: list[str] = []

    def open_context(
        self,
        user: User | None,
        *,
        size: str = "laptop",
        language: str = "en",
        script: bool = True,
        scheme: str = "light",
        **options: Any,
    ) -> Any:
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            has_touch=size in {"phone", "tablet"},
            is_mobile=size == "phone",
            **options,
        )
        self.addCleanup(close, context)
        context.set_default_timeout(30_000)
        cookies = {"django_language": language}
        if user is not None:
            client = Client()
            client.force_login(user)
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies(
            [
                {"name": name, "value": value, "url": self.live_server_url}
                for name, value in cookies.items()
            ]
        )
        context.on("request", self._watch_request)
        context.on("console", self._watch_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context

    def _watch_request(self, request: Any) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.live_server_url).netloc:
            self.left_the_site.append(request.url)

    def _watch_console(self, message: Any) -> None:
        # Chromium reports every answer of 400 and above as a failed load; those are looked for.
        if not re.match(r"Failed to load resource: .* 4\d\d", message.text):
            self.complaints.append(message.text)

    def assert_accessible(self, page: Any) -> None:
        found = Axe().run(page).response["violations"]
        serious = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        self.assertEqual(serious, [])

    def assert_quiet(self) -> None:
        """No violation of the content policy, no script error, no request to anywhere else."""
        self.assertEqual(self.complaints, [])
        self.assertEqual(self.left_the_site, [])


def close(context: Any) -> None:
    """A page that is left sends its draft, which must not reach the database of the next test."""
    with suppress(Error):  # the test closed it itself
        context.set_offline(True)
    context.close()
