"""Whether the judgments tie all systems together: row 16."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from annotations.stats.estimate import NotEstimable, Reason


def beaten(
    totals: NDArray[np.float64], pairs: list[tuple[int, int]], systems: int
) -> NDArray[np.float64]:
    """How often the row's system beat the column's; a tie is half a win each way.

    ``totals``: wins, ties, losses by pair, shape (..., pairs, 3); result shape
    (..., systems, systems).
    """
    result = np.zeros((*totals.shape[:-2], systems, systems))
    for number, (first, second) in enumerate(pairs):
        half = totals[..., number, 1] / 2
        result[..., first, second] = totals[..., number, 0] + half
        result[..., second, first] = totals[..., number, 2] + half
    return result


def obstacle(wins: NDArray[np.float64]) -> NotEstimable | None:
    """Why strengths of these systems have no finite estimate, or None.

    ``wins``: from ``beaten``, shape (systems, systems). They have one exactly when in every
    split of the systems into two groups each group won something: Ford (1957), American
    Mathematical Monthly 64 (8), 28-33.
    """
    if len(wins) < 2:
        return NotEstimable(Reason.ONE_SYSTEM)
    if connected_components(wins > 0, directed=True, connection="weak")[0] > 1:
        return NotEstimable(Reason.DISCONNECTED)
    if connected_components(wins > 0, directed=True, connection="strong")[0] > 1:
        return NotEstimable(Reason.SEPARATED)
    return None


def groups(wins: NDArray[np.float64]) -> list[list[int]]:
    """Systems that were compared with one another, directly or not; one group is good."""
    count, labels = connected_components(wins > 0, directed=True, connection="weak")
    return [[int(s) for s in np.flatnonzero(labels == label)] for label in range(count)]
