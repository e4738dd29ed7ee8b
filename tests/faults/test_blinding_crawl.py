"""Everything a rater can reach, searched for whatever could name a system.

Small in the suite; in full size:
CRAWL_RATERS=64 CRAWL_ITEMS=200 .venv/bin/python -m pytest -s tests/faults/test_blinding_crawl.py
"""

import os
import re
from html import unescape

import numpy as np
from django.contrib.staticfiles import finders
from django.test import Client, TestCase
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.models import (
    Assignment,
    Endpoint,
    Item,
    Response,
    StudyRater,
    System,
    Turn,
    User,
)
from annotations.models.fields import new_key
from annotations.stats.separability import _fitted
from annotations.studies.lifecycle import start_study
from tests import factories

RATERS = int(os.environ.get("CRAWL_RATERS", "3"))
ITEMS = int(os.environ.get("CRAWL_ITEMS", "6"))
# With fewer pages the area under the curve says nothing.
PAGES_FOR_AUC = 500
HTMX = {"HX-Request": "true"}
CANARY = "kanarie"
LINK = re.compile(r'(?:href|src|hx-get|action|data-[a-z-]*url)="([^"]+)"')


def canary(name: str) -> str:
    return f"{CANARY}-{name}"


class BlindingCrawlTests(TestCase):
    def setUp(self) -> None:
        study = factories.make_study(
            slug=canary("slug"), raters_per_comparison=min(RATERS, 5), repeat_share=0
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
        System.objects.create(
            study=study,
            role="patient",
            position=2,
            name=canary("patient"),
            model_name=canary("patient-model"),
            endpoint=endpoint,
        )
        Item.objects.update(extra={"file": canary("file")}, reference=canary("reference"))
        Response.objects.update(extra={"prompt": canary("input")})
        self.study = start_study(study=study, by=None)
        factories.add_researcher(self.study, factories.make_user(name=canary("researcher")))
        self.raters = [factories.add_rater(self.study) for _ in range(RATERS)]
        self.answers = self.seen = 0
        self.observed: list[tuple[list[float], bool]] = []
        self.assets: set[str] = set()

    def test_nothing_names_a_system_and_nothing_but_the_text_tells_the_side(self):
        for rater in self.raters:
            self.crawl(rater)
        self.assets_are_silent()
        auc = self.area_under_the_curve()
        print(f"{self.answers} answers, {self.seen} pairs, {len(self.assets)} assets; AUC {auc}")
        self.assertGreaterEqual(self.seen, RATERS)
        if auc is not None:
            self.assertLessEqual(auc, 0.55)

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
        while assignment := self.held(rater):
            page = self.look(client, judge)
            self.assertEqual(page, self.look(client, judge))
            self.note(assignment, page)
            self.look(client, judge, headers=HTMX)
            args = study | {"token": assignment.token}
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
        fresh = StudyRater.objects.select_related("study").get(pk=rater.pk)
        return claim_next_assignment(study=fresh.study, rater=fresh).assignment

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

    def note(self, assignment: Assignment, page: str) -> None:
        """All of the page but its texts, in numbers, and which system stood on the left."""
        comparison = assignment.comparison
        turns = Turn.objects.filter(response__in=[comparison.response_a, comparison.response_b])
        texts = [turn.shown_text for turn in turns]
        net = page
        for text in sorted(texts, key=len, reverse=True):
            net = net.replace(text, "")
        token = [int(part, 36) % 97 for part in re.findall(r"[a-z0-9]{2}", assignment.token)[:6]]
        observed = [len(net), net.count("<"), len(re.findall(r"\d", net)), *token]
        observed += [hash_of(net), len(assignment.token), comparison.text_length % 7]
        self.observed.append((list(map(float, observed)), assignment.slot.swapped))

    def area_under_the_curve(self) -> float | None:
        if len(self.observed) < PAGES_FOR_AUC:
            return None
        width = min(len(row) for row, _swapped in self.observed)
        x = np.array([row[:width] for row, _swapped in self.observed])
        y = np.array([1.0 if swapped else -1.0 for _row, swapped in self.observed])
        x = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)
        fold = np.random.Generator(np.random.PCG64(1)).permutation(np.arange(len(x)) % 5)
        scores = np.empty(len(x))
        for number in range(5):
            fit = fold != number
            scores[~fit] = x[~fit] @ _fitted(x[fit] * y[fit, None])
        ranks = scores.argsort().argsort() + 1
        positive = y > 0
        n, m = positive.sum(), (~positive).sum()
        auc = (ranks[positive].sum() - n * (n + 1) / 2) / (n * m)
        return float(max(auc, 1 - auc))


def hash_of(text: str) -> int:
    return sum(text.encode()) % 101


def _without_secrets(text: str) -> str:
    """Tokens against forgery and keys of forms change with every answer, and say nothing."""
    text = re.sub(r'value="[^"]*" id="id_idempotency_key"', "", text)
    text = re.sub(r'(name="(csrfmiddlewaretoken|idempotency_key)") value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{32}|X-CSRFToken[^}]*", "", text)
