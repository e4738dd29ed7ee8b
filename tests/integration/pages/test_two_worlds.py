"""Who runs or analyses a blinded study sees nothing that depends on which system wins.

Two worlds are alike in everything but that: in one the raters always prefer the first system, in
the other the second. Whatever a member can read, page by page and address by address, and whatever
is logged meanwhile, must then be the same in both, until the study is unblinded.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from annotations.analysis.scrambled import scrambled_names
from annotations.models import Assignment, Item, Response, Study, StudyMember, User
from annotations.studies.lifecycle import freeze_study, pause_study, start_study, unblind_study
from tests import factories
from tests.asking import Program, secret_for
from tests.integration.api.test_permissions import EXPECTED
from tests.results import Opinion, always, judge

LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)')
MINUTE = timedelta(minutes=1)
FILES = ("counts.csv", "counts.jsonl")
RESULTS = "/studies/cough/results/"
# What differs from run to run and tells nothing: numbers of rows, keys, hashes, times.
NOISE = (
    (re.compile(r"[0-9a-f]{32,64}"), "HASH"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "UUID"),
    (re.compile(r'(name="csrfmiddlewaretoken" value|csrf[-_a-z]*")[=:]\s*"[^"]*"'), "CSRF"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)?"), "TIME"),
    (re.compile(r"(?<=/)\d+(?=/)|(?<=value=\")\d+(?=\")|(?<=id-)\d+|\"(\w+_)?id\": ?\d+"), "ROW"),
    (re.compile(r"[A-Za-z0-9_-]{40,}"), "TOKEN"),
)


def unhurried(opinion: Opinion) -> Opinion:
    """How long a pair stood open is not the systems' doing: here it is the same for all."""

    def opened_long_ago(assignment: Assignment, criterion: str) -> str:
        Assignment.objects.filter(pk=assignment.pk, claimed_at__gt=timezone.now() - MINUTE).update(
            claimed_at=timezone.now() - 2 * MINUTE
        )
        return opinion(assignment, criterion)

    return opened_long_ago


class TwoWorldsTests(TestCase):
    def test_no_page_answer_or_log_line_depends_on_who_wins(self):
        worlds = [self.world(outcome, names) for outcome, names in (("win", "AB"), ("loss", "BA"))]
        self.assertEqual(worlds[0].keys(), worlds[1].keys())
        told = [place for place in worlds[0] if worlds[0][place] != worlds[1][place]]
        self.assertEqual(told[:5], [], self.first_difference(worlds, told))
        self.assertGreater(len(worlds[0]), 150)

    def test_control_the_unblinded_results_do(self):
        pages = [self.world(outcome, "AB", unblinds=True) for outcome in ("win", "loss")]
        self.assertNotEqual(pages[0][RESULTS,], pages[1][RESULTS,])

    def first_difference(self, worlds: list[dict], told: list) -> str:
        for place in told[:1]:
            lines = [world[place].splitlines() for world in worlds]
            return repr([pair for pair in zip(*lines, strict=False) if len(set(pair)) > 1][:3])
        return ""

    def world(self, outcome: str, names: str, *, unblinds: bool = False) -> dict[tuple, str]:
        """What is to be read in it; afterwards it never was."""
        # A snapshot is a transaction of its own, which none of ours but the test's may hold.
        before = transaction.savepoint()
        with self.assertLogs(level=logging.DEBUG) as logged:
            logging.getLogger("annotations").debug("a log is kept")
            study, people = self.make(outcome, names)
            if unblinds:
                freeze_study(study=study, by=None)
                unblind_study(study=study, by=None, reason="all is judged")
                seen = self.read_results(people["researcher"])
            else:
                seen = dict(self.read_all(study, people, "running"))
                pause_study(study=study, by=None)
                seen |= self.read_all(study, people, "paused")
                freeze_study(study=study, by=None)
                seen |= self.read_all(study, people, "frozen")
            ours = [line for line in logged.output if line.split(":")[1].startswith("annotations")]
            seen["log",] = quiet("\n".join(sorted(ours)))
        transaction.savepoint_rollback(before)
        return seen

    def make(self, outcome: str, names: str) -> tuple[Study, dict[str, User]]:
        study = factories.make_study(slug="cough", raters_per_comparison=2, repeat_share=0)
        kinds = (("single_turn", "prompt"), ("multi_turn", "case"))
        for number in range(8):
            kind, text = kinds[number % 2]
            item = factories.make_item(
                study, kind=kind, external_id=f"q{number}", **{text: f"Question {number}?"}
            )
            for system in study.systems.order_by("position"):
                factories.make_response(item, system)
        study = start_study(study=study, by=None)
        keys = (f"key-{number}" for number in range(400))
        study.scramble_key = next(key for key in keys if named(study, key) == names)
        study.save(update_fields=["scramble_key"])
        people = {
            "researcher": factories.add_researcher(study, make("rosa")),
            "analyst": make("ada"),
        }
        StudyMember.objects.create(study=study, user=people["analyst"], role="analyst")
        for number in range(2):
            rater = factories.add_rater(study, make(f"rater{number}"), pseudonym=f"R-{number}")
            judge(study, rater, unhurried(always(outcome)), active_seconds=60.0)
        return study, people

    def read_all(
        self, study: Study, people: dict[str, User], state: str
    ) -> Iterator[tuple[tuple, str]]:
        for who, user in people.items():
            client = Client()
            client.force_login(user)
            for path, text in self.pages(client, study):
                yield (state, who, path), text
            for what in FILES:
                name, form = what.split(".")
                url = reverse(
                    "researcher:export", kwargs={"slug": "cough", "what": name, "form": form}
                )
                answer = client.post(url)
                yield (state, who, url), quiet(b"".join(answer.streaming_content).decode())
            program = Program(secret_for(user))
            for name, text in self.asked(program, study):
                yield (state, who, "api", name), text

    def read_results(self, user: User) -> dict[tuple, str]:
        client = Client()
        client.force_login(user)
        answer = client.get(RESULTS)
        self.assertEqual(answer.status_code, 200)
        return {(RESULTS,): quiet(answer.content.decode())}

    def pages(self, client: Client, study: Study) -> Iterator[tuple[str, str]]:
        """All that links lead to, from the study's page on, and what forms would ask for."""
        todo, seen = ["/studies/cough/", "/studies/"], set()
        todo += [f"/studies/cough/{name}/" for name in ("results", "scrambled", "report", "leaks")]
        while todo:
            address = todo.pop(0)
            path, query = urlsplit(address).path, urlsplit(address).query
            kind = (re.sub(r"/\d+/", "/#/", path), re.sub(r"\d+", "#", query))
            if not path.startswith(("/studies/", "/counts/")) or path.count("/") > 7:
                continue
            if kind in seen or len(seen) > 150:
                continue
            seen.add(kind)
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = body.decode("utf-8", "replace")
            told = f"{answer.status_code}\n{answer.headers.get('ETag', '')}\n{text}"
            yield "?".join(kind), quiet(told)
            if "html" in answer.headers.get("Content-Type", ""):
                todo += [link.replace("&amp;", "&") for link in LINK.findall(text)]
            elif answer.status_code == 302:
                todo.append(answer.url)

    def asked(self, program: Program, study: Study) -> Iterator[tuple[str, str]]:
        arguments = {
            "slug": "cough",
            "item": Item.objects.filter(study=study).order_by("external_id").first().pk,
            "system": study.systems.order_by("position").first().pk,
            "answer": Response.objects.filter(item__study=study).order_by("pk").first().pk,
            "pseudonym": "R-0",
            "bundle": 0,
            "endpoint": 0,
            "what": "counts",
            "form": "csv",
        }
        for (name, method), (keys, _scope, _statuses) in EXPECTED.items():
            if method == "get" and name != "schema":
                path = reverse(f"api:{name}", kwargs={key: arguments[key] for key in keys})
                answer = program.get(path)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                for close in answer._resource_closers:  # the file, and not our connection
                    close()
                yield name, quiet(f"{answer.status_code}\n{body.decode()}")


def make(name: str) -> User:
    return factories.make_user(name=name, email=f"{name}@example.org", password="correct horse")


def named(study: Study, key: str) -> str:
    study.scramble_key = key
    names = scrambled_names(study)
    return "".join(names[system.pk] for system in study.systems.order_by("position"))


def quiet(text: str) -> str:
    for pattern, word in NOISE:
        text = pattern.sub(word, text)
    return text
