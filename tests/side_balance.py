"""Studies given out to the last slot, and how evenly the sides fell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from unittest import TestCase

from scipy.stats import chi2, chi2_contingency

from annotations.assignment.plan_keys import plan_key
from annotations.assignment.services import claim_next_assignment
from annotations.blinding.placement import shuffled
from annotations.comparisons.services import release_ready_comparisons
from annotations.models import Assignment, Kind, Study
from annotations.studies.lifecycle import start_study
from tests.factories import add_rater, fill_study, make_study
from tests.results import hand_in

RATERS = 4
# With fewer slots a p value would fail once in a hundred runs and say nothing.
ENOUGH = 5_000


def started(comparisons: int, *, panel: str) -> Study:
    study = make_study(
        raters_per_comparison=RATERS, repeat_share=0, panel=panel, criteria=["overall"]
    )
    return start_study(study=fill_study(study, single_turn=comparisons), by=None)


def given_out(comparisons: int, *, panel: str) -> Study:
    """Four raters take turns until nothing is left; every pair is opened twice."""
    study = started(comparisons, panel=panel)
    while release_ready_comparisons(study):
        pass
    raters = [add_rater(study) for _ in range(RATERS)]
    while raters:
        for rater in list(raters):
            assignment = claim_next_assignment(study=study, rater=rater).assignment
            if assignment is None:
                raters.remove(rater)
                continue
            again = claim_next_assignment(study=study, rater=rater).assignment
            assert (again.pk, again.slot.swapped) == (assignment.pk, assignment.slot.swapped)
            hand_in(assignment, {"overall": "tie"})
    return study


@dataclass(frozen=True)
class Balance:
    """Slots, how many had the second system left, and how far the parts are from even."""

    slots: int
    swapped: int
    p_even: float
    p_order: float
    worst_comparison: float
    worst_block: float
    worst_rater: float

    def __str__(self) -> str:
        return (
            f"{self.slots} slots, {self.swapped} swapped (chi-square p {self.p_even:.3f}); against "
            f"the place in the rater's order p {self.p_order:.3f}; furthest from even: "
            f"comparison {self.worst_comparison}, four {self.worst_block}, rater {self.worst_rater}"
        )

    def check(self, case: TestCase, *, per_rater: int | None) -> None:
        case.assertGreater(self.p_even, 0.01)
        if self.slots >= ENOUGH:
            case.assertGreater(self.p_order, 0.01)
        case.assertLessEqual(self.worst_comparison, 1)
        case.assertLessEqual(self.worst_block, 1)
        if per_rater is not None:
            case.assertLessEqual(self.worst_rater, per_rater)


def balance_of(study: Study) -> Balance:
    """Of what raters were given, in the order in which they were."""
    given = Assignment.objects.filter(rater__study=study).order_by("pk")
    of_slot = (f"slot__{name}" for name in ("comparison", "number", "swapped"))
    return _balance(study, given.values_list("rater", *of_slot))


def drawn_balance_of(study: Study) -> Balance:
    """Of what was drawn at the start, seat by seat in the order in which a seat is given it."""
    slots = study.slots.filter(kind=Kind.FIRST).order_by("seat", "position")
    return _balance(study, slots.values_list("seat", "comparison", "number", "swapped"))


def _balance(study: Study, given: Iterable[tuple[int, int, int, bool]]) -> Balance:
    every = study.comparisons.select_related("item", "system_a", "system_b")
    keys = {comparison.pk: plan_key(comparison) for comparison in every}
    of_rater, of_comparison = defaultdict(list), defaultdict(dict)
    for who, comparison, number, swapped in given:
        of_rater[who].append(swapped)
        of_comparison[keys[comparison]][number] = swapped
    sides = [side for own in of_rater.values() for side in own]
    n, swapped = len(sides), sum(sides)
    even = n / 2
    statistic = ((swapped - even) ** 2 + (n - swapped - even) ** 2) / even
    # Whether the first, second, third or fourth of every four that a rater is given is the swapped.
    table = [[0, 0] for _ in range(4)]
    for own in of_rater.values():
        for place, side in enumerate(own):
            table[place % 4][side] += 1
    return Balance(
        n,
        swapped,
        float(chi2.sf(statistic, 1)),
        float(chi2_contingency(table).pvalue),
        max(_off(list(one.values())) for one in of_comparison.values()),
        max(map(_off, _blocks(study, of_comparison))),
        max(map(_off, of_rater.values())),
    )


def _blocks(study: Study, of_comparison: dict) -> list[list[bool]]:
    """Of the one pair of systems, in the order in which its sides were drawn."""
    pair = "0-1"
    order = shuffled(of_comparison, study.seed, "placement", pair)
    row = [of_comparison[key][number] for key in order for number in sorted(of_comparison[key])]
    return [row[start : start + 4] for start in range(0, len(row) - 3, 4)]


def _off(sides: list[bool]) -> float:
    return abs(sum(sides) - len(sides) / 2)
