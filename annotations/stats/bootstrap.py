"""Bootstrap over items: "these experts on other questions" (docs/statistics.md, row 2a)."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from annotations.stats.counts import ItemCounts
from annotations.stats.rates import LEVEL, Interval

ROUNDS = 10_000
METHOD = "item-bootstrap-1"
# Below this many items the percentiles stand on too few values to be called an interval.
MINIMUM_ITEMS = 5


def item_bootstrap_interval(
    items: Iterable[ItemCounts], *, seed: int, rounds: int = ROUNDS, level: float = LEVEL
) -> Interval | None:
    """Percentile interval of the win difference when items are drawn anew with replacement.

    Holds for these very experts: their judgments of an item stay together. Items
    with equal counts are exchangeable, so a round draws how often each distinct one
    comes up; that is the same distribution as drawing item by item, and its cost
    does not grow with the number of items. The seed gives the same limits again
    (numpy's PCG64). None with fewer than 5 judged items.

    Efron and Tibshirani (1993), chapter 13; Feng et al. (2026), arXiv 2606.28960.
    """
    distinct = _distinct(items)
    count = sum(group.items for group in distinct)
    if count < MINIMUM_ITEMS:
        return None
    values = _win_differences(distinct, count, seed, rounds)
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return Interval(float(low), float(high))


def _distinct(items: Iterable[ItemCounts]) -> list[ItemCounts]:
    """Judged items with equal counts together, in an order that does not depend on the input's."""
    together: dict[tuple[int, int, int], int] = {}
    for group in items:
        if group.n and group.items:
            key = (group.wins, group.ties, group.losses)
            together[key] = together.get(key, 0) + group.items
    return [ItemCounts(*key, items=number) for key, number in sorted(together.items())]


def _win_differences(
    distinct: list[ItemCounts], count: int, seed: int, rounds: int
) -> NDArray[np.float64]:
    """One win difference per round, shape (rounds,)."""
    generator = np.random.Generator(np.random.PCG64(seed))
    shares = np.array([group.items for group in distinct], dtype=np.float64) / count
    drawn = generator.multinomial(count, shares, size=rounds)  # (rounds, distinct)
    net = np.array([group.wins - group.losses for group in distinct], dtype=np.int64)
    judgments = np.array([group.n for group in distinct], dtype=np.int64)
    differences: NDArray[np.float64] = (drawn @ net) / (drawn @ judgments)
    return differences
