"""Plan every judgment of a study: placements, order, hidden repeats. Pure, from the seed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotations.blinding.placement import placements, shuffled

REPEAT_GAP = 10


@dataclass(frozen=True)
class PlannedSlot:
    """One judgment to be made. ``repeats`` is the number of the first slot it repeats, or None."""

    comparison: str
    number: int
    seat: int | None
    swapped: bool
    position: int
    repeats: int | None = None


def plan_slots(
    pair_of: Mapping[str, str],
    *,
    raters_per_comparison: int,
    has_seats: bool,
    repeat_share: float,
    seed: str,
) -> list[PlannedSlot]:
    """All first slots and hidden repeats of a study.

    ``pair_of`` names the system pair of every comparison (both as stable keys,
    so that a reviewer can recompute the plan from the seed). Every layer, that
    is the first, second … judgment of all comparisons, has an order of its own;
    in a fixed panel a layer is a seat.
    """
    sides = _placements_by_pair(pair_of, raters_per_comparison, seed)
    firsts = [
        PlannedSlot(
            comparison=key,
            number=number,
            seat=number if has_seats else None,
            swapped=sides[key][number - 1],
            position=(0 if has_seats else (number - 1) * len(pair_of)) + rank,
        )
        for number in range(1, raters_per_comparison + 1)
        for rank, key in enumerate(shuffled(pair_of, seed, "order", number), start=1)
    ]
    return firsts + _repeats(firsts, pair_of, has_seats, repeat_share, seed)


def _placements_by_pair(
    pair_of: Mapping[str, str], raters_per_comparison: int, seed: str
) -> dict[str, tuple[bool, ...]]:
    of_pair: dict[str, list[str]] = defaultdict(list)
    for key, pair in pair_of.items():
        of_pair[pair].append(key)
    sides: dict[str, tuple[bool, ...]] = {}
    for pair, keys in of_pair.items():
        sides |= placements(keys, raters_per_comparison, seed, pair)
    return sides


def _repeats(
    firsts: Sequence[PlannedSlot],
    comparisons: Iterable[str],
    has_seats: bool,
    share: float,
    seed: str,
) -> list[PlannedSlot]:
    keys = shuffled(comparisons, seed, "repeat")
    count = max(1, round(share * len(keys))) if share and keys else 0
    by_place = {(slot.comparison, slot.number): slot for slot in firsts}
    seats = max(slot.number for slot in firsts) if has_seats and firsts else 1
    repeats: list[PlannedSlot] = []
    for key in _early_enough(keys, by_place, seats)[:count]:
        first = by_place[key, len(repeats) % seats + 1]
        swapped = first.swapped ^ _swaps_sides(len(repeats), seats)
        repeats.append(
            PlannedSlot(key, first.number, first.seat, swapped, first.position, first.number)
        )
    return repeats


def _swaps_sides(index: int, seats: int) -> bool:
    """Half of the repeats with the sides swapped, overall and within every seat.

    The swapped ones tell the effect of the side, the others plain inconsistency.
    With an even number of seats plain alternation would give each seat one sort only.
    """
    turn = index // seats if seats % 2 == 0 else 0
    return (index + turn) % 2 == 0


def _early_enough(
    keys: Sequence[str], by_place: Mapping[tuple[str, int], PlannedSlot], seats: int
) -> list[str]:
    """Those first that leave room for the gap: a repeat of the last pair would never come due."""
    last = len(keys) - REPEAT_GAP

    def latest(key: str) -> int:
        return max(by_place[key, number].position for number in range(1, seats + 1))

    return sorted(keys, key=lambda key: latest(key) > last)
