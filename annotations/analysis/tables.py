"""The results as plain tables: what the bundle, the files and the API are made of. Pure data.

Keys and names are stable and English. Every row can be computed again from the exported
judgments: docs/statistics.md says how.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from annotations.analysis.computed import report_of
from annotations.analysis.results import CriterionReport, Results
from annotations.models import Study
from annotations.stats.clustered import BY_RATER
from annotations.stats.criterion_results import PairResults
from annotations.stats.estimate import (
    EXACT,
    EXPERTS_LIKE_THESE,
    INDEPENDENT,
    THESE_EXPERTS,
    Estimate,
    NotEstimable,
    Test,
)
from annotations.stats.ranks import RankSet
from annotations.stats.rates import Interval
from annotations.stats.win_difference import PairResult

Cell = str | float | int | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class ResultTable:
    """A table with one row per number or per pair; None where a number does not exist."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def result_tables(study: Study) -> list[ResultTable]:
    """Every table of the unblinded study's report, in a fixed order."""
    return tables_of(report_of(study))


def tables_of(results: Results) -> list[ResultTable]:
    return [
        ResultTable(name, columns, tuple(rows(results))) for name, (columns, rows) in TABLES.items()
    ]


def results_json(study: Study) -> dict[str, Any]:
    """The same as one JSON object, with what is needed to compute it again."""
    results = report_of(study)
    origin = asdict(results.origin) | asdict(results.rules)
    return {
        "origin": origin,
        "systems": list(results.systems),
        "raters": list(results.raters),
        "tables": {
            table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for table in tables_of(results)
        },
    }


def _pair_names(results: Results, one: PairResult) -> tuple[str, str]:
    return results.systems[one.first], results.systems[one.second]


def number(value: float | NotEstimable | None) -> Cell:
    """None for what cannot be estimated, and for odds without an end: JSON knows no infinity."""
    if value is None or isinstance(value, NotEstimable):
        return None
    return value if isfinite(value) else None


def reason(value: object) -> Cell:
    return str(value.reason) if isinstance(value, NotEstimable) else None


def limits(estimate: Estimate, *names: str) -> tuple[Cell, ...]:
    """Lower and upper limits of the intervals of these names; None where there are none."""
    return tuple(end for name in names for end in ends(estimate.bounds(name)))


def ends(bounds: Interval | NotEstimable | None) -> tuple[Cell, Cell]:
    if not isinstance(bounds, Interval):
        return None, None
    return number(bounds.low), number(bounds.high)


def limit_columns(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{end}" for name in names for end in ("low", "high"))


def sample(estimate: Estimate) -> tuple[Cell, ...]:
    return estimate.sample.judgments, estimate.sample.items, estimate.sample.raters


SAMPLE = ("judgments", "items", "raters")
BOTH = (THESE_EXPERTS, EXPERTS_LIKE_THESE)
PAIR = ("criterion", "system_a", "system_b")


def _all_pairs(results: Results) -> Iterator[tuple[str, str, str, PairResult]]:
    """Whole, stratum by stratum, and the sensitivity analyses: criterion, kind, value, pair."""
    for criterion in results.criteria:
        for pair in criterion.results.pairs:
            yield criterion.key, "all", "", pair.result
        for stratum in criterion.strata:
            for one in stratum.pairs:
                yield criterion.key, stratum.kind, stratum.value, one
        for name, found in _sensitivity(criterion):
            for one in found:
                yield criterion.key, name, "", one


def _sensitivity(criterion: CriterionReport) -> Iterator[tuple[str, Sequence[PairResult]]]:
    yield "without_flagged", criterion.unflagged
    yield "strict_wins", criterion.strict or ()
    yield "first_answer_longer", criterion.results.length.longer
    yield "first_answer_shorter", criterion.results.length.shorter


def _win_tie_loss(results: Results) -> Iterator[Row]:
    for criterion, kind, value, one in _all_pairs(results):
        counts, n = one.counts, one.counts.n
        shares = (counts.wins / n, counts.ties / n, counts.losses / n)
        numbers = (counts.wins, counts.ties, counts.losses, n)
        yield (criterion, *_pair_names(results, one), kind, value, *numbers, *shares)


def _win_difference(results: Results) -> Iterator[Row]:
    for criterion, kind, value, one in _all_pairs(results):
        names = _pair_names(results, one)
        for estimate in one.estimates:
            yield (
                *(criterion, *names, kind, value, estimate.estimand),
                *(number(estimate.value), reason(estimate.value)),
                *limits(estimate, *BOTH, INDEPENDENT, EXACT),
                *sample(estimate),
                estimate.method,
            )


def _counted_apart(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        for one in criterion.counts:
            names = results.systems[one.first], results.systems[one.second]
            yield (criterion.key, *names, one.both_bad, one.not_applicable)


def _tests(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        adjusted = {(one.first, one.second): one.p_value for one in criterion.adjusted}
        for pair in criterion.results.pairs:
            names = _pair_names(results, pair.result)
            own = adjusted[pair.result.first, pair.result.second]
            for test in (pair.two_way_t, pair.sign_flip, pair.exact_sign):
                corrected = number(own) if test is pair.two_way_t else None
                yield (criterion.key, *names, criterion.family, *test_cells(test), corrected)
        for margin in criterion.margins:
            yield (criterion.key, "", "", criterion.family, *test_cells(margin.test), None)


def test_cells(test: Test) -> tuple[Cell, ...]:
    return (
        *(test.name, test.statistic, test.degrees, number(test.p_value), reason(test.p_value)),
        test.method,
    )


def _trust(results: Results) -> Iterator[Row]:
    """Per pair: what would undo the conclusion, what could have been shown, what would help."""
    for criterion in results.criteria:
        for pair in criterion.results.pairs:
            yield (criterion.key, *_pair_names(results, pair.result), *_trust_cells(pair))


def _trust_cells(pair: PairResults) -> tuple[Cell, ...]:
    fragile, reliable = pair.fragility, pair.reliability
    cells: list[Cell] = [number(pair.smallest_difference)]
    if isinstance(fragile, NotEstimable):
        cells += [None] * 5
    else:
        raters = None if fragile.raters is None else len(fragile.raters)
        cells += [fragile.is_significant, fragile.flips, raters, *ends(fragile.without_item)]
    cells.append(pair.flips_of_sign_test)
    if isinstance(reliable, NotEstimable):
        return (*cells, *[None] * 11)
    parts, advice = reliable.components, reliable.advice
    return (
        *cells,
        *(parts.item, parts.rater, parts.rest),
        *(number(reliable.item_icc.value), *limits(reliable.item_icc, THESE_EXPERTS)),
        *(number(reliable.rater_icc.value), number(reliable.panel.value)),
        *(advice.now, advice.items, advice.raters),
    )


def _without_rater(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        for pair in criterion.results.pairs:
            if isinstance(pair.fragility, NotEstimable):
                continue
            names = _pair_names(results, pair.result)
            for one in pair.fragility.without_rater:
                rater = results.raters[one.left_out]
                yield (criterion.key, *names, rater, one.value, *ends(one.bounds))


def _ranking(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results
        for ranking in (found.davidson, found.davidson_left, found.bradley_terry):
            for one in ranking.systems:
                yield (
                    *(criterion.key, ranking.method, results.systems[one.system], one.rank),
                    *(number(one.strength.value), *limits(one.strength, *BOTH)),
                    number(one.elo.value),
                    *_ranks(one.ranks_these),
                    *_ranks(one.ranks_like),
                    *(number(one.best_these), number(one.best_like)),
                    *sample(one.strength),
                )


def _ranks(found: RankSet | NotEstimable) -> tuple[Cell, Cell]:
    return (None, None) if isinstance(found, NotEstimable) else (found.low, found.high)


def _model_terms(results: Results) -> Iterator[Row]:
    """Tie parameter, left advantage, length and format, and the win difference adjusted for it."""
    for criterion in results.criteria:
        found = criterion.results
        for estimate in (found.davidson.nu, found.davidson_left.left):
            if estimate:
                yield (criterion.key, "", "", *_estimate(estimate))
        for length, name in ((found.length, "length"), (criterion.formatting, "length_and_format")):
            for term in length.terms:
                yield (criterion.key, name, "", *_estimate(term.effect))
            for one in length.pairs:
                pair = f"{results.systems[one.first]} / {results.systems[one.second]}"
                yield (criterion.key, name, pair, *_estimate(one.at_equal_length))


def _estimate(estimate: Estimate) -> tuple[Cell, ...]:
    return (
        *(estimate.estimand, number(estimate.value), reason(estimate.value)),
        *limits(estimate, *BOTH),
        *sample(estimate),
        estimate.method,
    )


def _one_vs_rest(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results
        for estimates in (found.one_vs_rest, found.average_win_rates):
            for system, estimate in zip(results.systems, estimates, strict=True):
                yield (criterion.key, system, *_estimate(estimate))


def _agreement(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results
        both = [(one.symmetrised, one.plain) for one in found.agreement]
        both.append((found.cohen_symmetrised, found.cohen_plain))
        for symmetrised, plain in both:
            for estimate in (symmetrised, plain):
                yield (criterion.key, *_estimate(estimate))
        majority = found.majority
        for estimate in (majority.unanimous, *majority.shares, majority.win_difference):
            yield (criterion.key, *_estimate(estimate))


def _retest(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.retest
        for half in (found.all, found.unswapped, found.swapped):
            for estimate in (half.same, half.reversed, half.ac1):
                yield (criterion.key, *_by_rater(estimate))
        yield (criterion.key, *_by_rater(found.side_effect))


def _by_rater(estimate: Estimate) -> tuple[Cell, ...]:
    first = EXACT if estimate.bounds(EXACT) else INDEPENDENT
    return (
        *(estimate.estimand, number(estimate.value), reason(estimate.value)),
        *limits(estimate, first, BY_RATER),
        *sample(estimate),
        estimate.method,
    )


def _position_bias(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results.position_bias
        share = found.left_share
        yield (
            *(criterion.key, "", share.sample.judgments, number(share.value)),
            *(*limits(share, EXACT, *BOTH), number(found.test.p_value), None),
        )
        for one in found.raters:
            yield (
                *(criterion.key, results.raters[one.rater], one.decisive, number(one.share.value)),
                *(*limits(one.share, EXACT, *BOTH), one.p_value, one.p_holm),
            )


def _raters(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        gates = {gate.rater: gate for gate in criterion.results.gates}
        for line in criterion.results.raters:
            gate = gates[line.rater]
            yield (
                *(criterion.key, results.raters[line.rater], line.judgments),
                *(number(line.tie_share.value), *limits(line.tie_share, EXACT)),
                *(number(line.left_share.value), *limits(line.left_share, EXACT)),
                *(number(line.median_seconds), number(line.agreement), number(line.lean)),
                *(gate.fast_share, gate.longest_streak, gate.streak_chance),
                " ".join(gate.flags),
            )


def _drivers(results: Results) -> Iterator[Row]:
    for one in results.drivers.criteria:
        yield (
            *(one.criterion, number(one.slope.value), *limits(one.slope, *BOTH), one.same),
            *(number(one.test.p_value), number(one.p_holm), *sample(one.slope)),
        )


def _safety(results: Results) -> Iterator[Row]:
    for what, found in (("harm", results.safety.harm), ("any_mark", results.safety.any_mark)):
        for one in found:
            yield (
                *(results.systems[one.system], what, "", one.judged, None, one.harmful),
                *(number(one.share.value), *limits(one.share, EXACT, BY_RATER)),
            )
    for one in results.safety.marks:
        yield (
            *(results.systems[one.system], one.type, one.severity, one.share.sample.judgments),
            *(one.marks, one.submissions),
            *(number(one.share.value), *limits(one.share, EXACT, BY_RATER)),
        )


def _flow(results: Results) -> Iterator[Row]:
    for step in results.flow.steps:
        yield (step.key, "", "", step.count)
        for loss in step.losses:
            yield (step.key, loss.reason, loss.note, loss.count)
    for kind, losses in (("beside", results.flow.beside), ("handed_on", results.flow.handed_on)):
        for loss in losses:
            yield (kind, loss.reason, loss.note, loss.count)


def _findings(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        for finding in criterion.results.findings:
            yield (criterion.key, finding.problem, finding.count, finding.sentence)
        found = criterion.results.transitivity
        if found.triads:
            p = number(found.test.p_value)
            yield (criterion.key, "cyclic_triads", len(found.cycles), f"of {found.triads}, p {p}")


ESTIMATE = ("estimand", "value", "not_estimable", *limit_columns(*BOTH), *SAMPLE, "method")
BY_RATER_ESTIMATE = (
    *("estimand", "value", "not_estimable", *limit_columns(EXACT, BY_RATER)),
    *(*SAMPLE, "method"),
)
STRATUM = ("part", "part_value")
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Results], Iterator[Row]]]] = {
    "win_tie_loss": (
        (
            *(*PAIR, *STRATUM, "wins", "ties", "losses", "n"),
            *("win_share", "tie_share", "loss_share"),
        ),
        _win_tie_loss,
    ),
    "win_difference": (
        (
            *(*PAIR, *STRATUM, "estimand", "value", "not_estimable"),
            *limit_columns(*BOTH, INDEPENDENT, EXACT),
            *(*SAMPLE, "method"),
        ),
        _win_difference,
    ),
    "counted_apart": ((*PAIR, "both_bad", "not_applicable"), _counted_apart),
    "tests": (
        (
            *(*PAIR, "family", "test", "statistic", "degrees", "p_value", "not_estimable"),
            *("method", "p_adjusted"),
        ),
        _tests,
    ),
    "trust": (
        (
            *(*PAIR, "smallest_difference", "is_significant", "flips_to_undo"),
            *("raters_to_undo", "without_item_low", "without_item_high", "flips_of_sign_test"),
            *("variance_item", "variance_rater", "variance_rest"),
            *("item_icc", "item_icc_low", "item_icc_high", "rater_icc", "panel_reliability"),
            *("error_now", "error_with_twice_the_items", "error_with_twice_the_raters"),
        ),
        _trust,
    ),
    "without_rater": ((*PAIR, "rater", "win_difference", "low", "high"), _without_rater),
    "ranking": (
        (
            *("criterion", "method", "system", "rank", "log_strength", *limit_columns(*BOTH)),
            *("elo_like", "rank_these_low", "rank_these_high", "rank_like_low"),
            *("rank_like_high", "best_these", "best_like", *SAMPLE),
        ),
        _ranking,
    ),
    "model_terms": (("criterion", "model", "pair", *ESTIMATE), _model_terms),
    "one_vs_rest": (("criterion", "system", *ESTIMATE), _one_vs_rest),
    "agreement": (("criterion", *ESTIMATE), _agreement),
    "retest": (("criterion", *BY_RATER_ESTIMATE), _retest),
    "position_bias": (
        (
            *("criterion", "rater", "decisive", "left_share"),
            *(*limit_columns(EXACT, *BOTH), "p_value", "p_holm"),
        ),
        _position_bias,
    ),
    "raters": (
        (
            *("criterion", "rater", "judgments", "tie_share", "tie_share_low", "tie_share_high"),
            *("left_share", "left_share_low", "left_share_high", "median_seconds", "agreement"),
            *("lean", "fast_share", "longest_streak", "streak_chance", "flags"),
        ),
        _raters,
    ),
    "drivers": (
        (
            *("criterion", "slope", *limit_columns(*BOTH), "same_share", "p_value", "p_holm"),
            *SAMPLE,
        ),
        _drivers,
    ),
    "safety": (
        (
            *("system", "type", "severity", "judged_answers", "marks", "judgments_with"),
            *("share", *limit_columns(EXACT, BY_RATER)),
        ),
        _safety,
    ),
    "flow": (("step", "reason", "note", "count"), _flow),
    "findings": (("criterion", "problem", "count", "sentence"), _findings),
}
