"""Which response stands on the left. Pure: from the study's seed, through hashing.

Hashing instead of a generator makes every draw recomputable by itself, in any
language, without replaying the draws before it.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256


def draw(seed: str, *labels: object) -> int:
    """A 256-bit number that depends on the seed and the labels only."""
    text = "\x1f".join([seed, *map(str, labels)])
    return int.from_bytes(sha256(text.encode()).digest(), "big")


def shuffled(keys: Iterable[str], seed: str, *labels: object) -> list[str]:
    return sorted(keys, key=lambda key: draw(seed, *labels, key))


def commitment(seed: str) -> str:
    """Published at the start, so that nobody can choose a seed afterwards."""
    return sha256(f"huatuoeval-seed:{seed}".encode()).hexdigest()


def placements(
    comparison_keys: Sequence[str], raters_per_comparison: int, seed: str, *labels: object
) -> dict[str, tuple[bool, ...]]:
    """For every comparison of one system pair, the k placements (True: swapped).

    Balanced by construction: within ±1 per comparison; 2 ± 1 in every block of
    four consecutive placements; within ±1 per seat, because every second
    comparison gets the complement of the one before it.
    """
    order = shuffled(comparison_keys, seed, "placement", *labels)
    patterns: dict[str, tuple[bool, ...]] = {}
    for index, key in enumerate(order):
        couple = index // 2
        pattern = _pattern(raters_per_comparison, seed, "pattern", *labels, couple)
        patterns[key] = pattern if index % 2 == 0 else tuple(not bit for bit in pattern)
    return patterns


def _pattern(length: int, seed: str, *labels: object) -> tuple[bool, ...]:
    """Couples of one placement and its opposite, and a single one where the length is odd."""
    bits: list[bool] = []
    for couple in range((length + 1) // 2):
        first = bool(draw(seed, *labels, couple) & 1)
        bits += [first, not first]
    return tuple(bits[:length])
