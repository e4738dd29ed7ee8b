"""Wins, ties and losses: the table that every other number is made of."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Counts:
    """Judgments of one pair of systems, from the first system's point of view.

    ``n`` is what shares are of. ``both_bad`` are some of the ties; ``not_applicable``
    left the criterion out and are not in ``n``.
    """

    wins: int = 0
    ties: int = 0
    losses: int = 0
    both_bad: int = 0
    not_applicable: int = 0

    def __post_init__(self) -> None:
        numbers = (self.wins, self.ties, self.losses, self.both_bad, self.not_applicable)
        if min(numbers) < 0:
            raise ValueError(f"counts cannot be negative: {self}")
        if self.both_bad > self.ties:
            raise ValueError(f"more 'both bad' than ties: {self}")

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.wins + other.wins,
            self.ties + other.ties,
            self.losses + other.losses,
            self.both_bad + other.both_bad,
            self.not_applicable + other.not_applicable,
        )

    @property
    def n(self) -> int:
        return self.wins + self.ties + self.losses

    @property
    def decisive(self) -> int:
        return self.wins + self.losses

    def mirrored(self) -> "Counts":
        """The same judgments from the second system's point of view."""
        return Counts(self.losses, self.ties, self.wins, self.both_bad, self.not_applicable)


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


@dataclass(frozen=True, order=True)
class ItemCounts:
    """``items`` items that each got exactly these counts: all that a bootstrap needs.

    With k judgments an item there are at most (k+1)(k+2)/2 different ones, however
    many items a study has.
    """

    wins: int
    ties: int
    losses: int
    items: int = 1

    @property
    def n(self) -> int:
        """Judgments of one of these items."""
        return self.wins + self.ties + self.losses
