"""Cohen's kappa of every two raters, and its mean: row 24."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from annotations.stats.estimate import (
    THESE_EXPERTS,
    Estimate,
    NamedInterval,
    NotEstimable,
    Reason,
)
from annotations.stats.judgments import OUTCOMES, Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import METHOD as BOOTSTRAP
from annotations.stats.resampling import ItemWeights, percentile_interval, ratio

Floats = NDArray[np.float64]
METHOD = "mean-cohen-kappa-1"
# A kappa of fewer common comparisons than this is mostly noise and not in the mean.
MINIMUM_COMMON = 10
# Rounds times entries of the tables of all pairs of raters that are held at once.
LARGEST = 2**23


# From the nine cells of a table to its diagonal and its margins, of rows and of columns.
_PLAIN = np.hstack(
    [
        np.eye(OUTCOMES).reshape(-1, 1),
        np.repeat(np.eye(OUTCOMES), OUTCOMES, axis=0),
        np.tile(np.eye(OUTCOMES), (OUTCOMES, 1)),
    ]
)
# Symmetrised: the table and the same with win and loss exchanged, added up.
MARGINS = {False: _PLAIN, True: _PLAIN + _PLAIN[::-1]}


@dataclass(frozen=True)
class RaterPair:
    """Two raters (by their ids) and their kappa over the comparisons that both judged."""

    first: int
    second: int
    common: int
    kappa: float | NotEstimable


def contingency(judgments: Judgments) -> Floats:
    """Of every two raters, comparisons by both choices, shape (raters, raters, 3, 3)."""
    size = judgments.raters.size
    chosen = judgments.raters.at * OUTCOMES + 1 - judgments.value
    shape = (judgments.comparisons.size, size * OUTCOMES)
    marks = csr_array((np.ones(judgments.n), (judgments.comparisons.at, chosen)), shape)
    table: Floats = (marks.T @ marks).toarray()
    return table.reshape(size, OUTCOMES, size, OUTCOMES).swapaxes(1, 2)


def cohen_kappa(table: Floats, *, symmetrised: bool = False) -> Floats:
    """Cohen (1960), Educational and Psychological Measurement 20, 37-46; (..., 3, 3) to (...).

    NaN where both raters used one and the same category only.
    """
    margins = table.reshape(*table.shape[:-2], OUTCOMES**2) @ MARGINS[symmetrised]
    agreed, first, second = margins[..., 0], margins[..., 1:4], margins[..., 4:]
    n = first[..., 0] + first[..., 1] + first[..., 2]
    expected = ratio(np.einsum("...k,...k->...", first, second), n**2)
    return ratio(ratio(agreed, n) - expected, 1 - expected)


def rater_pairs(judgments: Judgments, *, symmetrised: bool = False) -> tuple[RaterPair, ...]:
    """Every two raters with a comparison in common."""
    tables, ids = contingency(judgments), judgments.raters.ids
    found = []
    for first, second in zip(*np.triu_indices(len(ids), 1), strict=True):
        table = tables[first, second]
        if common := int(table.sum()):
            kappa = float(cohen_kappa(table, symmetrised=symmetrised))
            value = kappa if np.isfinite(kappa) else NotEstimable(Reason.ONE_CATEGORY)
            found.append(RaterPair(int(ids[first]), int(ids[second]), common, value))
    return tuple(found)


@dataclass(frozen=True)
class MeanKappas:
    symmetrised: Estimate
    plain: Estimate


def mean_kappas(judgments: Judgments, weights: ItemWeights, level: float = LEVEL) -> MeanKappas:
    """Means over pairs of raters with at least 10 comparisons in common, item bootstrap."""
    tables = contingency(judgments) if judgments.n else np.zeros((0, 0, 3, 3))
    first, second = np.triu_indices(len(tables), 1)
    enough = tables[first, second].sum(axis=(-1, -2)) >= MINIMUM_COMMON
    first, second = first[enough], second[enough]
    drawn = _drawn(judgments, weights, first, second)
    return MeanKappas(
        *(
            _mean(judgments, tables[first, second], drawn, weights, symmetrised, level)
            for symmetrised in (True, False)
        )
    )


def _mean(
    judgments: Judgments,
    tables: Floats,
    drawn: Floats | None,
    weights: ItemWeights,
    symmetrised: bool,
    level: float,
) -> Estimate:
    estimand = f"cohen_kappa_mean_{'symmetrised' if symmetrised else 'plain'}"
    value = float(_mean_of(cohen_kappa(tables[None], symmetrised=symmetrised))[0])
    if not np.isfinite(value):
        missing = NotEstimable(Reason.NO_OVERLAP)
        return Estimate(estimand, missing, judgments.sample, METHOD)
    if drawn is None:
        refused = NotEstimable(Reason.TOO_LARGE)
        interval = NamedInterval(
            THESE_EXPERTS, refused, BOOTSTRAP, level, weights.seed, weights.rounds
        )
    else:
        rounds = _mean_of(cohen_kappa(drawn, symmetrised=symmetrised))
        interval = percentile_interval(rounds, weights, level)
    return Estimate(estimand, value, judgments.sample, METHOD, (interval,))


def _mean_of(kappas: Floats) -> Floats:
    """Over the pairs that have a kappa, (..., pairs) to (...)."""
    known = np.isfinite(kappas)
    return ratio(np.where(known, kappas, 0).sum(axis=-1), known.sum(axis=-1).astype(np.float64))


def _drawn(
    judgments: Judgments,
    weights: ItemWeights,
    first: NDArray[np.intp],
    second: NDArray[np.intp],
) -> Floats | None:
    """The pairs' tables in every round, (rounds, pairs, 3, 3); None if that is too much."""
    if weights.rounds * len(first) * OUTCOMES**2 > LARGEST:
        return None
    if not len(first):
        return np.zeros((weights.rounds, 0, OUTCOMES, OUTCOMES))
    table = _by_item(judgments, first, second)
    return weights.sums(table).reshape(weights.rounds, len(first), OUTCOMES, OUTCOMES)


def _by_item(judgments: Judgments, first: NDArray[np.intp], second: NDArray[np.intp]) -> csr_array:
    """Sparse (items, pairs * 9): how an item's comparisons fall into the pairs' tables."""
    number = np.full((judgments.raters.size,) * 2, -1)
    number[first, second] = np.arange(len(first))
    one, other = _meetings(judgments)
    pair = number[judgments.raters.at[one], judgments.raters.at[other]]
    one, other, pair = one[pair >= 0], other[pair >= 0], pair[pair >= 0]
    choices = (1 - judgments.value[one]) * OUTCOMES + 1 - judgments.value[other]
    columns = pair * OUTCOMES**2 + choices
    shape = (judgments.items.size, len(first) * OUTCOMES**2)
    ones = np.ones(len(one), np.float32)
    return csr_array((ones, (judgments.items.at[one], columns)), shape)


def _meetings(judgments: Judgments) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of two raters on one comparison, the rater of the lower position first."""
    order = np.lexsort((judgments.raters.at, judgments.comparisons.at))
    unit = judgments.comparisons.at[order]
    found_one, found_other = [], []
    step = 1
    while step < len(unit) and (same := unit[step:] == unit[:-step]).any():
        found_one.append(order[:-step][same])
        found_other.append(order[step:][same])
        step += 1
    if not found_one:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    return np.concatenate(found_one), np.concatenate(found_other)
