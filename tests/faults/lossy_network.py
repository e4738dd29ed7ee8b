"""Handing in over a network that loses, delays and goes away: is anything lost, or said too early?

    .venv/bin/python -m pytest -s tests/faults/lossy_network.py

SUBMISSIONS (default 500) by RATERS (default 25) physicians, each in a Chromium page of their own,
against gunicorn. Of the requests 30 % are lost: some on the way there, some on the way back, after
the server has stored what they brought; every answer takes LATENCY (default 3) seconds. Every
tenth time the network goes away as a pair is handed in, for OFFLINE (default 20) seconds; ten
minutes of it are a test of their own, with the page's clock. Counted are pairs that differ from
what was filled in, and pages that say "Saved" of a pair before the server has answered.
"""

import asyncio
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import SkipTest

from playwright.async_api import Error, async_playwright

from annotations.models import Submission, User
from tests import factories
from tests.base import LedgerTransactionTestCase
from tests.browser.saving import CHOICES, COMMENT
from tests.chromium import FLAGS, INSTALL, browser_required, find_chromium
from tests.http_rater import sign_in
from tests.running_site import RunningSite

LOSS = 0.3
OFFLINE_EVERY = 10
CRITERIA = ("overall", "professionalism", "accuracy", "richness", "humanistic_care")
FILL = """choices => {
    for (const [name, value] of Object.entries(choices))
        document.querySelector(`input[name=${name}][value=${value}]`).click();
}"""
HAND_IN = "document.querySelector('#verdict').requestSubmit()"
# Watches from the moment of handing in, at every change of the page.
WATCH = """token => {
    const stands = () => document.querySelector(`#verdict[data-token="${token}"]`);
    const look = () => {
        const said = document.querySelector("#save-state").textContent;
        if (!stands() || !said.startsWith("Saved")) return;
        window.saidTooEarly = (window.saidTooEarly ?? 0) + 1;
    };
    window.watcher?.disconnect();
    window.watcher = new MutationObserver(look);
    window.watcher.observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


class Network:
    """What stands between one page and the server."""

    def __init__(self, seed: int, latency_seconds: float) -> None:
        self.random = random.Random(seed)
        self.latency_seconds = latency_seconds
        self.is_off = False
        self.carried = self.lost = 0

    async def carry(self, route: Any) -> None:
        if self.is_off:
            return await route.abort("internetdisconnected")
        fate = self.random.random()
        self.carried += 1
        await asyncio.sleep(self.latency_seconds / 2)
        if fate < LOSS / 2:
            self.lost += 1
            return await route.abort("connectionreset")
        try:
            answer = await route.fetch()
        except Error:  # the server had just closed the connection: lost as well
            self.lost += 1
            return await route.abort("connectionreset")
        await asyncio.sleep(self.latency_seconds / 2)
        if fate < LOSS or self.is_off:
            self.lost += 1
            return await route.abort("connectionreset")
        await route.fulfill(response=answer)


class Physician:
    """Fills in pairs, hands each in once, and waits for the page to bring the next one."""

    def __init__(self, context: Any, network: Network, number: int, offline_seconds: float) -> None:
        self.context, self.network, self.number = context, network, number
        self.offline_seconds = offline_seconds
        self.journal: dict[str, dict[str, Any]] = {}
        self.waits: list[float] = []
        self.too_early = 0

    async def judge(self, address: str, pairs: int) -> None:
        self.page = await self.context.new_page()
        await self.page.goto(address)
        await self.context.route("**/s/*/**", self.network.carry)
        for count in range(pairs):
            token = await self.page.get_attribute("#verdict", "data-token")
            self.journal[token] = await self.fill_in(count)
            await self.hand_in(token, goes_away=(self.number + count) % OFFLINE_EVERY == 0)
        self.too_early = await self.page.evaluate("window.saidTooEarly ?? 0")

    async def fill_in(self, count: int) -> dict[str, Any]:
        choices = {key: self.network.random.choice(CHOICES) for key in CRITERIA}
        comment = f"评语 {self.number}/{count} 🩺"
        await self.page.evaluate(FILL, choices)
        await self.page.evaluate("document.querySelector('.remarks').open = true")
        await self.page.fill(COMMENT, comment)
        return {"choices": choices, "comment": comment}

    async def hand_in(self, token: str, *, goes_away: bool) -> None:
        began = time.monotonic()
        if goes_away:
            await self.go_away(is_off=True)
        await self.page.evaluate(WATCH, token)
        await self.page.evaluate(HAND_IN)
        if goes_away:
            await asyncio.sleep(self.offline_seconds)
            await self.go_away(is_off=False)
        next_pair = self.page.locator(f"#verdict:not([data-token='{token}'])")
        await next_pair.wait_for(state="attached", timeout=600_000)
        self.waits.append(time.monotonic() - began)

    async def go_away(self, *, is_off: bool) -> None:
        self.network.is_off = is_off
        await self.context.set_offline(is_off)


class LossyNetworkTests(LedgerTransactionTestCase):
    tags = {"browser"}
    submissions = int(os.environ.get("SUBMISSIONS", "500"))
    raters = int(os.environ.get("RATERS", "25"))
    latency_seconds = float(os.environ.get("LATENCY", "3"))
    offline_seconds = float(os.environ.get("OFFLINE", "20"))

    def setUp(self) -> None:
        if find_chromium() is None and not browser_required():
            raise SkipTest(INSTALL)
        self.users = [factories.make_user() for _ in range(self.raters)]
        self.study = factories.make_running_study(
            single_turn=self.submissions + self.raters,
            raters=self.users,
            raters_per_comparison=1,
            repeat_share=0,
        )

    def test_nothing_is_lost_and_nothing_said_too_early(self):
        with RunningSite() as site:
            address = f"{site.address}/s/{self.study.public_id}/judge/"
            # In a thread: the browser that tests share keeps a loop of its own in this one.
            with ThreadPoolExecutor(1) as thread:
                physicians = thread.submit(lambda: asyncio.run(self.judge(address))).result()
        differing = sum(self.differs(*said) for one in physicians for said in one.journal.items())
        too_early = sum(one.too_early for one in physicians)
        self.report(physicians, differing, too_early)
        self.assertEqual(Submission.objects.count(), self.submissions)
        self.assertEqual((differing, too_early), (0, 0))
        self.assertGreater(sum(one.network.lost for one in physicians), 0)

    async def judge(self, address: str) -> list[Physician]:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=find_chromium(), args=list(FLAGS)
            )
            physicians = [
                await self.physician(browser, number, user, address)
                for number, user in enumerate(self.users)
            ]
            each = self.submissions // self.raters
            await asyncio.gather(*(one.judge(address, each) for one in physicians))
            await browser.close()
        return physicians

    async def physician(self, browser: Any, number: int, user: User, address: str) -> Physician:
        context = await browser.new_context()
        context.set_default_timeout(180_000)
        session = await asyncio.to_thread(sign_in, user)
        await context.add_cookies(
            [{"name": "sessionid", "value": session, "url": address.partition("/s/")[0]}]
        )
        network = Network(number, self.latency_seconds)
        return Physician(context, network, number, self.offline_seconds)

    def differs(self, token: str, said: dict[str, Any]) -> bool:
        stored = Submission.objects.filter(assignment__token=token).first()
        if stored is None or stored.comment != said["comment"]:
            return True
        return dict(stored.judgments.values_list("criterion__key", "choice")) != said["choices"]

    def report(self, physicians: list[Physician], differing: int, too_early: int) -> None:
        waits = sorted(wait for one in physicians for wait in one.waits)
        carried = sum(one.network.carried for one in physicians)
        lost = sum(one.network.lost for one in physicians)
        print(
            f"\n{len(waits)} pairs handed in, {differing} lost or changed, "
            f"{too_early} times said to be saved too early; {carried} requests, {lost} lost; "
            f"until the next pair: median {waits[len(waits) // 2]:.1f} s, most {waits[-1]:.1f} s"
        )
