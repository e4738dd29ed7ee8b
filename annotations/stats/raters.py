"""One line per rater: how much, how fast, which side, how often tied, how alike. Row 19."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.clustered import exact_interval
from annotations.stats.components import Components
from annotations.stats.estimate import Estimate, NotEstimable, Reason, Sample
from annotations.stats.indexing import distinct
from annotations.stats.judgments import OUTCOMES, Judgments
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ratio

Floats = NDArray[np.float64]
METHOD = "rater-share-1"


@dataclass(frozen=True)
class RaterLine:
    """A rater by id. ``agreement``: mean share of the others who chose the same, where
    others judged the comparison. ``lean``: mean of own minus others' judgments (first
    system's favour), only with one pair of systems; ``lean_shrunk`` pulls it towards 0 by
    what the variance components say is noise."""

    rater: int
    judgments: int
    tie_share: Estimate
    left_share: Estimate
    median_seconds: float | NotEstimable
    agreement: float | NotEstimable
    lean: float | NotEstimable
    lean_shrunk: float | NotEstimable


def rater_lines(
    judgments: Judgments,
    components: Components | NotEstimable | None = None,
    level: float = LEVEL,
) -> tuple[RaterLine, ...]:
    """Every rater, in the order of their ids. ``components`` are of one pair."""
    others = _against_others(judgments)
    return tuple(
        _line(judgments, number, own, others, components, level)
        for number, own in enumerate(judgments.raters.rows())
    )


def _line(
    judgments: Judgments,
    number: int,
    own: NDArray[np.intp],
    others: "_Others",
    components: Components | NotEstimable | None,
    level: float,
) -> RaterLine:
    value, left = judgments.value[own], judgments.left[own]
    decisive = value != 0
    chose_left = ((value > 0) == left)[decisive]
    several = len(judgments.pairs) > 1
    leaning = (
        _mean(others.lean[own], others.any[own])
        if not several
        else NotEstimable(Reason.NOT_RECORDED)
    )
    items = len(distinct(judgments.items.at[own], judgments.items.size))
    return RaterLine(
        int(judgments.raters.ids[number]),
        len(own),
        _share("tie_share", ~decisive, items, judgments, level),
        _share("left_share", chose_left, items, judgments, level),
        _median(judgments, own),
        _mean(others.alike[own], others.any[own]),
        leaning,
        _shrunk(leaning, int(others.any[own].sum()), components),
    )


def _share(
    estimand: str, mask: NDArray[np.bool_], items: int, judgments: Judgments, level: float
) -> Estimate:
    n, k = len(mask), int(mask.sum())
    sample = Sample(n, items, 1, judgments.data_hash)
    value = k / n if n else NotEstimable(Reason.NO_DECISIVE)
    return Estimate(estimand, value, sample, METHOD, (exact_interval(k, n, level),))


def _median(judgments: Judgments, own: NDArray[np.intp]) -> float | NotEstimable:
    if judgments.seconds is None:
        return NotEstimable(Reason.NOT_RECORDED)
    known = judgments.seconds[own]
    known = known[np.isfinite(known)]
    return float(np.median(known)) if len(known) else NotEstimable(Reason.NOT_RECORDED)


def _mean(values: Floats, where: NDArray[np.bool_]) -> float | NotEstimable:
    return float(values[where].mean()) if where.any() else NotEstimable(Reason.NO_OVERLAP)


def _shrunk(
    lean: float | NotEstimable, n: int, components: Components | NotEstimable | None
) -> float | NotEstimable:
    """Best linear prediction: var_rater / (var_rater + rest / n) of what was seen."""
    if isinstance(lean, NotEstimable):
        return lean
    if components is None or isinstance(components, NotEstimable):
        return components or NotEstimable(Reason.NOT_RECORDED)
    rater, rest = max(0.0, components.rater), max(0.0, components.rest)
    return lean * rater / (rater + rest / n) if rater else 0.0


@dataclass(frozen=True, eq=False)
class _Others:
    """Per row: share of the others who chose the same, own minus their mean, any others?"""

    alike: Floats
    lean: Floats
    any: NDArray[np.bool_]


def _against_others(judgments: Judgments) -> _Others:
    units, outcome = judgments.comparisons, 1 - judgments.value.astype(np.int64)
    cells = np.bincount(units.at * OUTCOMES + outcome, minlength=units.size * OUTCOMES)
    counts = cells.reshape(units.size, OUTCOMES).astype(np.float64)[units.at]
    others = counts.sum(axis=1) - 1
    same = counts[np.arange(judgments.n), outcome] - 1
    net = counts[:, 0] - counts[:, 2] - judgments.value
    return _Others(ratio(same, others), judgments.value - ratio(net, others), others > 0)
