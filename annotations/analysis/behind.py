"""The judgments behind a bar: pair by pair, with who said what and why."""

from dataclasses import dataclass

import numpy as np

from annotations.analysis.judged import Judged, Mask, judged
from annotations.analysis.raw import read_raw
from annotations.analysis.report import Filters, counting_rows
from annotations.analysis.unblinding import require_unblinded
from annotations.models import Comparison, MarkedSpan, Study, Submission

VALUES = {"win": 1, "tie": 0, "loss": -1}
OUTCOMES = {value: outcome for outcome, value in VALUES.items()}


@dataclass(frozen=True)
class Question:
    """What is asked for; empty: everything. ``pair``, ``harm`` and ``marked`` by position."""

    criterion: str
    pair: tuple[int, int] | None = None
    outcome: str = ""
    harm: int | None = None
    marked: int | None = None
    comparison: int | None = None


@dataclass(frozen=True)
class MarkShown:
    system: str
    type: str
    severity: str
    quote: str


@dataclass(frozen=True)
class JudgmentShown:
    """One submission as its rater meant it: ``outcomes`` by criterion, of the first system."""

    rater: str
    outcomes: tuple[tuple[str, str], ...]
    left: str
    comment: str
    harmful: tuple[str, ...]
    marks: tuple[MarkShown, ...]
    seconds: float | None


@dataclass(frozen=True)
class PairShown:
    """One comparison with those of its judgments that were asked for."""

    comparison: int
    item: str
    text: str
    category: str
    first: str
    second: str
    judgments: tuple[JudgmentShown, ...]


@dataclass(frozen=True)
class Behind:
    """A page of pairs, and how many judgments and pairs there are in all."""

    pairs: tuple[PairShown, ...]
    judgment_count: int
    pair_count: int


def behind(
    study: Study, filters: Filters, question: Question, *, start: int = 0, size: int = 20
) -> Behind:
    """Refused before the unblinding. Texts are read for the pairs of this page only."""
    require_unblinded(study)
    rows = judged(read_raw(study))
    mask = counting_rows(study, rows, filters) & _asked(study, rows, question)
    comparisons = list(dict.fromkeys(rows.comparison[mask].tolist()))
    shown = comparisons[start : start + size]
    on_page = np.flatnonzero(mask & np.isin(rows.comparison, shown))
    found = _shown(study, rows, on_page)
    pairs = tuple(_pair(pk, found) for pk in shown)
    return Behind(pairs, int(mask.sum()), len(comparisons))


def _asked(study: Study, rows: Judged, question: Question) -> Mask:
    keys = [criterion.key for criterion in rows.raw.criteria]
    value = rows.values[:, keys.index(question.criterion)]
    mask = np.ones(rows.n, bool)
    if question.pair:
        mask &= (rows.first == question.pair[0]) & (rows.second == question.pair[1])
    if question.outcome:
        mask &= value == VALUES[question.outcome]
    if question.comparison is not None:
        mask &= rows.comparison == question.comparison
    if question.harm is not None:
        mask &= _of_system(rows, rows.harm, question.harm)
    if question.marked is not None:
        mask &= _of_system(rows, _marked(study, rows), question.marked)
    return np.asarray(mask)


def _of_system(rows: Judged, found: Mask, system: int) -> Mask:
    first, second = rows.first == system, rows.second == system
    return np.asarray((first & found[:, 0]) | (second & found[:, 1]))


def _marked(study: Study, rows: Judged) -> Mask:
    marks = MarkedSpan.objects.filter(submission__study=study).values_list("submission_id", "side")
    left = [pk for pk, side in marks if side == MarkedSpan.Side.LEFT]
    right = [pk for pk, side in marks if side == MarkedSpan.Side.RIGHT]
    sides = np.stack([np.isin(rows.pk, left), np.isin(rows.pk, right)], axis=1)
    return np.where(rows.left[:, None], sides, sides[:, ::-1])


@dataclass(frozen=True)
class _Shown:
    comparisons: dict[int, Comparison]
    judgments: dict[int, list[JudgmentShown]]


def _shown(study: Study, rows: Judged, on_page: np.ndarray) -> _Shown:
    ids = np.unique(rows.comparison[on_page]).tolist()
    comparisons = Comparison.objects.select_related("item", "system_a", "system_b").in_bulk(ids)
    submissions = Submission.objects.prefetch_related("marked_spans").in_bulk(
        rows.pk[on_page].tolist()
    )
    judgments: dict[int, list[JudgmentShown]] = {}
    for row in on_page.tolist():
        one = _judgment(rows, row, submissions[int(rows.pk[row])])
        judgments.setdefault(int(rows.comparison[row]), []).append(one)
    return _Shown(comparisons, judgments)


def _judgment(rows: Judged, row: int, submission: Submission) -> JudgmentShown:
    names = [system.name for system in rows.raw.systems]
    sides = (names[rows.first[row]], names[rows.second[row]])
    left, right = sides if rows.left[row] else sides[::-1]
    by_side = {MarkedSpan.Side.LEFT.value: left, MarkedSpan.Side.RIGHT.value: right}
    return JudgmentShown(
        rater=list(rows.raw.raters.values())[rows.rater[row]],
        outcomes=tuple(
            (criterion.key, OUTCOMES.get(int(rows.values[row, number]), ""))
            for number, criterion in enumerate(rows.raw.criteria)
        ),
        left=left,
        comment=submission.comment,
        harmful=tuple(name for name, bad in zip(sides, rows.harm[row], strict=True) if bad),
        marks=tuple(
            MarkShown(
                by_side[mark.side],
                mark.get_type_display(),
                mark.get_severity_display(),
                mark.quote,
            )
            for mark in submission.marked_spans.all()
        ),
        seconds=submission.active_seconds,
    )


def _pair(pk: int, found: _Shown) -> PairShown:
    comparison = found.comparisons[pk]
    item = comparison.item
    return PairShown(
        comparison=pk,
        item=item.external_id,
        text=item.prompt or item.case,
        category=item.category,
        first=comparison.system_a.name,
        second=comparison.system_b.name,
        judgments=tuple(found.judgments[pk]),
    )
