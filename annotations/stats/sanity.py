"""What a report refuses to pass over: tables that do not sum, doubles, broken balance.

Each finding has a stable key and an English sentence; pages translate by the key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotations.stats.clustered import binomial_p
from annotations.stats.connectivity import beaten, obstacle
from annotations.stats.counts import Counts
from annotations.stats.estimate import NotEstimable, Reason
from annotations.stats.indexing import distinct
from annotations.stats.judgments import Judgments

UNBALANCED_P = 0.001
DOMINANT_SHARE = 0.5


class Problem(StrEnum):
    DOES_NOT_SUM = "does_not_sum"
    DUPLICATED = "duplicated"
    TWIN_ROWS = "twin_rows"
    UNBALANCED_SIDES = "unbalanced_sides"
    DOMINANT_RATER = "dominant_rater"
    DISCONNECTED = "disconnected"
    MISSING = "missing"


@dataclass(frozen=True)
class Finding:
    """A problem, how far it goes, and in words; ``rows``: of a table, those concerned."""

    problem: Problem
    count: int
    sentence: str
    rows: tuple[str, ...] = ()


def table_findings(
    rows: Mapping[str, Counts], expected: Mapping[str, int] | int | None = None
) -> tuple[Finding, ...]:
    """Of a published or a counted table: rows that do not sum to n, and equal rows.

    ``expected``: what each row has to sum to, if that is known.
    """
    found = []
    for name, counts in rows.items():
        wanted = expected if isinstance(expected, int) or expected is None else expected.get(name)
        if wanted is not None and counts.n != wanted:
            sentence = f"{name}: wins, ties and losses sum to {counts.n}, not to {wanted}"
            found.append(Finding(Problem.DOES_NOT_SUM, abs(counts.n - wanted), sentence, (name,)))
    found += [
        Finding(
            Problem.TWIN_ROWS,
            len(names),
            f"the same counts {counts.wins}/{counts.ties}/{counts.losses} in {', '.join(names)}: "
            "possibly copied",
            tuple(names),
        )
        for counts, names in _equal(rows).items()
        if len(names) > 1
    ]
    return tuple(found)


def _equal(rows: Mapping[str, Counts]) -> dict[Counts, list[str]]:
    together: dict[Counts, list[str]] = {}
    for name, counts in rows.items():
        together.setdefault(counts, []).append(name)
    return together


def judgment_findings(judgments: Judgments) -> tuple[Finding, ...]:
    """Of the judgments themselves."""
    found = [*_duplicates(judgments), *_sides(judgments), *_dominance(judgments)]
    if judgments.n:
        table = beaten(judgments.totals.sum(axis=1), judgments.pairs, judgments.systems)
        if obstacle(table) == NotEstimable(Reason.DISCONNECTED):
            sentence = "some systems were never compared with the others: no common ranking"
            found.append(Finding(Problem.DISCONNECTED, 1, sentence))
    return tuple(found)


def missing_findings(missing: int) -> tuple[Finding, ...]:
    """Submissions without any judgment of the criterion: not even that it does not apply."""
    if not missing:
        return ()
    sentence = f"{missing} submissions hold no judgment of this criterion"
    return (Finding(Problem.MISSING, missing, sentence),)


def _duplicates(judgments: Judgments) -> Sequence[Finding]:
    """A rater judges a comparison once; repeats are kept apart."""
    raters, units = judgments.raters, judgments.comparisons
    key = units.at * max(1, raters.size) + raters.at
    doubled = judgments.n - len(distinct(key, units.size * raters.size))
    if not doubled:
        return []
    sentence = f"{doubled} judgments are of a comparison that their rater had judged already"
    return [Finding(Problem.DUPLICATED, doubled, sentence)]


def _sides(judgments: Judgments) -> Sequence[Finding]:
    """Each pair's first system stands left and right equally often, but for chance."""
    found = []
    for number, pair in enumerate(judgments.pairs):
        right, left = judgments.totals[number].sum(axis=1).astype(int)
        if binomial_p(int(left), int(left + right)) < UNBALANCED_P:
            sentence = (
                f"pair {pair}: the first system stood on the left {left} times of {left + right}"
            )
            found.append(Finding(Problem.UNBALANCED_SIDES, abs(int(left) - int(right)), sentence))
    return found


def _dominance(judgments: Judgments) -> Sequence[Finding]:
    own = np.bincount(judgments.raters.at, minlength=1)
    most = int(own.max(initial=0))
    if judgments.raters.size < 2 or most <= DOMINANT_SHARE * judgments.n:
        return []
    sentence = f"one rater gave {most} of {judgments.n} judgments"
    return [Finding(Problem.DOMINANT_RATER, most, sentence)]
