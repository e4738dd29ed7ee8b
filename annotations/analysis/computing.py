"""From a study's judged pairs to all numbers of its report. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from annotations.analysis import raw as bits
from annotations.analysis.judged import Judged, Mask
from annotations.analysis.raw import ABSENT, FEATURES, NOT_APPLICABLE
from annotations.analysis.results import (
    DECLARED,
    EXPLORATORY,
    STRATA,
    Adjusted,
    CriterionReport,
    PairCounts,
    Rules,
    Stratum,
)
from annotations.stats import criteria as regression
from annotations.stats.criterion_results import CriterionResults, criterion_results
from annotations.stats.estimate import Estimate, NotEstimable
from annotations.stats.gates import flagged_rows
from annotations.stats.indexing import distinct
from annotations.stats.interim import interim_estimate, item_means
from annotations.stats.judgments import Judgments, strict
from annotations.stats.length import LengthResult, length_result
from annotations.stats.margins import MarginResult, non_inferiority
from annotations.stats.resampling import ItemWeights
from annotations.stats.retest import retest
from annotations.stats.sanity import missing_findings
from annotations.stats.significance import benjamini_hochberg, holm
from annotations.stats.win_difference import PairResult, pair_results


@dataclass(frozen=True)
class Drawing:
    """The rules, and the resamples drawn under them: those of as many items are the same."""

    rules: Rules
    drawn: dict[int, ItemWeights] = field(default_factory=dict)

    def weights(self, judgments: Judgments) -> ItemWeights:
        size = judgments.items.size
        if size not in self.drawn:
            self.drawn[size] = ItemWeights(size, self.rules.seed, self.rules.rounds)
        return self.drawn[size].again()

    def pairs(self, judgments: Judgments) -> tuple[PairResult, ...]:
        return pair_results(judgments, self.weights(judgments), self.rules.level)


def criterion_reports(judged: Judged, mask: Mask, rules: Rules) -> tuple[CriterionReport, ...]:
    """Every criterion, the primary one first; ``mask``: the submissions that count."""
    drawing = Drawing(rules)
    order = judged.canonical_order
    judged, mask = judged.reordered(order), mask[order]
    keys = [criterion.key for criterion in judged.raw.criteria]
    order = sorted(range(len(keys)), key=lambda number: (keys[number] != rules.primary, number))
    found = [_criterion(judged, number, mask, drawing) for number in order]
    return _adjusted(found)


def _criterion(judged: Judged, number: int, mask: Mask, drawing: Drawing) -> CriterionReport:
    key, rules = judged.raw.criteria[number].key, drawing.rules
    rows = mask & (np.abs(judged.values[:, number]) <= 1)
    judgments = judged.criterion(number, rows)
    results = criterion_results(
        judgments,
        seed=rules.seed,
        rounds=rules.rounds,
        level=rules.level,
        limits=rules.limits,
        weights=drawing.weights(judgments),
        order=judged.sequence[rows],
    )
    if rules.judges_every_criterion:
        missing = missing_findings(int((mask & (judged.values[:, number] == ABSENT)).sum()))
        results = replace(results, findings=(*results.findings, *missing))
    flagged = flagged_rows(judgments, results.gates, rules.limits)
    is_primary = key == rules.primary
    return CriterionReport(
        key=key,
        family=DECLARED if is_primary else EXPLORATORY,
        counts=tuple(_counts(judged, number, mask)),
        results=results,
        adjusted=(),
        strata=tuple(_strata(judged, judgments, rows, drawing)),
        retest=retest(judged.repeats(number, _repeats_of(judged, mask)), rules.level),
        unflagged=_unflagged(results, judgments, flagged, drawing),
        flagged=int(flagged.sum()),
        strict=_strict(judged, judgments, rows, drawing) if is_primary else None,
        formatting=_formatting(judged, judgments, rows, rules),
        margins=_margins(results, rules) if is_primary else (),
        interim=_interim(judgments, judged.sequence[rows], rules) if is_primary else (),
    )


def _repeats_of(judged: Judged, mask: Mask) -> Mask:
    """Repeats of the items and raters that the mask lets through."""
    items, raters = np.unique(judged.item[mask]), np.unique(judged.rater[mask])
    return np.isin(judged.item, items) & np.isin(judged.rater, raters)


def _counts(judged: Judged, number: int, mask: Mask) -> Iterator[PairCounts]:
    overall = judged.raw.criteria[number].is_overall
    left_out = mask & (judged.values[:, number] == NOT_APPLICABLE)
    bad = mask & judged.has(bits.BOTH_BAD) & (judged.values[:, number] == 0) & overall
    systems = len(judged.raw.systems)
    pair = judged.first.astype(np.int64) * systems + judged.second
    counts = [np.bincount(pair[rows], minlength=systems**2) for rows in (mask, bad, left_out)]
    for number in np.flatnonzero(counts[0]).tolist():
        _, both_bad, not_applicable = (int(count[number]) for count in counts)
        yield PairCounts(number // systems, number % systems, both_bad, not_applicable)


def _unflagged(
    results: CriterionResults, judgments: Judgments, flagged: Mask, drawing: Drawing
) -> tuple[PairResult, ...]:
    """Where nothing is flagged, the same numbers are not computed a second time."""
    if not flagged.any():
        return tuple(pair.result for pair in results.pairs)
    return drawing.pairs(judgments.select(~flagged))


def _strata(
    judged: Judged, judgments: Judgments, rows: Mask, drawing: Drawing
) -> Iterator[Stratum]:
    """Each task type, category and specialty, where there are at least two of them."""
    for kind in STRATA:
        names = [getattr(item, kind) for item in judged.raw.items] or [""]
        values, of_items = np.unique(names, return_inverse=True)
        of_rows = of_items[judged.item[rows]]
        met = distinct(of_rows, len(values)).tolist()
        for value in met if len(met) > 1 else ():
            part = judgments.select(of_rows == value)
            yield Stratum(kind, str(values[value]), part.sample, drawing.pairs(part))


def _strict(
    judged: Judged, judgments: Judgments, rows: Mask, drawing: Drawing
) -> tuple[PairResult, ...] | None:
    if not drawing.rules.five_point:
        return None
    return drawing.pairs(strict(judgments, judged.much[rows]))


def _formatting(judged: Judged, judgments: Judgments, rows: Mask, rules: Rules) -> LengthResult:
    """With those features only in which the answers differ at all."""
    gaps = {name: judged.features[name][rows] for name in FEATURES[1:]}
    varying = {name: gap for name, gap in gaps.items() if gap.any()}
    with_features = replace(judgments, covariates=varying)
    return length_result(with_features, None, rules.level)


def _margins(results: CriterionResults, rules: Rules) -> tuple[MarginResult, ...]:
    if rules.margin is None:
        return ()
    return tuple(
        non_inferiority(
            float(pair.result.win_difference.value),
            pair.result.standard_error,
            pair.result.degrees,
            pair.result.win_difference.sample,
            margin=rules.margin,
        )
        for pair in results.pairs
        if not isinstance(pair.result.win_difference.value, NotEstimable)
    )


def _interim(judgments: Judgments, sequence: np.ndarray, rules: Rules) -> tuple[Estimate, ...]:
    """Limits that hold at every look, where the protocol declared that it would look."""
    if not rules.is_sequential:
        return ()
    found = []
    for first, second in judgments.pairs:
        own = (judgments.first == first) & (judgments.second == second)
        alone = judgments.select(own)
        found.append(interim_estimate(item_means(alone, sequence[own]), alone.sample, rules.level))
    return tuple(found)


def _adjusted(found: list[CriterionReport]) -> tuple[CriterionReport, ...]:
    """Holm within the declared family, Benjamini-Hochberg over all that is explored."""
    result = []
    for family, correct in ((DECLARED, holm), (EXPLORATORY, benjamini_hochberg)):
        members = [report for report in found if report.family == family]
        p_values = [pair.two_way_t.p_value for one in members for pair in one.results.pairs]
        known = iter(correct([p for p in p_values if not isinstance(p, NotEstimable)]))
        for report in members:
            result.append(replace(report, adjusted=tuple(_of_pairs(report, known))))
    return tuple(result)


def _of_pairs(report: CriterionReport, known: Iterator[float]) -> Iterator[Adjusted]:
    for pair in report.results.pairs:
        p = pair.two_way_t.p_value
        at = pair.result.first, pair.result.second
        yield Adjusted(*at, p if isinstance(p, NotEstimable) else next(known))


def drivers_of(judged: Judged, mask: Mask, rules: Rules) -> regression.Drivers:
    """Which of the other criteria goes with the primary one."""
    keys = [criterion.key for criterion in judged.raw.criteria]
    primary = keys.index(rules.primary)
    rows = mask & (np.abs(judged.values[:, primary]) <= 1)
    values = {
        key: np.where(np.abs(column) <= 1, column, regression.NOT_APPLICABLE)
        for number, key in enumerate(keys)
        if number != primary
        for column in [judged.values[rows, number]]
    }
    overall = judged.criterion(primary, rows)
    return regression.drivers(
        overall, values, seed=rules.seed, rounds=rules.rounds, level=rules.level
    )
