"""Sessions that end and tokens that go stale with a half-filled pair: is any field lost?

    .venv/bin/python -m pytest -s tests/faults/ended_sessions.py

RUNS (default 100) sets how often. Each run fills a pair by half, takes the session or the token
away in one of seven ways, fills in the rest, signs in again where that is needed and hands in;
what the database has then is compared with what was filled in, comment and marked passage included.
"""

import json
import os
import random
from typing import Any

from django.contrib.sessions.models import Session
from django.urls import reverse

from annotations.models import AttemptCount, Submission
from tests.browser.saving import COMMENT, SavingCase

RUNS = int(os.environ.get("RUNS", "100"))
WORDS = ("复查", "过敏史", "dose", "kidney", "左边更稳妥", "🩺", "<b>", "\n")
PASSWORD = "correct horse battery"
CRITERIA = ("overall", "professionalism", "accuracy", "richness", "humanistic_care")
ENDINGS = (
    "session deleted",
    "cookie gone",
    "token rotated",
    "token gone",
    "session and token gone",
    "signed out in another tab",
    "plain form",
)
FIRST_ANSWER = "document.querySelector('#side-left .answer').textContent"


class EndedSessionTests(SavingCase):
    runs = RUNS

    def setUp(self) -> None:
        self.single_turn = self.runs + 1
        super().setUp()
        self.alice.email = "alice@example.org"
        self.alice.set_password(PASSWORD)
        self.alice.save()
        self.random = random.Random(20)

    def test_nothing_is_lost(self):
        page = self.open_judging()
        lost = most_clicks = 0
        for number in range(self.runs):
            ending = ENDINGS[number % len(ENDINGS)]
            with self.subTest(number=number, ending=ending):
                self.clicks = 0
                run = self.plain if ending == "plain form" else self.scripted
                page = run(page, ending)
                self.wait_for_pair_on(page, number + 2)
                missing = self.missing()
                lost += len(missing)
                most_clicks = max(most_clicks, self.clicks)
                self.assertEqual(missing, [])
        print(f"\n{self.runs} runs: {lost} fields lost, back after at most {most_clicks} clicks")
        self.assertEqual(Submission.objects.count(), self.runs)
        self.assertEqual(lost, 0)
        self.assertLessEqual(most_clicks, 2)

    def scripted(self, page: Any, ending: str) -> Any:
        self.said = self.invent(page)
        self.fill_in(page, CRITERIA[:3])
        self.end(page, ending)
        self.fill_in(page, CRITERIA[3:])
        self.write(page, self.said["comment"])
        self.mark(page)
        page.locator("[name=harm_left]").check()
        self.submit(page)
        if not ending.startswith("token"):
            page.locator("[data-notice=signed-out]:visible").wait_for()
            self.sign_in(page)
        return page

    def plain(self, page: Any, _ending: str) -> Any:
        """Without script: the page is sent as a form after its session ended."""
        self.said = self.invent(page)
        context = page.context.browser.new_context(
            java_script_enabled=False, storage_state=page.context.storage_state()
        )
        form = context.new_page()
        form.goto(self.judge_url)
        self.fill_in(form, CRITERIA)
        form.locator(".remarks > summary").click()
        form.locator(COMMENT).fill(self.said["comment"])
        form.locator("[name=harm_left]").check()
        self.said["spans"] = []
        context.clear_cookies(name="sessionid")
        self.submit(form)
        self.sign_in_here(form)
        self.submit(form)
        form.wait_for_load_state()
        context.close()
        page.reload()
        return page

    def invent(self, page: Any) -> dict[str, Any]:
        comment = "".join(self.random.choices(WORDS, k=self.random.randint(5, 60))).strip()
        answer = page.evaluate(FIRST_ANSWER)
        start = self.random.randrange(len(answer) - 3)
        return {
            "choices": {key: self.random.choice(("left", "tie", "right")) for key in CRITERIA},
            "comment": f"x{comment}x",
            "spans": [(start, answer[start : start + 3])],
        }

    def fill_in(self, page: Any, criteria: Any) -> None:
        for key in criteria:
            self.choose(page, key, self.said["choices"][key])

    def mark(self, page: Any) -> None:
        """As the marking of the page leaves it for handing in."""
        turn = page.locator("#side-left .turn:has(.answer)").first.get_attribute("data-turn")
        spans = [
            {
                "side": "left",
                "turn": int(turn),
                "start": start,
                "end": start + len(quote),
                "quote": quote,
                "type": "dangerous",
                "severity": "severe",
            }
            for start, quote in self.said["spans"]
        ]
        page.evaluate(
            """spans => {
                document.querySelector("#verdict").elements.spans.value = spans;
                document.dispatchEvent(new CustomEvent("judging:changed"));
            }""",
            json.dumps(spans),
        )

    def end(self, page: Any, ending: str) -> None:
        if ending == "session deleted":
            Session.objects.all().delete()
        if ending in {"cookie gone", "session and token gone"}:
            page.context.clear_cookies(name="sessionid")
        if ending == "token rotated":
            url = self.live_server_url
            page.context.add_cookies([{"name": "csrftoken", "value": "r" * 32, "url": url}])
        if ending in {"token gone", "session and token gone"}:
            page.context.clear_cookies(name="csrftoken")
        if ending == "signed out in another tab":
            other = page.context.new_page()
            other.goto(self.live_server_url + reverse("rater:study", args=[self.study.public_id]))
            other.get_by_role("button", name="Sign out").click()
            other.wait_for_url("**/signed-out/")
            other.close()

    def sign_in(self, page: Any) -> None:
        """By the link of the notice, in a new tab; this page then goes on by itself."""
        with page.context.expect_page() as opened:
            page.locator("[data-notice=signed-out] a").click()
        self.clicks += 1
        self.sign_in_here(opened.value)
        opened.value.close()

    def sign_in_here(self, page: Any) -> None:
        AttemptCount.objects.all().delete()  # nobody signs in this often
        page.locator("[name=username]").fill(self.alice.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").last.click()
        self.clicks += 1
        page.wait_for_url("**/judge/")

    def missing(self) -> list[str]:
        """Which fields the ledger does not have as they were filled in."""
        stored = Submission.objects.latest("pk")
        choices = dict(stored.judgments.values_list("criterion__key", "choice"))
        wrong = [key for key in CRITERIA if choices[key] != self.said["choices"][key]]
        if stored.comment.replace("\r\n", "\n") != self.said["comment"]:
            wrong.append("comment")
        if [span.quote for span in stored.marked_spans.all()] != [
            quote for _, quote in self.said["spans"]
        ]:
            wrong.append("spans")
        return wrong + ([] if stored.harm_left else ["harm_left"])
