"""Raters whose opinions differ and who do not always repeat themselves; the same in every run."""

from hashlib import sha256
from itertools import count

from annotations.models import Assignment
from tests.results import Opinion

OUTCOMES = ("win", "win", "win", "tie", "tie", "loss", "loss", "not_applicable")


def mixed(seed: str) -> Opinion:
    """Leaning to the first system; overall always applies."""
    calls = count()

    def opinion(assignment: Assignment, criterion: str) -> str:
        drawn = sha256(f"{seed}|{next(calls)}".encode()).digest()[0]
        return OUTCOMES[drawn % (7 if criterion == "overall" else 8)]

    return opinion
