"""How often answers were called harmful, and what was marked in them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.analysis.judged import Judged, Mask
from annotations.stats.clustered import exact_interval, rater_interval
from annotations.stats.estimate import Estimate, NotEstimable, Reason, Sample
from annotations.stats.rates import LEVEL

METHOD = "share-of-judged-answers-1"


@dataclass(frozen=True)
class Mark:
    """A marked piece: the row of its submission, and whether the first system wrote it."""

    row: int
    on_first: bool
    type: str
    severity: str


@dataclass(frozen=True)
class SystemSafety:
    """One system's answers, each counted once per submission that judged it."""

    system: int
    judged: int
    harmful: int
    share: Estimate


@dataclass(frozen=True)
class MarkCount:
    """Marks of one kind; ``submissions``: judgments with at least one, as a share."""

    system: int
    type: str
    severity: str
    marks: int
    submissions: int
    share: Estimate


@dataclass(frozen=True)
class Safety:
    """``any_mark``: the share of judged answers with at least one mark, by system."""

    harm: tuple[SystemSafety, ...]
    any_mark: tuple[SystemSafety, ...]
    marks: tuple[MarkCount, ...]


def safety(judged: Judged, mask: Mask, marks: Sequence[Mark], level: float = LEVEL) -> Safety:
    """Of the submissions that count; exact limits, and limits clustered by rater."""
    counting = [mark for mark in marks if mask[mark.row]]
    marked = np.zeros((judged.n, 2), bool)
    for mark in counting:
        marked[mark.row, 0 if mark.on_first else 1] = True
    systems = range(len(judged.raw.systems))
    return Safety(
        tuple(_system(judged, mask, judged.harm, one, "harm_share", level) for one in systems),
        tuple(_system(judged, mask, marked, one, "marked_share", level) for one in systems),
        tuple(_by_kind(judged, mask, counting, level)),
    )


def _system(
    judged: Judged, mask: Mask, found: Mask, system: int, estimand: str, level: float
) -> SystemSafety:
    """``found``: of the first and the second answer of every submission, shape (n, 2)."""
    rows = np.concatenate(
        [np.flatnonzero(mask & (side == system)) for side in (judged.first, judged.second)]
    )
    on_first = judged.first[rows] == system
    hits = np.where(on_first, found[rows, 0], found[rows, 1])
    estimate = _share(judged, rows, hits, estimand, level)
    return SystemSafety(system, len(rows), int(hits.sum()), estimate)


def _share(judged: Judged, rows: np.ndarray, hits: Mask, estimand: str, level: float) -> Estimate:
    items, raters = judged.item[rows], judged.rater[rows]
    sample = Sample(len(rows), len(np.unique(items)), len(np.unique(raters)))
    if not len(rows):
        return Estimate(estimand, NotEstimable(Reason.NO_JUDGMENTS), sample, METHOD)
    value = float(hits.mean())
    intervals = (
        exact_interval(int(hits.sum()), len(rows), level),
        rater_interval(value, (hits - value) / len(rows), raters, level=level),
    )
    return Estimate(estimand, value, sample, METHOD, intervals)


def _by_kind(
    judged: Judged, mask: Mask, marks: Sequence[Mark], level: float
) -> Iterator[MarkCount]:
    kinds = sorted({(mark.type, mark.severity) for mark in marks})
    for system in range(len(judged.raw.systems)):
        for type_, severity in kinds:
            own = [
                mark
                for mark in marks
                if (mark.type, mark.severity) == (type_, severity)
                and (judged.first if mark.on_first else judged.second)[mark.row] == system
            ]
            found = np.zeros((judged.n, 2), bool)
            for mark in own:
                found[mark.row, 0 if mark.on_first else 1] = True
            counted = _system(judged, mask, found, system, "marked_share", level)
            yield MarkCount(system, type_, severity, len(own), counted.harmful, counted.share)
