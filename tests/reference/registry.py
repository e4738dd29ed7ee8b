"""Which of our numbers is compared with what, and how far apart they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

Pairs = Iterable[tuple[object, object]]


@dataclass(frozen=True)
class Oracle:
    """``compute`` yields (ours, theirs): numbers or arrays of equal shape."""

    row: str
    statistic: str
    against: str
    tolerance: float
    compute: Callable[[], Pairs]

    def largest_difference(self) -> float:
        distances = [distance(ours, theirs) for ours, theirs in self.compute()]
        assert distances, f"{self.statistic}: nothing was compared"
        return max(distances)


ORACLES: list[Oracle] = []


def oracle(row: str, statistic: str, against: str, tolerance: float = 1e-8):
    """Register a comparison. A tolerance above 1e-8 is that of digits printed in a paper."""

    def register(compute: Callable[[], Pairs]) -> Callable[[], Pairs]:
        ORACLES.append(Oracle(row, statistic, against, tolerance, compute))
        return compute

    return register


def distance(ours: object, theirs: object) -> float:
    first, second = np.asarray(ours, float), np.asarray(theirs, float)
    assert first.shape == second.shape, (first.shape, second.shape)
    assert first.size and np.isfinite(first).all() and np.isfinite(second).all(), (first, second)
    return float(np.abs(first - second).max())
