"""How well the blinding held: what could tell the systems apart, and what raters say they knew.

Refused before the unblinding, like every result by system.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count

from annotations.analysis.unblinding import (
    ANALYSIS_SET,
    COMPARISON,
    LOSS,
    TIE,
    WIN,
    require_unblinded,
)
from annotations.blinding.names import named_systems
from annotations.blinding.placement import draw
from annotations.comparisons.leak_review import SystemCount, counts_by_system
from annotations.comparisons.selectors import compared_systems
from annotations.models import Judgment, Kind, SourceGuess, Study, System, Turn
from annotations.stats.blinding_index import Guesses, bang_index, james_index
from annotations.stats.contingency import same_shares_p
from annotations.stats.counts import Counts
from annotations.stats.rates import win_difference
from annotations.stats.separability import Separability, separability, style_of


@dataclass(frozen=True)
class PairBlinding:
    """What tells two systems apart, and whether the sides did."""

    first: str
    second: str
    items: int
    separability: Separability | None
    median_lengths: tuple[float, float]
    # Share of items of which the first system's answer is the longer one.
    first_is_longer: float | None
    # Slots with the second system on the left, of all first judgments planned.
    swapped: int
    slots: int
    win_difference: float | None
    without_recognised: float | None
    recognised: int


@dataclass(frozen=True)
class SystemGuesses:
    system: str
    guesses: Guesses
    bang: float | None


@dataclass(frozen=True)
class BlindingReport:
    pairs: tuple[PairBlinding, ...]
    leaks: tuple[SystemCount, ...]
    guesses: tuple[SystemGuesses, ...]
    james: float | None
    # Whether sides are spread over the pairs alike: p of the chi-squared test.
    sides_p: float | None


def blinding_report(study: Study) -> BlindingReport:
    """Everything, computed now."""
    require_unblinded(study)
    styles = _styles(study)
    guesses = _guesses(study)
    told = _told(study)
    pairs = tuple(_pair(study, pair, told, styles) for pair in compared_systems(study))
    return BlindingReport(
        pairs=pairs,
        leaks=tuple(counts_by_system(study)),
        guesses=tuple(
            SystemGuesses(name, found, bang_index(found)) for name, found in guesses.items()
        ),
        james=james_index(guesses),
        sides_p=_sides_p(pairs),
    )


@dataclass(frozen=True)
class _Style:
    length: int
    features: tuple[float, ...]


def _styles(study: Study) -> dict[tuple[int, int], _Style]:
    """By item and system, of the answers that raters were shown; a text at a time."""
    turns = Turn.objects.filter(
        response__item__study=study,
        response__superseded_at__isnull=True,
        role=Turn.Role.ASSISTANT,
    ).order_by("response", "position")
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    columns = ("response__item", "response__system", "shown_text")
    for item, system, text in turns.values_list(*columns).iterator(chunk_size=500):
        texts[item, system].append(text)
    return {key: _style("\n".join(found)) for key, found in texts.items()}


def _style(text: str) -> _Style:
    return _Style(len(text), style_of(text))


Key = tuple[int, int]


@dataclass(frozen=True)
class _Told:
    """Of all pairs at once, by the numbers of both systems: statements do not grow with pairs."""

    items: dict[Key, list[int]]
    slots: dict[Key, dict[bool, int]]
    # By whether the rater said that they recognised a system.
    counts: dict[Key, dict[bool, Counts]]


def _told(study: Study) -> _Told:
    told = _Told(defaultdict(list), defaultdict(dict), defaultdict(dict))
    shown = study.comparisons.filter(is_practice=False, released_at__isnull=False)
    for a, b, item in shown.order_by("item").values_list("system_a", "system_b", "item"):
        told.items[a, b].append(item)
    planned = study.slots.filter(kind=Kind.FIRST, comparison__is_practice=False).order_by()
    of_slot = ("comparison__system_a", "comparison__system_b", "swapped")
    for a, b, swapped, n in (
        planned.values(*of_slot).annotate(n=Count("pk")).values_list(*of_slot, "n")
    ):
        told.slots[a, b][swapped] = n
    for a, b, recognised, *counts in _judgments(study):
        told.counts[a, b][recognised] = Counts(*counts)
    return told


def _judgments(study: Study) -> Iterable[tuple[Any, ...]]:
    """On the primary criterion, in the analysis set."""
    of_pair = (f"{COMPARISON}__system_a", f"{COMPARISON}__system_b", "submission__recognised")
    judgments = Judgment.objects.filter(
        ANALYSIS_SET, submission__study=study, criterion__key=study.primary_criterion
    )
    found = judgments.order_by().values(*of_pair)
    outcomes = {"wins": WIN, "ties": TIE, "losses": LOSS}
    counted = found.annotate(**{key: Count("pk", filter=q) for key, q in outcomes.items()})
    return counted.values_list(*of_pair, *outcomes)


def _pair(
    study: Study,
    pair: tuple[System, System],
    told: _Told,
    styles: dict[tuple[int, int], _Style],
) -> PairBlinding:
    first, second = pair
    key = (first.pk, second.pk)
    items = [item for item in told.items[key] if (item, first.pk) in styles]
    a, b = ([styles[item, system.pk] for item in items] for system in pair)
    seed = draw(study.seed, "separability", first.position, second.position)
    known, unknown = (told.counts[key].get(said, Counts(0, 0, 0)) for said in (True, False))
    everything = Counts(
        known.wins + unknown.wins, known.ties + unknown.ties, known.losses + unknown.losses
    )
    return PairBlinding(
        first=first.name,
        second=second.name,
        items=len(items),
        separability=separability([s.features for s in a], [s.features for s in b], seed=seed),
        median_lengths=(_median(a), _median(b)),
        first_is_longer=_share(x.length > y.length for x, y in zip(a, b, strict=True)),
        swapped=told.slots[key].get(True, 0),
        slots=sum(told.slots[key].values()),
        win_difference=win_difference(everything) if everything.n else None,
        without_recognised=win_difference(unknown) if unknown.n else None,
        recognised=known.n,
    )


def _median(styles: list[_Style]) -> float:
    return float(median(style.length for style in styles)) if styles else 0.0


def _share(flags: Iterable[bool]) -> float | None:
    found = list(flags)
    return sum(found) / len(found) if found else None


def _guesses(study: Study) -> dict[str, Guesses]:
    """By the system that stood there. A guess that names none of the study's systems is wrong."""
    systems = list(study.systems.filter(role=System.Role.CANDIDATE).order_by("position"))
    names = {system.pk: system.revealing_names for system in systems}
    counted = {system.pk: [0, 0, 0] for system in systems}
    answered = SourceGuess.objects.filter(rater__study=study, answered_at__isnull=False)
    rows = answered.values_list(
        "assignment__slot__swapped",
        "assignment__comparison__system_a",
        "assignment__comparison__system_b",
        "left",
        "right",
    )
    for swapped, a, b, left, right in rows:
        for system, guess in zip((b, a) if swapped else (a, b), (left, right), strict=True):
            kind = 2 if not guess else 0 if named_systems(guess, names[system]) else 1
            counted[system][kind] += 1
    return {system.name: Guesses(*counted[system.pk]) for system in systems}


def _sides_p(pairs: tuple[PairBlinding, ...]) -> float | None:
    table = [(pair.swapped, pair.slots - pair.swapped) for pair in pairs if pair.slots]
    if len(table) < 2 or any(sum(column) == 0 for column in zip(*table, strict=True)):
        return None
    return same_shares_p(table)
