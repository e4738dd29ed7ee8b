"""What tests of handing a pair on share."""

import os

from axe_playwright_python.sync_playwright import Axe

from annotations.models import Assignment

from .judging import JudgingCase

PICTURES = os.environ.get("PICTURES", "")


class HandingCase(JudgingCase):
    single_turn = 4

    def take(self, name: str) -> None:
        """A picture to look at, where PICTURES names a folder."""
        if PICTURES:
            before = list(self.complaints)
            self.page.screenshot(path=f"{PICTURES}/{name}.png")
            self.page.wait_for_timeout(50)
            self.complaints[:] = before  # taking it sets a style, which the policy forbids

    def assert_accessible(self) -> None:
        found = Axe().run(self.page).response["violations"]
        serious = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        self.assertEqual(serious, [])
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(wide, self.page.viewport_size["width"])

    def token(self) -> str:
        return self.page.locator("#verdict").get_attribute("data-token")

    def wait_for_another(self, token: str) -> None:
        self.page.locator(f"#verdict:not([data-token='{token}'])").wait_for(state="attached")

    def state_of(self, token: str) -> tuple[str, str]:
        return Assignment.objects.values_list("state", "decline_reason").get(token=token)

    def open_acts(self) -> None:
        """On a phone the verdict is folded until it is asked for."""
        if not self.page.locator("#verdict .acts").is_visible():
            self.page.locator(".to-verdict").click()
        self.page.locator("#verdict .acts").wait_for()
