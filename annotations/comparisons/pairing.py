"""Which systems are compared with which. Pure."""

from collections.abc import Sequence
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")


def all_pairs(systems: Sequence[T]) -> list[tuple[T, T]]:
    """Every pair once, the earlier system of the study's order first."""
    return list(combinations(systems, 2))


def one_against_rest(systems: Sequence[T], one: T) -> list[tuple[T, T]]:
    """The pairs with this system in them, in the study's order like all others."""
    return [pair for pair in all_pairs(systems) if one in pair]


def practice_pair(pairs: Sequence[tuple[T, T]], better: T | None) -> tuple[T, T] | None:
    """The one pair by which an item is practised: the first with the better system in it.

    None as the better one stands for a tie, of which any pair is an example. One pair and not
    several, because practice is to be short.
    """
    return next((pair for pair in pairs if better is None or better in pair), None)
