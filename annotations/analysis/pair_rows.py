"""Rows of result tables about pairs of systems, and about systems among others. Pure."""

from collections.abc import Iterator, Sequence

from annotations.analysis.cells import (
    BOTH,
    Cell,
    Row,
    ends,
    estimate_cells,
    limits,
    number,
    rank_cells,
    reason,
    sample,
    test_cells,
)
from annotations.analysis.results import CriterionReport, Results
from annotations.stats.criterion_results import PairResults
from annotations.stats.estimate import (
    EXACT,
    INDEPENDENT,
    THESE_EXPERTS,
    NotEstimable,
)
from annotations.stats.win_difference import PairResult


def pair_names(results: Results, one: PairResult) -> tuple[str, str]:
    return results.systems[one.first], results.systems[one.second]


def all_pairs(results: Results) -> Iterator[tuple[str, str, str, PairResult]]:
    """Whole, stratum by stratum, and the sensitivity analyses: criterion, kind, value, pair."""
    for criterion in results.criteria:
        for pair in criterion.results.pairs:
            yield criterion.key, "all", "", pair.result
        for stratum in criterion.strata:
            for one in stratum.pairs:
                yield criterion.key, stratum.kind, stratum.value, one
        for name, found in sensitivity(criterion):
            for one in found:
                yield criterion.key, name, "", one


def sensitivity(criterion: CriterionReport) -> Iterator[tuple[str, Sequence[PairResult]]]:
    yield "without_flagged", criterion.unflagged
    yield "strict_wins", criterion.strict or ()
    yield "first_answer_longer", criterion.results.length.longer
    yield "first_answer_shorter", criterion.results.length.shorter


def win_tie_loss_rows(results: Results) -> Iterator[Row]:
    for criterion, kind, value, one in all_pairs(results):
        counts, n = one.counts, one.counts.n
        shares = (counts.wins / n, counts.ties / n, counts.losses / n)
        numbers = (counts.wins, counts.ties, counts.losses, n)
        yield (criterion, *pair_names(results, one), kind, value, *numbers, *shares)


def win_difference_rows(results: Results) -> Iterator[Row]:
    for criterion, kind, value, one in all_pairs(results):
        names = pair_names(results, one)
        for estimate in one.estimates:
            yield (
                *(criterion, *names, kind, value, estimate.estimand),
                *(number(estimate.value), reason(estimate.value)),
                *limits(estimate, *BOTH, INDEPENDENT, EXACT),
                *sample(estimate),
                estimate.method,
            )


def counted_apart_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        for one in criterion.counts:
            names = results.systems[one.first], results.systems[one.second]
            yield (criterion.key, *names, one.both_bad, one.not_applicable)


def tests_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        adjusted = {(one.first, one.second): one.p_value for one in criterion.adjusted}
        for pair in criterion.results.pairs:
            names = pair_names(results, pair.result)
            own = adjusted[pair.result.first, pair.result.second]
            for test in (pair.two_way_t, pair.sign_flip, pair.exact_sign):
                corrected = number(own) if test is pair.two_way_t else None
                yield (criterion.key, *names, criterion.family, *test_cells(test), corrected)
        for margin in criterion.margins:
            yield (criterion.key, "", "", criterion.family, *test_cells(margin.test), None)


def trust_rows(results: Results) -> Iterator[Row]:
    """Per pair: what would undo the conclusion, what could have been shown, what would help."""
    for criterion in results.criteria:
        for pair in criterion.results.pairs:
            yield (criterion.key, *pair_names(results, pair.result), *trust_cells(pair))


def trust_cells(pair: PairResults) -> tuple[Cell, ...]:
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


def without_rater_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        for pair in criterion.results.pairs:
            if isinstance(pair.fragility, NotEstimable):
                continue
            names = pair_names(results, pair.result)
            for one in pair.fragility.without_rater:
                rater = results.raters[one.left_out]
                yield (criterion.key, *names, rater, one.value, *ends(one.bounds))


def ranking_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results
        for ranking in (found.davidson, found.davidson_left, found.bradley_terry):
            for one in ranking.systems:
                yield (
                    *(criterion.key, ranking.method, results.systems[one.system], one.rank),
                    *(number(one.strength.value), *limits(one.strength, *BOTH)),
                    number(one.elo.value),
                    *rank_cells(one.ranks_these),
                    *rank_cells(one.ranks_like),
                    *(number(one.best_these), number(one.best_like)),
                    *sample(one.strength),
                )


def model_terms_rows(results: Results) -> Iterator[Row]:
    """Tie parameter, left advantage, length and format, and the win difference adjusted for it."""
    for criterion in results.criteria:
        found = criterion.results
        for estimate in (found.davidson.nu, found.davidson_left.left):
            if estimate:
                yield (criterion.key, "", "", *estimate_cells(estimate))
        for length, name in ((found.length, "length"), (criterion.formatting, "length_and_format")):
            for term in length.terms:
                yield (criterion.key, name, "", *estimate_cells(term.effect))
            for one in length.pairs:
                pair = f"{results.systems[one.first]} / {results.systems[one.second]}"
                yield (criterion.key, name, pair, *estimate_cells(one.at_equal_length))


def one_vs_rest_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results
        for estimates in (found.one_vs_rest, found.average_win_rates):
            for system, estimate in zip(results.systems, estimates, strict=True):
                yield (criterion.key, system, *estimate_cells(estimate))
