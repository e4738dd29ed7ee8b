"""Bring the demo study into the database, over the same services as any study."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.datasets.parsing import parse_items
from annotations.datasets.services import import_dataset
from annotations.entrance.profiles import skip_profile
from annotations.entrance.raters import add_rater
from annotations.generation.launch import launch_generation
from annotations.models import Study, User
from annotations.pages.account.demo import DEMO_USERS
from annotations.studies.lifecycle import start_study
from annotations.studies.plan import StudyPlan
from annotations.studies.setup import create_study
from annotations.studies.study_file import read_study_file

FOLDER = Path(__file__).parent
ITEMS_FILE = FOLDER / "items.jsonl"


@dataclass(frozen=True)
class Source:
    """Which study is loaded, and in which language its items are asked (None: in all)."""

    study_file: Path
    language: str | None = None

    def items(self) -> bytes:
        lines = ITEMS_FILE.read_bytes().splitlines(keepends=True)
        wanted = self.language
        return b"".join(
            line for line in lines if wanted is None or json.loads(line)["language"] == wanted
        )


SCRIPTED = Source(FOLDER / "study.toml")
# The small model knows no Chinese.
REAL_MODEL = Source(FOLDER.parent / "llm" / "study.toml", language="en")
NAMES = {"physician": "Dr. Demo", "researcher": "Demo researcher"}


@dataclass(frozen=True)
class LoadedDemo:
    """The demo study, and whether this very call made it."""

    study: Study
    is_new: bool


def load_demo(*, scripted_url: str, source: Source = SCRIPTED) -> LoadedDemo:
    """Make the demo's people and study, start it and have its answers generated.

    Repeating it goes on where the last call stopped and follows the model
    server to a new port; what people did in the demo stays.
    """
    physician, researcher = (_user(role) for role in ("physician", "researcher"))
    plan = demo_plan(scripted_url, source)
    study = Study.objects.filter(slug=plan.slug).first()
    is_new = study is None
    if study is None:
        plan = replace(plan, researchers=(DEMO_USERS["researcher"],))
        study = create_study(plan=plan, by=researcher)
    study.endpoints.exclude(base_url=scripted_url).update(base_url=scripted_url)
    add_rater(study=study, user=physician, by=researcher)
    skip_profile(user=physician)  # in the demo nobody is asked who they are
    return LoadedDemo(_start(study, researcher, source), is_new)


def _start(study: Study, researcher: User, source: Source) -> Study:
    if study.state == Study.State.DRAFT:
        parsed = parse_items(ITEMS_FILE.name, source.items())
        import_dataset(study=study, files=[parsed], by=researcher)
        return start_study(study=study, by=researcher)
    if study.state == Study.State.RUNNING:
        launch_generation(study)
    return study


def demo_plan(scripted_url: str, source: Source = SCRIPTED) -> StudyPlan:
    file = source.study_file
    plan, errors = read_study_file(file.name, file.read_bytes())
    if plan is None:
        raise ValueError(f"{file} has faults: {errors}")
    endpoints = (replace(endpoint, base_url=scripted_url) for endpoint in plan.endpoints)
    return replace(plan, endpoints=tuple(endpoints))


def _user(role: str) -> User:
    """Nobody has a password: the demo's links are the only way in."""
    email = DEMO_USERS[role]
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, name=NAMES[role])
