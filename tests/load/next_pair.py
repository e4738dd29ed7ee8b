"""How long a physician waits for the next pair: on the server, and until the browser shows it.

    .venv/bin/python -m pytest -s tests/load/next_pair.py

PAIRS (default 60) pairs of LENGTH (default 1,900) code points, one rater, gunicorn and PostgreSQL
on loopback. A second run has RATERS (default 64) raters at once who think THINK (default 3)
seconds between two pairs, which is quicker than anybody reads.
"""

import os
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from annotations.studies.lifecycle import start_study
from tests import factories
from tests.base import BrowserTestCase
from tests.http_rater import HttpRater, sign_in
from tests.running_site import RunningSite
from tests.texts import answer

PAIRS = int(os.environ.get("PAIRS", "60"))
LENGTH = int(os.environ.get("LENGTH", "1900"))
RATERS = int(os.environ.get("RATERS", "64"))
THINK = float(os.environ.get("THINK", "3"))
MOST = 10
# From the key press that hands in until the frame that shows the next pair.
WATCH = """() => {
  window.waits = [];
  let pressed = 0;
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") pressed = performance.now();
  }, true);
  const shown = () => window.waits.push(performance.now() - pressed);
  const painted = () => requestAnimationFrame(() => setTimeout(shown));
  document.addEventListener("htmx:afterSettle", painted);
}"""


class TimedRater(HttpRater):
    """Notes how long each hand-in took until the next pair was received whole."""

    def hand_in(self, pair, start):
        if self.think:
            self.connection.close()  # the server does not keep it open that long
            time.sleep(self.think * random.uniform(0.5, 1.5))
        began = time.perf_counter()
        page = super().hand_in(pair, start)
        self.times.append(1000 * (time.perf_counter() - began))
        return page


class NextPairTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.users = [factories.make_user() for _ in range(RATERS + 2)]
        study = factories.make_study(
            raters=self.users, raters_per_comparison=RATERS + 2, repeat_share=0
        )
        for number in range(PAIRS):
            item = factories.make_item(study, language="zh-hans", prompt="我咳嗽三天了，怎么办？")
            for system in study.systems.all():
                text = answer(2 * number + system.position, LENGTH // 2)
                factories.make_response(item, system, text)
        start_study(study=study, by=None)
        self.start = f"/s/{study.public_id}/judge/"

    def test_next_pair(self):
        with RunningSite() as site:
            report("server, one rater", self.rate(site.address, self.users[0]))
            report("browser, one rater", self.browse(site.address, self.users[1]))
            with ThreadPoolExecutor(RATERS) as pool:
                jobs = [
                    pool.submit(self.rate, site.address, user, THINK, MOST)
                    for user in self.users[2:]
                ]
            report(f"server, {RATERS} raters at once", [ms for job in jobs for ms in job.result()])

    def rate(self, address, user, think=0, most=PAIRS):
        rater = TimedRater(address, sign_in(user), lambda *_: "left", uses_htmx=True)
        rater.times, rater.think = [], think
        rater.judge_all(self.start, most)
        return rater.times[1:]

    def browse(self, address, user):
        context = self.browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": sign_in(user), "url": address}])
        page = context.new_page()
        page.goto(address + self.start)
        page.evaluate(WATCH)
        for number in range(1, PAIRS):
            for key in ("1", "2", "1", "3", "1", "Enter"):
                page.keyboard.press(key)
            while page.evaluate("window.waits.length") < number:
                page.wait_for_timeout(25)
        return page.evaluate("window.waits")[1:]


def report(what: str, times: list[float]) -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"\n{what}: {len(times)} pairs, median {statistics.median(times):.0f} ms, "
        f"p95 {p95:.0f} ms, max {max(times):.0f} ms"
    )
