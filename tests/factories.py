"""Plain builders. Every system is named "secret-…", so that a page that names one is caught."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from django.utils import timezone

from annotations.entrance.guidance import accept
from annotations.entrance.selectors import current_texts
from annotations.ledger import content_sha256, text_sha256
from annotations.models import (
    Comparison,
    Criterion,
    Item,
    Response,
    Study,
    StudyMember,
    StudyRater,
    System,
    Turn,
    User,
)
from annotations.studies.lifecycle import start_study

_numbers = count(1)
CRITERIA = ("overall", "professionalism", "accuracy", "richness", "humanistic_care")


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh-hans": f"{text}（中）"}


def make_user(**fields: Any) -> User:
    fields.setdefault("name", f"Person {next(_numbers)}")
    return User.objects.create_user(**fields)


def make_study(
    *, criteria: Sequence[str] = CRITERIA, raters: Sequence[User] = (), **fields: Any
) -> Study:
    """A draft study with two systems, the default criteria and these raters."""
    fields.setdefault("slug", f"study-{next(_numbers)}")
    fields.setdefault("seed", "0123456789abcdef0123456789abcdef")
    study = Study.objects.create(
        **{"title": both("Answers compared"), "instructions": both("Read, then judge.")} | fields
    )
    for position, key in enumerate(criteria):
        name = key.replace("_", " ").capitalize()
        Criterion.objects.create(
            study=study, key=key, position=position, name=both(name), description=both(name)
        )
    for position, name in enumerate(("secret-alpha", "secret-beta")):
        System.objects.create(study=study, position=position, name=name, aliases=[name.upper()])
    for user in raters:
        add_rater(study, user)
    return study


def add_rater(study: Study, user: User | None = None, **fields: Any) -> StudyRater:
    if study.panel == Study.Panel.FIXED:
        fields.setdefault("seat", study.raters.count() + 1)
    return StudyRater.objects.create(study=study, user=user or make_user(), **fields)


def add_researcher(study: Study, user: User | None = None) -> User:
    """Whoever comes first administers the study, as where a study is made."""
    user = user or make_user(email=f"rosa{next(_numbers)}@example.org", password="correct horse")
    role = "researcher" if study.members.filter(role="administrator").exists() else "administrator"
    StudyMember.objects.create(study=study, user=user, role=role)
    return user


def accept_all(rater: StudyRater, language: str = "en") -> None:
    """As if the rater had accepted what the study's entry page shows."""
    accept(rater=rater, texts=current_texts(rater.study), language=language)


def make_item(study: Study, *, kind: str = "single_turn", **fields: Any) -> Item:
    number = next(_numbers)
    fields.setdefault("external_id", f"q{number}")
    fields.setdefault("language", "en")
    text = f"What helps against cough number {number}?"
    fields.setdefault("prompt" if kind == "single_turn" else "case", text)
    fields.setdefault("content_sha256", content_sha256(fields))
    return Item.objects.create(study=study, kind=kind, **fields)


def make_response(item: Item, system: System, *texts: str, **fields: Any) -> Response:
    """A finished response; several texts alternate between patient and assistant."""
    texts = texts or (_answer(item, system),)
    fields = {
        "origin": Response.Origin.IMPORTED,
        "status": Response.Status.DONE,
        "completed_at": timezone.now(),
        "shown_sha256": content_sha256(texts),
    } | fields
    response = Response.objects.create(item=item, system=system, **fields)
    roles = ("patient", "assistant") if len(texts) > 1 else ("assistant",)
    for position, text in enumerate(texts):
        Turn.objects.create(
            response=response,
            position=position,
            round_number=position // len(roles) + 1,
            role=roles[position % len(roles)],
            raw_text=text,
            shown_text=text,
            raw_sha256=text_sha256(text),
            shown_sha256=text_sha256(text),
        )
    return response


def _answer(item: Item, system: System) -> str:
    return f"Answer {system.position} to {item.external_id}: drink enough and rest."


def show_instead(text: str) -> None:
    """This text in the place of every answer. A trigger refuses that in pairs that are out."""
    released = list(Comparison.objects.exclude(released_at=None).values_list("pk", flat=True))
    Comparison.objects.update(released_at=None)
    Turn.objects.update(shown_text=text)
    Comparison.objects.filter(pk__in=released).update(released_at=timezone.now())


def fill_study(study: Study, *, single_turn: int = 0, multi_turn: int = 0) -> Study:
    """Items with a finished response of every system."""
    kinds = ["single_turn"] * single_turn + ["multi_turn"] * multi_turn
    systems = list(study.systems.order_by("position"))
    for kind in kinds:
        item = make_item(study, kind=kind)
        for system in systems:
            make_response(item, system, *(_dialogue(item, system) if kind == "multi_turn" else ()))
    return study


def make_practice(study: Study, *betters: str) -> None:
    """Practice items of a draft study, each with finished responses and its author's opinion."""
    for better in betters:
        text = {"en": "The other one may do **harm**.", "zh-hans": "另一个可能造成**伤害**。"}
        item = make_item(study, practice={"better": better, "feedback": text})
        for system in study.systems.order_by("position"):
            make_response(item, system)


def _dialogue(item: Item, system: System) -> tuple[str, ...]:
    number = f"{system.position} to {item.external_id}"
    return ("I cough.", f"First answer {number}.", "And at night?", f"Second answer {number}.")


def make_running_study(
    *,
    single_turn: int = 1,
    multi_turn: int = 0,
    before: Callable[[Study], object] = lambda draft: None,
    **fields: Any,
) -> Study:
    """``before`` changes the draft: what raters are given is final once the study has started."""
    study = fill_study(make_study(**fields), single_turn=single_turn, multi_turn=multi_turn)
    before(study)
    return start_study(study=study, by=None)


def only_comparison(study: Study) -> Comparison:
    return study.comparisons.get()
