"""How often the alarms of a running study are right: simulated studies with known raters.

    .venv/bin/python -m tests.load.alarms --studies 1000 --seed 2
    .venv/bin/python -m tests.load.alarms --studies 200 --seed 2 --pairs 30 --raters 200

Studies of 100 pairs and 10 raters, placed as the product places them: of honest raters only, or
with one who is not. Somebody looks after every ten pairs. The rules were tuned on seed 1. At the
end hidden repeats, which such studies have too few of for their rule.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from annotations.assignment.allocation import plan_slots
from annotations.stats.alarms import (
    Limits,
    Panel,
    Rule,
    Work,
    alarms,
    alarms_of,
    chance_agreement,
)

CRITERIA = 5
LOOK_EVERY = 10
PANEL = Panel(raters=10, tie_share=0.2, copied_share=0.4)
LEFT, TIE, RIGHT = (ord(letter) for letter in "ltr")
Generator = np.random.Generator
Choices = NDArray[np.uint8]


@dataclass(frozen=True)
class Size:
    """Pairs that each rater judges, and raters."""

    pairs: int = 100
    raters: int = 10


@dataclass(frozen=True)
class Case:
    """A study's pairs: by how much the first answer is better, and how long both are."""

    better: NDArray[np.float64]
    lengths: NDArray[np.float64]
    swapped: NDArray[np.bool_]
    order: NDArray[np.int64]


def case(number: int, rng: Generator, size: Size) -> Case:
    """A different winner, and a different margin, in each study; texts as in published ones."""
    keys = [f"item-{pair:03d}" for pair in range(size.pairs)]
    planned = plan_slots(
        dict.fromkeys(keys, "0-1"),
        raters_per_comparison=size.raters,
        has_seats=True,
        repeat_share=0,
        seed=f"{number:032x}",
    )
    swapped = np.zeros((size.raters, size.pairs), dtype=bool)
    order = np.zeros((size.raters, size.pairs), dtype=np.int64)
    at = {key: pair for pair, key in enumerate(keys)}
    for slot in planned:
        swapped[slot.number - 1, at[slot.comparison]] = slot.swapped
        order[slot.number - 1, slot.position - 1] = at[slot.comparison]
    return Case(
        better=rng.normal(rng.normal(0, 0.5), 0.8, size.pairs),
        lengths=np.exp(rng.normal(np.log(1100), 0.55, size.pairs)),
        swapped=swapped,
        order=order,
    )


def honest(study: Case, seat: int, rng: Generator) -> Work:
    """Reads, and prefers what is better, with doubts of their own, ties of their own, a pace of
    their own, and criteria that go along with the verdict as with physicians."""
    pairs, swapped = study.order[seat], study.swapped[seat][study.order[seat]]
    n = len(pairs)
    felt = study.better[pairs] + rng.normal(0, rng.uniform(0.5, 1.3), n)
    width = rng.uniform(0.1, 0.7)
    overall = _clicks(felt, width, swapped)
    halo = rng.uniform(0.3, 0.9)
    others = [
        np.where(
            rng.random(n) < halo,
            overall,
            _clicks(felt + rng.normal(0, 1.2, n), width, swapped),
        )
        for _ in range(CRITERIA - 1)
    ]
    copied = np.all([other == overall for other in others], axis=0)
    pace = np.exp(rng.normal(np.log(300), 0.25))
    faster = np.linspace(1.0, rng.uniform(1.0, 1.5), n)
    scatter = np.exp(rng.normal(0, rng.uniform(0.3, 0.6), n))
    lengths = study.lengths[pairs]
    return Work(
        rater=f"R-{seat}",
        choices=overall,
        copied=copied.astype(np.int8),
        seconds=60 * lengths / (pace * faster) * scatter,
        lengths=lengths,
        is_chinese=np.ones(n, dtype=bool),
        planned=n,
    )


def _clicks(felt: NDArray[np.float64], width: float, swapped: NDArray[np.bool_]) -> Choices:
    first = np.where(swapped, RIGHT, LEFT)
    second = np.where(swapped, LEFT, RIGHT)
    decided = np.where(felt > 0, first, second)
    return np.where(np.abs(felt) < width, TIE, decided).astype(np.uint8)


def side_biased(work: Work, rng: Generator, share: float = 0.6) -> Work:
    """In so many pairs the same side, whatever stands there."""
    side = LEFT if rng.random() < 0.5 else RIGHT
    blind = rng.random(work.n) < share
    return replace(work, choices=np.where(blind, side, work.choices).astype(np.uint8))


def speeder(work: Work, rng: Generator) -> Work:
    """Reads nothing: 1,200 to 4,000 characters a minute in four pairs of five."""
    fast = rng.random(work.n) < 0.8
    quick = 60 * work.lengths / rng.uniform(1200, 4000, work.n)
    return replace(work, seconds=np.where(fast, quick, work.seconds))


def rusher(work: Work, rng: Generator) -> Work:
    """Reads three pairs of four, and clicks through the fourth in a tenth of their time."""
    return replace(
        work, seconds=np.where(rng.random(work.n) < 0.25, work.seconds / 10, work.seconds)
    )


def streak(work: Work, rng: Generator) -> Work:
    """Gives up: one side for the last 30 pairs."""
    choices = work.choices.copy()
    choices[-30:] = LEFT if rng.random() < 0.5 else RIGHT
    return replace(work, choices=choices)


def all_ties(work: Work, rng: Generator) -> Work:
    return replace(work, choices=np.full(work.n, TIE, dtype=np.uint8))


def copier(work: Work, rng: Generator) -> Work:
    """Every criterion like the verdict, but for a slip in a hundred."""
    return replace(work, copied=(rng.random(work.n) >= 0.01).astype(np.int8))


def alternator(work: Work, rng: Generator) -> Work:
    """Left, right, left, right, through the last half."""
    choices = work.choices.copy()
    half = work.n // 2
    choices[half:] = np.where(np.arange(work.n - half) % 2, LEFT, RIGHT)
    return replace(work, choices=choices)


SPEED = {Rule.TOO_FAST, Rule.RUSHED}
STRAIGHT = {Rule.SAME_SIDE, Rule.ALTERNATING, Rule.SAME_TIE, Rule.COPIED}
Plant = Callable[[Work, Generator], Work]
# Of each kind: who is planted, and the rules that count as having found them.
PLANTS: dict[str, tuple[Plant, set[Rule]]] = {
    "side-biased, 60 % of pairs blindly": (side_biased, {Rule.SIDE, Rule.SAME_SIDE}),
    "speeder, 80 % of pairs unread": (speeder, SPEED),
    "rusher, 25 % of pairs in a tenth of the time": (rusher, SPEED),
    "straight-liner: one side in the last 30": (streak, STRAIGHT | {Rule.SIDE}),
    "straight-liner: ties only": (all_ties, STRAIGHT),
    "straight-liner: criteria copied": (copier, STRAIGHT),
    "straight-liner: left, right, left, right": (alternator, STRAIGHT),
}
# What is planted to learn what is not found.
WEAK: dict[str, tuple[Plant, set[Rule]]] = {
    f"side-biased, {share:.0%} of pairs blindly": (
        lambda work, rng, share=share: side_biased(work, rng, share),
        {Rule.SIDE, Rule.SAME_SIDE},
    )
    for share in (0.1, 0.2, 0.3, 0.4, 0.5)
}


@dataclass
class Tally:
    """Studies of one kind, and in how many of them what happened."""

    studies: int = 0
    found: int = 0
    raters: int = 0
    false_raters: int = 0
    false_studies: int = 0
    false_rules: dict[str, int] = field(default_factory=dict)

    @property
    def found_share(self) -> float:
        return self.found / self.studies

    @property
    def false_share(self) -> float:
        return self.false_raters / self.raters

    @property
    def false_study_share(self) -> float:
        return self.false_studies / self.studies


def panel(number: int, rng: Generator, size: Size) -> list[Work]:
    study = case(number, rng, size)
    return [honest(study, seat, rng) for seat in range(size.raters)]


def looks(works: list[Work]) -> Iterator[list[Work]]:
    """As they stand after every few pairs: somebody looks all the time."""
    for n in range(LOOK_EVERY, works[0].n + 1, LOOK_EVERY):
        yield [first(work, n) for work in works]


def first(work: Work, n: int) -> Work:
    names = ("choices", "copied", "seconds", "lengths", "is_chinese")
    return replace(work, **{name: getattr(work, name)[:n] for name in names})


def run(
    studies: int,
    seed: int,
    plant: Plant | None = None,
    rules: Iterable[Rule] = (),
    kind: int = 0,
    size: Size = Size(),
) -> Tally:
    """``plant``: what the rater on the first seat does; nothing for a study of honest raters."""
    tally = Tally()
    for number in range(studies):
        rng = np.random.default_rng([seed, kind, number])
        works = panel(int(rng.integers(2**62)), rng, size)
        if plant:
            works[0] = plant(works[0], rng)
        raised = {(alarm.rater, alarm.rule) for seen in looks(works) for alarm in alarms(seen)}
        _count(tally, raised, works[0].rater if plant else "", rules, size.raters)
    return tally


def _count(
    tally: Tally,
    raised: set[tuple[str, Rule]],
    planted: str,
    rules: Iterable[Rule],
    raters: int,
) -> None:
    tally.studies += 1
    tally.found += any(rater == planted and rule in rules for rater, rule in raised)
    false = {rater for rater, _rule in raised if rater != planted}
    tally.raters += raters - bool(planted)
    tally.false_raters += len(false)
    tally.false_studies += bool(false)
    for rater, rule in raised:
        if rater != planted:
            tally.false_rules[rule] = tally.false_rules.get(rule, 0) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=1000, help="of each kind")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--raters", type=int, default=10)
    arguments = parser.parse_args()
    size = Size(arguments.pairs, arguments.raters)
    print(f"{arguments.studies} studies of each kind, seed {arguments.seed}, {size}")
    kinds = {"honest raters only": (None, set()), **PLANTS, **WEAK}
    for kind, (name, (plant, rules)) in enumerate(kinds.items()):
        tally = run(arguments.studies, arguments.seed, plant, rules, kind, size)
        found = f"found {tally.found_share:6.1%}, " if plant else " " * 15
        print(
            f"{name:46} {found}false: raters {tally.false_share:.2%} of {tally.raters},"
            f" studies {tally.false_study_share:.2%} {tally.false_rules or ''}",
            flush=True,
        )
    print_repeats(arguments.seed)


def print_repeats(seed: int, raters: int = 20_000) -> None:
    """Somebody who clicks at random, and careful ones of several kinds, among ten raters."""
    rng = np.random.default_rng([seed, 99])
    chosen = np.frombuffer(b"llllrrrrtt" * 10, dtype=np.uint8)
    work = replace(honest(case(1, rng, Size(100, 1)), 0, rng), choices=chosen)
    print(f"hidden repeats: share of {raters} raters with an alarm, by how often they agree")
    for repeats in (10, 20, 40, 100):
        shares = []
        for agreement in (chance_agreement(work), 0.55, 0.65, 0.75):
            same = rng.binomial(repeats, agreement, raters)
            found = {
                n: bool(alarms_of(replace(work, again=repeats, again_same=n), PANEL, Limits()))
                for n in np.unique(same)
            }
            shares.append(f"{agreement:.2f}: {np.mean([found[n] for n in same]):.2%}")
        print(f"  {repeats:3} repeats   {'   '.join(shares)}")


if __name__ == "__main__":
    main()
