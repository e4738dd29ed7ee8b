"""Everything a rater can reach, searched for whatever could name a system.

Small in the suite; in full size (CRAWL_PAIRS: most pairs of one rater, else all):
CRAWL_RATERS=64 CRAWL_ITEMS=200 .venv/bin/python -m pytest -s tests/faults/test_blinding_crawl.py
After CRAWL_SECONDS no further rater begins: what was seen by then is what is told.
"""

import os
import re
import time
from html import unescape

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from annotations.assignment.plan_keys import plan_key
from annotations.blinding.placement import placements
from annotations.models import (
    Assignment,
    Endpoint,
    Response,
    StudyRater,
    System,
    Turn,
    User,
)
from annotations.models.fields import new_key
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.observing import Told, observed

RATERS = int(os.environ.get("CRAWL_RATERS", "3"))
ITEMS = int(os.environ.get("CRAWL_ITEMS", "6"))
PAIRS = int(os.environ.get("CRAWL_PAIRS", ITEMS))
SECONDS = float(os.environ.get("CRAWL_SECONDS", "inf"))
# Of a rater's pairs, the first and every so many later ones are looked at from all sides.
CLOSELY = 25
# With fewer pages the area under the curve says nothing.
PAGES_FOR_AUC = 500
# Draws from other seeds, which keep all that is even by construction: what chance alone finds.
REDRAWN = 999
OF_PLAN = ("item", "system_a", "system_b")
HTMX = {"HX-Request": "true"}
CANARY = "kanarie"
LINK = re.compile(r'(?:href|src|hx-get|action|data-[a-z-]*url)="([^"]+)"')


def canary(name: str) -> str:
    return f"{CANARY}-{name}"


class BlindingCrawlTests(TestCase):
    def setUp(self) -> None:
        study = factories.make_study(
            slug=canary("slug"), raters_per_comparison=-(-RATERS * PAIRS // ITEMS), repeat_share=0
        )
        endpoint = Endpoint.objects.create(
            study=study,
            name=canary("endpoint"),
            base_url=f"https://{canary('provider')}.example.org/v1",
            encrypted_key=canary("key"),
        )
        for system in study.systems.order_by("position"):
            system.name = canary(f"system{system.position}")
            system.model_name = canary(f"model{system.position}")
            system.aliases = [canary(f"alias{system.position}")]
            system.system_prompt = system.prompt_template = canary("prompt") + " {prompt}"
            system.parameters = {canary("parameter"): canary("value")}
            system.endpoint = endpoint
            system.save()
        factories.fill_study(study, single_turn=ITEMS - ITEMS // 3, multi_turn=ITEMS // 3)
        study.items.update(extra={"file": canary("file")}, reference=canary("reference"))
        Response.objects.update(extra={"prompt": canary("input")})
        System.objects.create(
            study=study,
            role="patient",
            position=2,
            name=canary("patient"),
            model_name=canary("patient-model"),
            endpoint=endpoint,
        )
        self.study = start_study(study=study, by=None)
        factories.add_researcher(self.study, factories.make_user(name=canary("researcher")))
        self.raters = [factories.add_rater(self.study) for _ in range(RATERS)]
        self.answers = self.seen = 0
        self.rows: list[list[float]] = []
        self.texts: dict[int, list[str]] = {}
        self.slots: list[tuple[str, int]] = []
        self.swapped: list[bool] = []
        self.assets: set[str] = set()

    def test_nothing_names_a_system_and_nothing_but_the_text_tells_the_side(self):
        began = time.monotonic()
        for number, rater in enumerate(self.raters, 1):
            if time.monotonic() - began < SECONDS:
                self.crawl(rater)
                print(f"{number} of {RATERS} raters, {self.seen} pairs", flush=True)
        self.assets_are_silent()
        seen = f"{self.answers} answers, {self.seen} pairs, {len(self.assets)} assets"
        print(f"{seen}, {time.monotonic() - began:.0f} s")
        self.assertGreaterEqual(self.seen, RATERS)
        self.assertEqual(self.sides_of(self.study.seed), self.swapped)
        if self.seen >= PAGES_FOR_AUC:
            self.the_side_is_not_told()

    def the_side_is_not_told(self) -> None:
        sides = self.sides_of(self.study.seed)
        told = Told(self.rows)
        found = told.area(sides)
        chance = told.chance(found, (self.sides_of(f"other {n}") for n in range(REDRAWN)))
        print(f"area under the curve: {found}; as far from 0.5 by chance: {chance:.3f}")
        self.assertLessEqual(max(found.value, 1 - found.value), 0.55)
        # The measure itself: with the side in one of forty numbers it sees it.
        with_side = [[*row, float(side)] for row, side in zip(self.rows, sides, strict=True)]
        self.assertGreater(Told(with_side).area(sides).value, 0.9)

    def sides_of(self, seed: str) -> list[bool]:
        """Of what was seen, as this seed draws them: the study's own are those that were given."""
        keys = sorted(plan_key(one) for one in self.study.comparisons.select_related(*OF_PLAN))
        drawn = placements(keys, self.study.raters_per_comparison, seed, "0-1")
        return [drawn[key][number - 1] for key, number in self.slots]

    def crawl(self, rater: StudyRater) -> None:
        client, user = Client(), User.objects.get(pk=rater.user_id)
        client.force_login(user)
        study = {"study_id": self.study.public_id}
        for name in ("study", "guideline", "withdraw", "history", "csrf", "finish"):
            self.look(client, reverse(f"rater:{name}", kwargs=study))
        self.look(client, reverse("account:preferences"))
        self.look(client, reverse("home"))
        self.look(client, f"/s/{self.study.public_id}/nowhere/")
        judge = reverse("rater:judge", kwargs=study)
        for order in range(PAIRS):
            began = time.perf_counter()
            answer = client.get(judge)
            took = time.perf_counter() - began
            page = self.searched(answer, judge)
            assignment = self.held(rater)
            if assignment is None:
                break
            self.note(assignment, answer, order, took)
            args = study | {"token": assignment.token}
            if order % CLOSELY == 0:
                self.assertEqual(page, self.look(client, judge))
                self.look(client, judge, headers=HTMX)
                for act in ("submit", "decline", "report", "draft"):
                    self.look(client, reverse(f"rater:{act}", kwargs=args), post={})
            self.look(client, reverse("rater:submit", kwargs=args), post=self.verdict())
            self.seen += 1
        self.look(client, judge)
        self.look(client, reverse("rater:history", kwargs=study))
        for done in rater.assignments.filter(state=Assignment.State.SUBMITTED)[:2]:
            for name in ("revise", "guess"):
                args = study | {"judged": done.token}
                self.look(client, reverse(f"rater:{name}", kwargs=args))
        self.look(client, reverse("rater:finish", kwargs=study))
        self.foreign(client)

    def held(self, rater: StudyRater) -> Assignment | None:
        """What the page has just given out."""
        held = Assignment.objects.open_of(rater)
        return held.select_related("slot", *(f"comparison__{one}" for one in OF_PLAN)).first()

    def verdict(self) -> dict[str, str]:
        choices = {criterion.key: "tie" for criterion in self.study.criteria.all()}
        return choices | {"idempotency_key": new_key(), "spans": "[]"}

    def foreign(self, client: Client) -> None:
        """What is not theirs does not exist, and says nothing either."""
        slug = {"slug": self.study.slug}
        for name in ("study", "results", "record", "leaks", "blinding", "raters", "monitor"):
            url = reverse(f"researcher:{name}", kwargs=slug)
            answer = client.get(url)
            self.assertEqual(answer.status_code, 404)
            # The address itself was asked for: what comes back must not hold more than that.
            body = answer.content.decode().replace(url, "")
            self.assertNotIn(CANARY, body)

    def look(self, client: Client, url: str, post=None, headers=None) -> str:
        answer = client.get(url, headers=headers) if post is None else client.post(url, post)
        return self.searched(answer, url)

    def searched(self, answer: HttpResponse, url: str) -> str:
        self.answers += 1
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode("utf-8", "replace")
        everything = "\n".join(
            [text, unescape(text), *map(str, answer.headers.items()), str(answer.cookies)]
        )
        self.assertNotIn(CANARY, everything.casefold(), url)
        self.assets |= {link for link in LINK.findall(text) if link.startswith("/static/")}
        return _without_secrets(text)

    def assets_are_silent(self) -> None:
        for link in self.assets:
            path = finders.find(link.removeprefix("/static/").split("?")[0])
            if path:
                with open(path, "rb") as file:
                    self.assertNotIn(CANARY.encode(), file.read())

    def note(
        self, assignment: Assignment, answer: HttpResponse, order: int, seconds: float
    ) -> None:
        """All of the page but its texts, in numbers, and which system stood on the left."""
        comparison = assignment.comparison
        if comparison.pk not in self.texts:
            both = [comparison.response_a_id, comparison.response_b_id]
            turns = Turn.objects.filter(response__in=both).values_list("shown_text", flat=True)
            self.texts[comparison.pk] = list(filter(None, [comparison.item.prompt, *turns]))
        texts = self.texts[comparison.pk]
        self.rows.append(observed(answer, texts, assignment.token, order, seconds))
        self.slots.append((plan_key(comparison), assignment.slot.number))
        self.swapped.append(assignment.slot.swapped)


def _without_secrets(text: str) -> str:
    """Tokens against forgery and keys of forms change with every answer, and say nothing."""
    text = re.sub(r'value="[^"]*" id="id_idempotency_key"', "", text)
    text = re.sub(r'(name="(csrfmiddlewaretoken|idempotency_key)") value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{32}|X-CSRFToken[^}]*", "", text)
