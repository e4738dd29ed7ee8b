"""Three raters judge a whole study over HTTP, from import to export, on the real processes.

Small in the suite; with the published outputs, 120 pairs:
OVER_HTTP=published HUATUO100_DIR=folder pytest tests/endtoend/test_study_over_http.py
"""

import csv
import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from django.db import connections
from django.test import tag
from django.urls import reverse

from annotations.entrance.raters import add_rater
from annotations.models import Assignment, Kind, Slot, Study, Submission
from tests.base import LedgerTransactionTestCase
from tests.factories import add_researcher, make_user
from tests.http_rater import HttpRater, sign_in
from tests.running_site import RunningSite

SMALL = Path(__file__).resolve().parent.parent / "data" / "huatuo"
CANARIES = ("canary-7f3a", "canary-91c4")
SIDES = ("left", "tie", "right")


def opinion(number: int):
    """A rater's opinions: fixed, different for every rater, pair and criterion."""

    def choose(token: str, criterion: str) -> str:
        return SIDES[sha256(f"{number}{token}{criterion}".encode()).digest()[0] % 3]

    return choose


def files() -> dict[str, list[Path]]:
    """The published outputs where they are asked for, else files of the same shape."""
    asked = os.environ.get("OVER_HTTP") == "published"
    folder = Path(os.environ["HUATUO100_DIR"]) if asked else SMALL
    names = sorted(path for path in folder.glob("*.json"))
    systems = sorted({path.name.split(".", 1)[1] for path in names})
    return {
        canary: [path for path in names if path.name.endswith(f".{system}")]
        for canary, system in zip(CANARIES, systems, strict=True)
    }


@tag("concurrency")
class StudyOverHttpTests(LedgerTransactionTestCase):
    def test_from_import_to_export(self):
        with RunningSite() as site:
            study = self.set_up(site)
            raters = self.judge(site, study)
            self.check_what_is_stored(study, raters)
            self.check_balance(study)
            self.check_that_nothing_was_named(raters)
            self.check_the_export(site, study, raters)

    def set_up(self, site: RunningSite) -> Study:
        design = site.folder / "study.json"
        design.write_text(json.dumps(self.design()), encoding="utf-8")
        site.manage("create_study", str(design))
        for canary, paths in files().items():
            names = [str(path) for path in paths]
            site.manage("import_responses", "--study", "panel", "--system", canary, *names)
        study = Study.objects.get(slug="panel")
        self.researcher = add_researcher(study)
        self.users = [make_user() for _ in range(3)]
        for user in self.users:
            add_rater(study=study, user=user, by=self.researcher)
        site.manage("start_study", "panel")
        study.refresh_from_db()
        return study

    def design(self) -> dict:
        return {
            "slug": "panel",
            "title": {"en": "Answers compared", "zh-hans": "回答对比"},
            "systems": [{"name": canary} for canary in CANARIES],
            "panel": "fixed",
            "raters_per_comparison": 3,
            "seed": "a seed of thirty-two characters!",
        }

    def judge(self, site: RunningSite, study: Study) -> list[HttpRater]:
        entry = reverse("rater:study", args=[study.public_id])
        start = reverse("rater:judge", args=[study.public_id])
        raters = [
            HttpRater(site.address, sign_in(user), opinion(number), uses_htmx=number > 0)
            for number, user in enumerate(self.users)
        ]
        for rater in raters:
            rater.enter(entry)
        connections.close_all()
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda rater: rater.judge_all(start), raters))
        return raters

    def check_what_is_stored(self, study: Study, raters: list[HttpRater]) -> None:
        sent = {token: choices for rater in raters for token, choices in rater.journal.items()}
        firsts = 3 * study.comparisons.count()
        repeats = study.slots.filter(kind=Kind.REPEAT).count()
        submitted = Assignment.objects.filter(state=Assignment.State.SUBMITTED)
        self.assertEqual(submitted.filter(kind=Kind.FIRST).count(), firsts)
        offered = submitted.filter(kind=Kind.REPEAT).count()
        self.assertGreater(repeats, 0)
        if study.comparisons.count() > 20:
            self.assertEqual(offered, repeats)
        self.assertEqual(len(sent), firsts + offered)
        self.assertEqual(Submission.objects.count(), len(sent))
        for submission in Submission.objects.prefetch_related("judgments__criterion"):
            stored = {j.criterion.key: j.choice for j in submission.judgments.all()}
            self.assertEqual(stored, sent[submission.assignment.token])

    def check_balance(self, study: Study) -> None:
        slots = Slot.objects.filter(study=study, kind=Kind.FIRST)
        per_comparison = Counter()
        per_seat = Counter()
        for slot in slots:
            per_comparison[slot.comparison_id] += 1 if slot.swapped else -1
            per_seat[slot.seat] += 1 if slot.swapped else -1
        self.assertLessEqual(max(map(abs, per_comparison.values())), 1)
        self.assertLessEqual(max(map(abs, per_seat.values())), 1)

    def check_that_nothing_was_named(self, raters: list[HttpRater]) -> None:
        for rater in raters:
            self.assertGreater(len(rater.received), 2 * len(rater.journal))
            for text in rater.received:
                for canary in CANARIES:
                    self.assertNotIn(canary, text)

    def check_the_export(self, site: RunningSite, study: Study, raters: list[HttpRater]) -> None:
        by = ("--by", self.researcher.email)
        site.manage("freeze_study", "panel", "--yes", *by)
        site.manage("unblind_study", "panel", "--yes", "--reason", "all judged", *by)
        target = site.folder / "judgments.csv"
        site.manage("export_judgments", "panel", "--output", str(target), *by)
        with open(target, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 5 * sum(len(rater.journal) for rater in raters))
        sent = Counter(
            (criterion, choice)
            for rater in raters
            for choices in rater.journal.values()
            for criterion, choice in choices.items()
        )
        self.assertEqual(Counter((row["criterion"], row["choice"]) for row in rows), sent)
        for row in rows:
            self.assertEqual(row["outcome_a"], outcome(row))


def outcome(row: dict[str, str]) -> str:
    if row["choice"] == "tie":
        return "tie"
    chosen = row["left_system"]
    if row["choice"] == "right":
        chosen = next(name for name in CANARIES if name != row["left_system"])
    return "win" if chosen == row["system_a"] else "loss"
