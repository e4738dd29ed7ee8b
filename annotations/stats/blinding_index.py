"""Did raters know who wrote what? Bang's and James' indices of guesses.

Bang, Ni and Davis (2004), Controlled Clinical Trials 25, 143-156; James, Bloch, Lee, Kraemer and
Fuller (1996), Statistics in Medicine 15, 1421-1434.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Guesses:
    """Of the answers of one system: named it, named another, said that they do not know."""

    right: int = 0
    wrong: int = 0
    unknown: int = 0

    @property
    def n(self) -> int:
        return self.right + self.wrong + self.unknown


def bang_index(guesses: Guesses) -> float | None:
    """1: everybody knew. 0: as by chance of two. -1: everybody was sure of the wrong one."""
    if not guesses.n:
        return None
    return (guesses.right - guesses.wrong) / guesses.n


def james_index(by_system: Mapping[str, Guesses]) -> float | None:
    """1: nobody claimed to know. 0.5: as by chance. 0: everybody knew. Of all systems together.

    Weights are James': a right guess 0, a wrong one 0.5, "do not know" 1.
    """
    groups = [group for group in by_system.values() if group.n]
    total = sum(group.n for group in groups)
    if not total:
        return None
    unknown = sum(group.unknown for group in groups) / total
    if unknown == 1:
        return 1.0
    claimed = 1 - unknown
    observed = 0.5 * sum(group.wrong for group in groups) / total / claimed
    expected = 0.5 * _expected_wrong(groups, total) / claimed**2
    kappa = (observed - expected) / expected if expected else 0.0
    return (1 + unknown + (1 - unknown) * kappa) / 2


def _expected_wrong(groups: list[Guesses], total: int) -> float:
    """Wrong guesses if what is guessed had nothing to do with who wrote it, two systems or more.

    A wrong guess of one system's answer counts for the others alike.
    """
    others = max(1, len(groups) - 1)
    guessed = [
        (group.right + sum(one.wrong for one in groups if one is not group) / others) / total
        for group in groups
    ]
    made = [(group.right + group.wrong) / total for group in groups]
    return sum(
        made[i] * guessed[j] for i in range(len(groups)) for j in range(len(groups)) if i != j
    )
