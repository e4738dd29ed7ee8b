"""Which systems are compared with which. Pure."""

from collections.abc import Sequence
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")


def all_pairs(systems: Sequence[T]) -> list[tuple[T, T]]:
    """Every pair once, the earlier system of the study's order first."""
    return list(combinations(systems, 2))
