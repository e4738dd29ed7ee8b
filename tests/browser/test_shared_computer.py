"""A shared computer: after signing out or a lock no text of an item or a comment is left."""

import re
import tempfile
from pathlib import Path
from typing import Any

from django.test import Client, override_settings

from annotations.models import Draft, Submission
from tests.chromium import FLAGS, find_chromium
from tests.factories import show_instead

from .base import close
from .saving import SavingCase

ITEM, ANSWER, COMMENT_TEXT = "kanarienvogel-frage", "鹦鹉学舌回答", "zeisig-bemerkung 备注"
CANARIES = (ITEM, ANSWER, COMMENT_TEXT)
STORAGES = """async () => JSON.stringify([
    {...localStorage}, {...sessionStorage}, history.state, name, document.cookie,
    await indexedDB.databases(), await caches.keys(),
])"""


class SharedComputerCase(SavingCase):
    study_fields = {"before": lambda draft: draft.items.update(prompt=f"{ITEM} was hilft?")}

    def setUp(self) -> None:
        super().setUp()
        show_instead(f"{ANSWER} trinken.")
        folder = tempfile.TemporaryDirectory(prefix="profile-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.profile = Path(folder.name)

    def open_profile(self, *, shared: bool = True) -> Any:
        """A browser of its own, whose every file can be searched."""
        context = self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=find_chromium(), args=list(FLAGS)
        )
        self.addCleanup(close, context)
        context.set_default_timeout(30_000)
        context.add_cookies(
            [{"name": "sessionid", "value": self.session(shared), "url": self.live_server_url}]
        )
        return context

    def session(self, shared: bool) -> str:
        client = Client()
        client.force_login(self.alice)
        session = client.session
        session["shared"] = shared
        session.save()
        return client.cookies["sessionid"].value

    def judge_and_comment(self, page: Any) -> None:
        """One pair handed in, the next half-filled."""
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/")
        page.goto(self.judge_url)
        self.assertIn(ANSWER, page.content())
        number = self.pair_on(page)
        self.fill(page, COMMENT_TEXT)
        self.submit(page)
        self.wait_for_pair_on(page, number + 1)
        self.choose(page, "overall", "left")
        self.write(page, COMMENT_TEXT)
        self.wait_for_state(page, "saved")

    def leftovers(self, context: Any) -> list[str]:
        """Where a canary is found: page, Back, storages, then every file of the closed browser."""
        page, found = context.pages[-1], []
        for step in range(6):
            if self.is_in(page.content()):
                found.append(f"page {step} back: {page.url}")
            if page.go_back() is None:
                break
        page.goto(f"{self.live_server_url}/signed-out/")
        if self.is_in(page.evaluate(STORAGES)):
            found.append("storages")
        context.close()
        return found + [str(path) for path in self.profile.rglob("*") if self.is_in_file(path)]

    def is_in(self, text: str) -> bool:
        return any(canary in text for canary in CANARIES)

    def is_in_file(self, path: Path) -> bool:
        if not path.is_file():
            return False
        held = path.read_bytes()
        coded = [c.encode(code) for c in CANARIES for code in ("utf-8", "utf-16-le", "utf-16-be")]
        return any(canary in held for canary in coded)


class SignedOutTests(SharedComputerCase):
    def test_nothing_is_left_after_signing_out(self):
        context = self.open_profile()
        page = context.pages[0]
        self.judge_and_comment(page)
        context.set_offline(True)  # choices that the server lacks stand in the browser's storage
        self.choose(page, "accuracy", "tie")
        page.wait_for_timeout(700)
        self.assertIn("choices:", page.evaluate(STORAGES))
        context.set_offline(False)
        self.wait_for_state(page, "saved")
        page.locator(".menu summary").click()
        page.locator("[data-sign-out] button").click()
        page.wait_for_url("**/signed-out/")
        self.assertNotIn("choices:", page.evaluate(STORAGES))
        self.assertEqual(self.leftovers(context), [])
        self.assertEqual(Submission.objects.get().comment, COMMENT_TEXT)
        self.assertEqual(Draft.objects.get().fields["comment"], COMMENT_TEXT)

    def test_the_search_finds_what_is_there(self):
        context = self.open_profile()
        page = context.pages[0]
        page.goto(self.judge_url)
        page.evaluate(f"localStorage.setItem('planted', '{COMMENT_TEXT}')")
        found = self.leftovers(context)
        self.assertIn("storages", found)
        self.assertTrue([place for place in found if "leveldb" in place], found)
        self.assertTrue([place for place in found if "0 back" in place], found)


@override_settings(SHARED_IDLE_MINUTES=15)
class IdleLockTests(SharedComputerCase):
    def open_with_a_clock(self, *, shared: bool) -> Any:
        context = self.open_profile(shared=shared)
        page = context.pages[0]
        page.clock.install()
        self.judge_and_comment(page)
        return page

    def test_a_page_that_nobody_uses_is_stored_covered_and_signed_out_of(self):
        page = self.open_with_a_clock(shared=True)
        page.clock.fast_forward("14:30")
        self.write(page, f"{COMMENT_TEXT} last")
        page.clock.run_for(31_000)
        page.wait_for_url(re.compile("signed-out"))
        page.get_by_text("this is a shared computer").wait_for()
        self.assertEqual(Draft.objects.get().fields["comment"], f"{COMMENT_TEXT} last")
        page.goto(self.judge_url)
        self.assertIn("/sign-in/", page.url)
        self.assertEqual(self.leftovers(page.context), [])

    def test_without_a_network_it_is_covered_until_everything_is_stored(self):
        page = self.open_with_a_clock(shared=True)
        page.context.set_offline(True)
        self.write(page, f"{COMMENT_TEXT} offline")
        page.clock.fast_forward("15:01")
        page.get_by_text("Locked").wait_for()
        page.clock.run_for(20_000)
        self.assertFalse(page.locator("#assignment").is_visible())
        self.assertNotIn(ANSWER, page.locator("body").inner_text())
        page.context.set_offline(False)
        for _ in range(20):
            page.clock.run_for(2000)
            page.wait_for_timeout(100)
            if "signed-out" in page.url:
                break
        self.assertIn("signed-out", page.url)
        self.assertEqual(Draft.objects.get().fields["comment"], f"{COMMENT_TEXT} offline")

    def test_a_sign_of_life_or_an_own_device_is_not_locked(self):
        page = self.open_with_a_clock(shared=True)
        for _ in range(3):
            page.clock.fast_forward("10:00")
            page.mouse.move(200, 200)
            page.mouse.move(210, 210)
        self.assertTrue(page.locator("#assignment").is_visible())
        page.context.close()
        own = self.open_with_a_clock(shared=False)
        own.clock.fast_forward("02:00:00")
        own.wait_for_timeout(500)
        self.assertTrue(own.locator("#assignment").is_visible())
