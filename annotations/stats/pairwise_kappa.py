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
LARGEST = 2**26


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
    table = table + table[..., ::-1, ::-1] if symmetrised else table
    n = table.sum(axis=(-1, -2))
    observed = ratio(np.trace(table, axis1=-1, axis2=-2), n)
    margins = table.sum(axis=-1) * table.sum(axis=-2)
    expected = ratio(margins.sum(axis=-1), n**2)
    return ratio(observed - expected, 1 - expected)


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


def mean_kappa(
    judgments: Judgments,
    weights: ItemWeights,
    *,
    symmetrised: bool = False,
    level: float = LEVEL,
) -> Estimate:
    """Mean over pairs of raters with at least 10 comparisons in common, item bootstrap."""
    estimand = f"cohen_kappa_mean_{'symmetrised' if symmetrised else 'plain'}"
    tables = contingency(judgments) if judgments.n else np.zeros((0, 0, 3, 3))
    first, second = np.triu_indices(len(tables), 1)
    enough = tables[first, second].sum(axis=(-1, -2)) >= MINIMUM_COMMON
    kappas = cohen_kappa(tables[first, second], symmetrised=symmetrised)
    used = enough & np.isfinite(kappas)
    if not used.any():
        missing = NotEstimable(Reason.NO_OVERLAP)
        return Estimate(estimand, missing, judgments.sample, METHOD)
    interval = _interval(judgments, weights, (first[used], second[used]), symmetrised, level)
    return Estimate(estimand, float(kappas[used].mean()), judgments.sample, METHOD, (interval,))


def _interval(
    judgments: Judgments,
    weights: ItemWeights,
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    symmetrised: bool,
    level: float,
) -> NamedInterval:
    if weights.rounds * len(pairs[0]) * OUTCOMES**2 > LARGEST:
        refused = NotEstimable(Reason.TOO_LARGE)
        return NamedInterval(THESE_EXPERTS, refused, BOOTSTRAP, level, weights.seed, weights.rounds)
    return percentile_interval(_rounds(judgments, weights, *pairs, symmetrised), weights, level)


def _rounds(
    judgments: Judgments,
    weights: ItemWeights,
    first: NDArray[np.intp],
    second: NDArray[np.intp],
    symmetrised: bool,
) -> Floats:
    """The mean in every round, over the pairs that have a kappa in it."""
    table = _by_item(judgments, first, second)
    drawn = weights.sums(table).reshape(weights.rounds, len(first), OUTCOMES, OUTCOMES)
    kappas = cohen_kappa(drawn, symmetrised=symmetrised)
    return ratio(np.nansum(kappas, axis=1), np.isfinite(kappas).sum(axis=1).astype(np.float64))


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
    return csr_array((np.ones(len(one)), (judgments.items.at[one], columns)), shape)


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
