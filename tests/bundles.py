"""Bundles for tests: a study with everything in it, its ZIP unpacked, and verify.py on it."""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.exports.bundle.profiles import Profile, Terms
from annotations.exports.bundle.services import write_bundle
from annotations.exports.writers import csv_head, csv_rows
from annotations.judging.entry import Entry
from annotations.judging.guessing import guess_sources, guesses_of
from annotations.judging.marks import turns_of
from annotations.judging.reporting import report_problem
from annotations.judging.revising import revise_judgments
from annotations.judging.spans import Span
from annotations.models import Assignment, Study, StudyRater
from annotations.models.fields import new_key
from annotations.studies.deviations import record_deviation
from annotations.studies.lifecycle import freeze_study, start_study
from tests.factories import add_rater, fill_study, make_practice, make_study
from tests.judging import decline, locked
from tests.mixed import mixed
from tests.results import click, hand_in, unblind

COMMENT = "=左边更好 \u202eevil\u202c"


def rich_study(*, unblinds: bool = True, **fields: object) -> Study:
    """Unblinded, or frozen."""
    study = rich_running_study(**fields)
    return unblind(study) if unblinds else freeze_study(study=study, by=None)


def rich_running_study(*, single_turn: int = 6, multi_turn: int = 2, **fields: object) -> Study:
    """Judged to its end, with marks, revisions, reports, guesses, practice, exclusions."""
    fields = {
        "raters_per_comparison": 3,
        "repeat_share": "0.25",
        "scale": "five_point",
        "exclusion_rules": [
            {"rule": "recognised", "value": None},
            {"rule": "active_seconds_below", "value": "3"},
            {"rule": "characters_per_minute_above", "value": "6000"},
        ],
    } | fields
    study = make_study(**fields)
    fill_study(study, single_turn=single_turn, multi_turn=multi_turn)
    study.items.filter(kind="single_turn").update(category="内科", specialty="Cardiology")
    make_practice(study, "tie")
    # A name that only some answers of dialogues hold: there are finds, of one system.
    study.systems.filter(position=0).update(aliases=["SECRET-ALPHA", "First answer 0"])
    study = start_study(study=study, by=None)
    record_deviation(study=study, by=None, what="The server stood still for an hour.")
    raters = [add_rater(study) for _ in range(3)]
    for number, rater in enumerate(raters):
        judge_richly(study, rater, number)
    return study


def judge_richly(study: Study, rater: StudyRater, number: int) -> None:
    opinion, count = mixed(f"rater {number}"), 0
    keys = [criterion.key for criterion in study.criteria.all()]
    judged: list[Assignment] = []
    while assignment := claim_next_assignment(study=study, rater=rater).assignment:
        count += 1
        if count == 4 and assignment.kind == "first":
            decline(assignment, "other", note="my own words")
            continue
        if count == 5:
            problem = {"text": "A table is cut off.", "idempotency_key": new_key()}
            report_problem(assignment=locked(assignment), **problem)
        choices = {k: click(opinion(assignment, k), assignment.slot.swapped) for k in keys}
        hand_in(assignment, choices, **_extras(assignment, choices, number + count))
        judged.append(assignment)
    _revise(judged[-1], keys)
    _guess(study, rater)


def _extras(assignment: Assignment, choices: dict[str, str], number: int) -> dict[str, object]:
    found: dict[str, object] = {"active_seconds": 1.25 + 7 * number}
    if number % 3 == 0:
        found |= {"comment": COMMENT, "harm_left": True, "recognised": number % 6 == 0}
        if choices["overall"] != "tie":
            found["strength"] = "much"
    if number % 3 == 1:
        (side, position), turn = max(turns_of(assignment).items())
        quote = turn.shown_text[3:9]
        mark = Span(side, "dangerous", "severe", turn=position, start=3, end=9, quote=quote)
        found["spans"] = (mark, Span("right", "omission", "mild"))
    return found


def _revise(assignment: Assignment, keys: list[str]) -> None:
    fresh = locked(assignment)
    entry = Entry(
        choices=dict.fromkeys(keys, "left"), idempotency_key=new_key(), reason="slip: 手滑"
    )
    criteria = list(fresh.rater.study.criteria.all())
    now = timezone.now()
    revise_judgments(assignment=fresh, entry=entry, criteria=criteria, based_on=1, opened_at=now)


def _guess(study: Study, rater: StudyRater) -> None:
    fresh = StudyRater.objects.select_related("study").get(pk=rater.pk)
    for guess in guesses_of(study, fresh)[:2]:
        guess_sources(assignment=locked(guess.assignment), left="GPT", right="")


def bundle_bytes(
    study: Study, profile: Profile = Profile.PSEUDONYMISED, *, with_answers: bool = True
) -> bytes:
    target = io.BytesIO()
    write_bundle(study, Terms(profile, with_answers), target)
    return target.getvalue()


class Unpacked:
    """A bundle in a folder, where a test can falsify it."""

    def __init__(self, data: bytes, folder: str) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder)
            self.root = Path(folder) / archive.namelist()[0].split("/")[0]

    @property
    def manifest(self) -> dict:
        return json.loads((self.root / "manifest.json").read_text("utf-8"))

    def save_manifest(self, manifest: dict) -> None:
        text = json.dumps(manifest, ensure_ascii=False)
        (self.root / "manifest.json").write_text(text, "utf-8")

    def rows(self, name: str) -> list[dict]:
        text = (self.root / f"{name}.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.split("\n") if line]

    def save(self, name: str, rows: list[dict]) -> None:
        """JSON lines and CSV alike, as a careful forger would."""
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (self.root / f"{name}.jsonl").write_text("".join(lines), "utf-8", newline="")
        keys = next(t for t in self.manifest["tables"] if f"{t['folder']}/{t['name']}" == name)
        sheet = [csv_head(keys["columns"]), *csv_rows([tuple(row.values()) for row in rows])]
        (self.root / f"{name}.csv").write_text("".join(sheet), "utf-8", newline="")

    def mend(self) -> None:
        """Count rows and hash files anew, so that the manifest agrees with what was changed."""
        manifest = self.manifest
        for table in manifest["tables"]:
            table["rows"] = len(self.rows(f"{table['folder']}/{table['name']}"))
        for entry in manifest["files"]:
            data = (self.root / entry["path"]).read_bytes()
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        self.save_manifest(manifest)

    def verify(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-I", str(self.root / "verify.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@contextmanager
def unpacked(data: bytes) -> Iterator[Unpacked]:
    with tempfile.TemporaryDirectory() as folder:
        yield Unpacked(data, folder)
