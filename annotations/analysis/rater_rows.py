"""Rows of result tables about raters, criteria, safety and what was counted. Pure."""

from collections.abc import Iterator

from annotations.analysis.cells import (
    BOTH,
    Row,
    by_rater_cells,
    estimate_cells,
    limits,
    number,
    sample,
)
from annotations.analysis.results import Results
from annotations.stats.clustered import BY_RATER
from annotations.stats.estimate import (
    EXACT,
)


def agreement_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.results
        both = [(one.symmetrised, one.plain) for one in found.agreement]
        both.append((found.cohen_symmetrised, found.cohen_plain))
        for symmetrised, plain in both:
            for estimate in (symmetrised, plain):
                yield (criterion.key, *estimate_cells(estimate))
        majority = found.majority
        for estimate in (majority.unanimous, *majority.shares, majority.win_difference):
            yield (criterion.key, *estimate_cells(estimate))


def retest_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        found = criterion.retest
        for half in (found.all, found.unswapped, found.swapped):
            for estimate in (half.same, half.reversed, half.ac1):
                yield (criterion.key, *by_rater_cells(estimate))
        yield (criterion.key, *by_rater_cells(found.side_effect))


def position_bias_rows(results: Results) -> Iterator[Row]:
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


def raters_rows(results: Results) -> Iterator[Row]:
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


def drivers_rows(results: Results) -> Iterator[Row]:
    for one in results.drivers.criteria:
        yield (
            *(one.criterion, number(one.slope.value), *limits(one.slope, *BOTH), one.same),
            *(number(one.test.p_value), number(one.p_holm), *sample(one.slope)),
        )


def safety_rows(results: Results) -> Iterator[Row]:
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


def flow_rows(results: Results) -> Iterator[Row]:
    for step in results.flow.steps:
        yield (step.key, "", "", step.count)
        for loss in step.losses:
            yield (step.key, loss.reason, loss.note, loss.count)
    for kind, losses in (("beside", results.flow.beside), ("handed_on", results.flow.handed_on)):
        for loss in losses:
            yield (kind, loss.reason, loss.note, loss.count)


def findings_rows(results: Results) -> Iterator[Row]:
    for criterion in results.criteria:
        for finding in criterion.results.findings:
            yield (criterion.key, finding.problem, finding.count, finding.sentence)
        found = criterion.results.transitivity
        if found.triads:
            p = number(found.test.p_value)
            yield (criterion.key, "cyclic_triads", len(found.cycles), f"of {found.triads}, p {p}")
