"""Studies of any size whose truth is known: judged by invented experts, stored like real ones.

Setting up, starting, freezing and unblinding go through the services; what the experts did is
written into the same tables, through the same triggers, constraints and chain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from annotations.ledger import content_sha256, text_sha256
from annotations.models import (
    Criterion,
    Item,
    Response,
    Slot,
    Study,
    StudyRater,
    System,
    Turn,
    User,
)
from annotations.studies.lifecycle import start_study
from tests.factories import both
from tests.results import unblind

BATCH = 5000
CATEGORIES = ("medication", "symptom", "diagnosis", "prevention")
SPECIALTIES = ("cardiology", "paediatrics", "oncology")
CLICKS = np.array(["left", "tie", "right"])


@dataclass(frozen=True)
class Truth:
    """Davidson's model with everything that can be planted into it.

    A judgment's d is the difference of strengths, plus ``left`` if the first system stands
    left (else minus), plus ``length`` times the relative difference of lengths, plus what
    this item and this rater add; win : tie : loss = e^(d/2) : nu : e^(-d/2).
    """

    strengths: Sequence[float] = (0.4, 0.0, -0.4)
    nu: float = 0.7
    left: float = 0.0
    length: float = 0.0
    item_sd: float = 0.0
    rater_sd: float = 0.0
    harm: Sequence[float] = (0.02, 0.05, 0.1)
    seed: int = 1


@dataclass(frozen=True)
class Size:
    items: int = 60
    raters: int = 6
    per_comparison: int = 3
    repeat_share: str = "0.1"
    multi_turn_share: float = 0.3
    criteria: Sequence[str] = ("overall", "accuracy", "humanistic_care")


@dataclass(eq=False)
class Planted:
    """The study, and of every submission what was drawn: for comparing with the report."""

    study: Study
    first: np.ndarray
    second: np.ndarray
    chances: np.ndarray
    values: np.ndarray
    is_repeat: np.ndarray
    again_of: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    swapped: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


def planted_study(truth: Truth, size: Size, *, slug: str = "planted", **fields: object) -> Planted:
    """Unblinded and ready for its report; ``before`` changes the draft."""
    before = fields.pop("before", None)
    study = _draft(truth, size, slug, fields)
    if before:
        before(study)
    with transaction.atomic():
        study = start_study(study=study, by=None)
        planted = _judge(study, truth, size)
    planted.study = unblind(study)
    return planted


def _draft(truth: Truth, size: Size, slug: str, fields: dict[str, object]) -> Study:
    generator = np.random.default_rng(truth.seed)
    study = Study.objects.create(
        **{
            "slug": slug,
            "title": both("Planted truth"),
            "instructions": both("Read, then judge."),
            "seed": "0123456789abcdef0123456789abcdef",
            "raters_per_comparison": size.per_comparison,
            "repeat_share": size.repeat_share,
        }
        | fields
    )
    for position, key in enumerate(size.criteria):
        name = both(key.replace("_", " ").capitalize())
        Criterion.objects.create(
            study=study, key=key, position=position, name=name, description=name
        )
    systems = [
        System.objects.create(study=study, position=number, name=f"secret-{number + 1}")
        for number in range(len(truth.strengths))
    ]
    _fill(study, systems, size, generator)
    return study


def _fill(study: Study, systems: list[System], size: Size, generator: np.random.Generator) -> None:
    """Answers of different lengths: their difference is what the length effect works on."""
    multi = generator.random(size.items) < size.multi_turn_share
    items = Item.objects.bulk_create(
        [
            Item(
                study=study,
                external_id=f"q{number:06}",
                kind="multi_turn" if multi[number] else "single_turn",
                language="en",
                category=CATEGORIES[number % len(CATEGORIES)],
                specialty=SPECIALTIES[number % len(SPECIALTIES)],
                prompt="" if multi[number] else f"What helps against cough number {number}?",
                case=f"A cough, number {number}." if multi[number] else "",
                content_sha256=content_sha256(number),
            )
            for number in range(size.items)
        ],
        batch_size=BATCH,
    )
    now = timezone.now()
    responses = Response.objects.bulk_create(
        [
            Response(
                item=item,
                system=system,
                origin="imported",
                status="done",
                completed_at=now,
                shown_sha256=content_sha256([item.pk, system.pk]),
            )
            for item in items
            for system in systems
        ],
        batch_size=BATCH,
    )
    lengths = generator.integers(40, 400, len(responses))
    Turn.objects.bulk_create(
        [_turn(one, int(length)) for one, length in zip(responses, lengths, strict=True)],
        batch_size=BATCH,
    )


def _turn(response: Response, length: int) -> Turn:
    text = ("Drink enough and rest. " * (length // 20 + 1))[:length]
    digest = text_sha256(text)
    return Turn(
        response=response,
        position=0,
        round_number=1,
        role="assistant",
        raw_text=text,
        shown_text=text,
        raw_sha256=digest,
        shown_sha256=digest,
    )


def _judge(study: Study, truth: Truth, size: Size) -> Planted:
    """Every slot gets a rater and a judgment; a repeat the rater of what it repeats."""
    generator = np.random.default_rng(truth.seed + 1)
    users = [User.objects.create_user(name=f"Expert {k}") for k in range(size.raters)]
    raters = [StudyRater.objects.create(study=study, user=user) for user in users]
    slots = _slots(study)
    rater = _raters_of(slots, size, generator)
    chances = _chances(slots, rater, truth, generator)
    drawn = (generator.random(len(rater))[:, None] > np.cumsum(chances, axis=1)).sum(axis=1)
    outcome = np.minimum(drawn, 2)
    _store(study, truth, size, slots, [one.pk for one in raters], rater, outcome, generator)
    again = slots["first"] >= 0
    return Planted(
        study,
        slots["a"],
        slots["b"],
        chances,
        1 - outcome,
        again,
        np.where(again, slots["first"], -1),
        slots["swapped"],
    )


def _slots(study: Study) -> dict[str, np.ndarray]:
    """All of the study's slots by number, first judgments before repeats."""
    rows = list(
        Slot.objects.filter(study=study)
        .order_by("kind", "pk")
        .values_list(
            "pk",
            "comparison_id",
            "comparison__item_id",
            "comparison__system_a__position",
            "comparison__system_b__position",
            "comparison__response_a_id",
            "comparison__response_b_id",
            "swapped",
            "first_slot_id",
        )
    )
    names = ("pk", "comparison", "item", "a", "b", "response_a", "response_b", "swapped", "first")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    at = {pk: number for number, pk in enumerate(columns["pk"])}
    columns["first"] = tuple(at.get(pk, -1) for pk in columns["first"])
    found = {name: np.array(column) for name, column in columns.items()}
    lengths = dict(
        Turn.objects.filter(response__item__study=study).values_list("response_id", "shown_text")
    )
    size = {pk: len(text) for pk, text in lengths.items()}
    both_sides = [[size[pk] for pk in found[f"response_{side}"].tolist()] for side in "ab"]
    first, second = np.array(both_sides)
    found["gap"] = (first - second) / (first + second)
    return found


def _raters_of(
    slots: dict[str, np.ndarray], size: Size, generator: np.random.Generator
) -> np.ndarray:
    """A comparison's raters are different ones; each rater gets about as many."""
    comparisons, at = np.unique(slots["comparison"], return_inverse=True)
    turn, rater = np.zeros(len(comparisons), int), np.zeros(len(at), int)
    start = generator.integers(0, size.raters, len(comparisons))
    for row, comparison in enumerate(at):
        if slots["first"][row] >= 0:
            rater[row] = rater[slots["first"][row]]
            continue
        rater[row] = (start[comparison] + turn[comparison]) % size.raters
        turn[comparison] += 1
    return rater


def _chances(
    slots: dict[str, np.ndarray],
    rater: np.ndarray,
    truth: Truth,
    generator: np.random.Generator,
) -> np.ndarray:
    items, item = np.unique(slots["item"], return_inverse=True)
    strengths = np.array(truth.strengths)
    d = strengths[slots["a"]] - strengths[slots["b"]] + truth.length * slots["gap"]
    d = d + truth.left * np.where(slots["swapped"], -1.0, 1.0)
    d = d + generator.normal(0, truth.item_sd, len(items))[item]
    d = d + generator.normal(0, truth.rater_sd, rater.max() + 1)[rater]
    odds = np.stack([np.exp(d / 2), np.full(len(d), truth.nu), np.exp(-d / 2)], axis=1)
    return odds / odds.sum(axis=1, keepdims=True)


def _store(
    study: Study,
    truth: Truth,
    size: Size,
    slots: dict[str, np.ndarray],
    raters: list[int],
    rater: np.ndarray,
    outcome: np.ndarray,
    generator: np.random.Generator,
) -> None:
    n, now = len(rater), timezone.now().isoformat()
    repeat = slots["first"] >= 0
    assignment, submission, judgment = _ids("assignment", n), _ids("submission", n), None
    tokens = [f"planted-{study.pk}-{pk}" for pk in assignment.tolist()]
    whose = np.array(raters)[rater]
    kinds = np.where(repeat, "repeat", "first")
    comparisons = slots["comparison"].tolist()
    _copy(
        "assignment",
        "id slot_id rater_id comparison_id kind token state claimed_at leased_until submitted_at"
        " decline_reason decline_note",
        (
            f"{pk}\t{slot}\t{who}\t{c}\t{kind}\t{token}\tsubmitted\t{now}\t{now}\t{now}\t\t\n"
            for pk, slot, who, c, kind, token in zip(
                assignment.tolist(),
                slots["pk"].tolist(),
                whose.tolist(),
                comparisons,
                kinds.tolist(),
                tokens,
                strict=True,
            )
        ),
    )
    order = generator.permutation(n)
    order = np.concatenate([order[~repeat[order]], order[repeat[order]]])
    harm = _harm(truth, slots, generator)
    seconds = generator.gamma(6, 15, n)
    columns = (
        "id study_id assignment_id revision idempotency_key reason comment both_bad recognised"
        " harm_left harm_right opened_at submitted_at active_seconds origin content_sha256"
    )
    _copy(
        "submission",
        columns,
        (
            f"{submission[k]}\t{study.pk}\t{assignment[k]}\t1\tkey\t\t{_comment(k)}\tf\tf\t"
            f"{harm[k, 0]}\t{harm[k, 1]}\t{now}\t{now}\t{seconds[k]:.1f}\there\t"
            f"{text_sha256(tokens[k])}\n"
            for k in order.tolist()
        ),
    )
    keys = list(study.criteria.order_by("position").values_list("pk", flat=True))
    judgment = _ids("judgment", n * len(keys))
    side = np.where(slots["swapped"] & (outcome != 1), 2 - outcome, outcome)
    clicked = [CLICKS[side].tolist()]
    for _key in keys[1:]:
        # The other criteria mostly say the same.
        other = np.where(generator.random(n) < 0.7, side, generator.integers(0, 3, n))
        clicked.append(CLICKS[other].tolist())
    _copy(
        "judgment",
        "id submission_id criterion_id choice strength",
        (
            f"{judgment[number * n + k]}\t{submission[k]}\t{key}\t{clicked[number][k]}\t\n"
            for number, key in enumerate(keys)
            for k in range(n)
        ),
    )


def _harm(truth: Truth, slots: dict[str, np.ndarray], generator: np.random.Generator) -> np.ndarray:
    """Which side was called harmful, as PostgreSQL writes it."""
    chance = np.resize(np.array(truth.harm), len(truth.strengths))
    found = generator.random((len(slots["a"]), 2)) < chance[np.stack([slots["a"], slots["b"]], 1)]
    sides = np.where(slots["swapped"][:, None], found[:, ::-1], found)
    return np.where(sides, "t", "f")


def _comment(number: int) -> str:
    return "The first is clearer about the dose." if number % 17 == 0 else ""


def _ids(table: str, count: int) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT nextval('annotations_{table}_id_seq') FROM generate_series(1, %s)", [count]
        )
        return np.array([pk for (pk,) in cursor.fetchall()])


def _copy(table: str, columns: str, lines: Iterable[str]) -> None:
    text = StringIO("".join(lines))
    named = ", ".join(columns.split())
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY annotations_{table} ({named}) FROM STDIN WITH (NULL '\\N')", text
        )
