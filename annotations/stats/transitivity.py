"""Rock, paper, scissors among the systems? Row 29."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotations.stats.connectivity import beaten
from annotations.stats.differences import VALUES, differences
from annotations.stats.estimate import NotEstimable, Reason, Test
from annotations.stats.judgments import Judgments
from annotations.stats.strengths import Strengths, fit_strengths, pair_contrasts
from annotations.stats.tie_models import davidson_chances

Floats = NDArray[np.float64]
METHOD = "cyclic-triads-1"
ROUNDS = 2000


@dataclass(frozen=True)
class Transitivity:
    """``cycles``: triads of systems of which each beats the next; ``expected``: their mean
    number if Davidson's model, in which strengths are on one line, were true."""

    triads: int
    cycles: tuple[tuple[int, int, int], ...]
    expected: float | NotEstimable
    test: Test


def transitivity(judgments: Judgments, *, seed: int, rounds: int = ROUNDS) -> Transitivity:
    """Parametric bootstrap: each pair's counts drawn anew from the fitted chances.

    Judgments are drawn as independent ones, so that clustered data show somewhat more
    cycles than expected. p = (1 + rounds with at least as many) / (rounds + 1).
    """
    complete = _triads(judgments)
    cycles = _cycles(differences(judgments), judgments, complete) if judgments.n else ()
    found = fit_strengths(judgments)
    name, sample = "cyclic_triads", judgments.sample
    if not complete:
        missing = NotEstimable(Reason.TOO_FEW_SYSTEMS)
        return Transitivity(0, (), missing, Test(name, missing, sample, METHOD))
    if isinstance(found, NotEstimable):
        return Transitivity(len(complete), cycles, found, Test(name, found, sample, METHOD))
    drawn = _drawn(judgments, found, complete, seed, rounds)
    p = float(1 + (drawn >= len(cycles)).sum()) / (rounds + 1)
    test = Test(name, p, sample, METHOD, float(len(cycles)), seed=seed, rounds=rounds)
    return Transitivity(len(complete), cycles, float(drawn.mean()), test)


def _triads(judgments: Judgments) -> list[tuple[int, int, int]]:
    """Three systems that were all compared with one another."""
    judged = set(judgments.pairs)
    return [
        (a, b, c)
        for a, b, c in combinations(range(judgments.systems), 3)
        if {(a, b), (a, c), (b, c)} <= judged
    ]


def _cycles(
    values: Floats, judgments: Judgments, triads: list[tuple[int, int, int]]
) -> tuple[tuple[int, int, int], ...]:
    """Each turned so that its first beats its second."""
    at = {pair: number for number, pair in enumerate(judgments.pairs)}
    found = []
    for a, b, c in triads:
        ab, bc, ac = (values[at[pair]] for pair in ((a, b), (b, c), (a, c)))
        if ab > 0 and bc > 0 and ac < 0:
            found.append((a, b, c))
        if ab < 0 and bc < 0 and ac > 0:
            found.append((a, c, b))
    return tuple(found)


def _drawn(
    judgments: Judgments,
    found: Strengths,
    triads: list[tuple[int, int, int]],
    seed: int,
    rounds: int,
) -> NDArray[np.int64]:
    """Number of cycles in every round."""
    generator = np.random.Generator(np.random.PCG64(seed))
    d = pair_contrasts(judgments) @ found.log_strengths
    log_nu = np.asarray(found.values[-1] if found.has_nu else -np.inf)
    chances = np.stack(davidson_chances(d, log_nu), axis=-1)
    sizes = judgments.totals.sum(axis=(1, 2)).astype(np.int64)
    net = np.stack(
        [
            generator.multinomial(n, chance / chance.sum(), size=rounds) @ VALUES
            for n, chance in zip(sizes, chances, strict=True)
        ],
        axis=-1,
    )
    at = {pair: number for number, pair in enumerate(judgments.pairs)}
    one = [[at[a, b], at[b, c], at[a, c]] for a, b, c in triads]
    signs = np.sign(net[:, np.array(one)]) * np.array([1, 1, -1])
    cyclic: NDArray[np.int64] = (np.abs(signs.sum(axis=2)) == 3).sum(axis=1)
    return cyclic


def wins_matrix(judgments: Judgments) -> Floats:
    """How often the row's system beat the column's, ties half; (systems, systems)."""
    return beaten(judgments.totals.sum(axis=1), judgments.pairs, judgments.systems)
