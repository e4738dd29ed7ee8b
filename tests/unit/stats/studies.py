"""Small studies, written out."""

import numpy as np

from annotations.stats.judgments import Judgments, judgments
from annotations.stats.resampling import ItemWeights


def two_systems(values, *, left=None) -> Judgments:
    """A table of values, one row per item and one column per rater; None was not judged."""
    rows = [
        (item, rater, value)
        for item, line in enumerate(values)
        for rater, value in enumerate(line)
        if value is not None
    ]
    item, rater, value = np.array(rows).T if rows else np.zeros((3, 0), int)
    sides = np.arange(len(value)) % 2 == 0 if left is None else left
    zeros = np.zeros(len(value), int)
    return judgments(item, rater, zeros, zeros + 1, value, sides, 2)


def many_systems(rows, systems: int) -> Judgments:
    """Rows of (item, rater, first, second, value); sides take turns."""
    table = np.array(rows).reshape(-1, 5)
    return judgments(*table.T, np.arange(len(table)) % 2 == 0, systems)


def weights(data: Judgments, rounds: int = 200, seed: int = 1) -> ItemWeights:
    return ItemWeights(data.items.size, seed, rounds)


NOTHING = two_systems([])
ONE_JUDGMENT = two_systems([[1]])
ONE_RATER = two_systems([[1], [0], [-1], [1], [1], [0]])
ONE_ITEM = two_systems([[1, 0, 1, -1]])
ALL_WINS = two_systems([[1, 1, 1]] * 8)
ALL_TIES = two_systems([[0, 0, 0]] * 8)
NO_TIES = two_systems([[1, -1, 1], [1, 1, 1], [-1, -1, 1], [1, -1, -1], [1, 1, -1], [-1, 1, 1]] * 2)
USUAL = two_systems([[1, 0, 1], [1, 1, 1], [-1, 0, -1], [0, 0, 1], [1, -1, 0], [1, 1, -1]] * 3)
# System 2 was never compared with the others.
DISCONNECTED = many_systems(
    [(i, r, 0, 1, (1, 0, -1)[(i + r) % 3]) for i in range(8) for r in range(2)], systems=3
)
# System 0 wins always: no finite strength.
SEPARATED = many_systems(
    [
        (i, r, a, b, 1 if a == 0 else (-1) ** (i + r))
        for i in range(8)
        for r in range(2)
        for a, b in ((0, 1), (0, 2), (1, 2))
    ],
    systems=3,
)
DEGENERATE = {
    "nothing": NOTHING,
    "one judgment": ONE_JUDGMENT,
    "one rater": ONE_RATER,
    "one item": ONE_ITEM,
    "all wins": ALL_WINS,
    "all ties": ALL_TIES,
    "no ties": NO_TIES,
    "disconnected": DISCONNECTED,
    "separated": SEPARATED,
}
