"""LLM judges against the experts: their verdicts read, and both held against each other.

Over what the report counts: the analysis set, narrowed down as the rest of it, with its seed and
rounds. Refused before the unblinding by whoever asks for the report.
"""

from collections.abc import Iterator

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from annotations.analysis.copying import Columns, copy_columns
from annotations.analysis.judged import Judged, Mask
from annotations.analysis.results import JudgeReport, PairBias, Rules
from annotations.models import LlmJudge, Study
from annotations.stats.alt_test import alt_test, shuffles_that_pass
from annotations.stats.judge_audit import MISSING, JudgeVerdicts, judge_audit, matched
from annotations.stats.judgments import Judgments

VERDICTS = f"""
SELECT v.judge_id, v.item_id, v.first_id, v.second_id,
    coalesce(v.left_first, {MISSING})::int2, coalesce(v.right_first, {MISSING})::int2
FROM annotations_judgeverdict v JOIN annotations_llmjudge j ON j.id = v.judge_id
WHERE j.study_id = %s ORDER BY v.id
"""
TYPES = dict.fromkeys(("judge", "item", "first", "second"), "int8") | dict.fromkeys(
    ("left_first", "right_first"), "int2"
)


def judge_keys(study: Study) -> list[list[str]]:
    """What tells one set of judges from another: a report with others is another report."""
    found = study.llm_judges.order_by("name", "criterion__position", "pk")
    rows = found.values_list("name", "criterion__key", "sha256", "imported_at")
    return [[*names, moment.isoformat()] for *names, moment in rows]


def judge_reports(
    study: Study, rows: Judged, mask: Mask, items: list[bool], rules: Rules
) -> tuple[JudgeReport, ...]:
    """One for each judge and criterion. ``items``: which of them the report is about.

    One statement where a study has no judge.
    """
    judges = list(
        study.llm_judges.select_related("criterion")
        .annotate(pairs=Count("verdicts"))
        .order_by("name", "criterion__position", "pk")
    )
    if not judges:
        return ()
    order = rows.canonical_order
    found = copy_columns(VERDICTS, [study.pk], TYPES)
    return tuple(_reports(judges, found, rows.reordered(order), mask[order], items, rules))


def _reports(
    judges: list[LlmJudge],
    found: Columns,
    rows: Judged,
    mask: Mask,
    items: list[bool],
    rules: Rules,
) -> Iterator[JudgeReport]:
    keys = [criterion.key for criterion in rows.raw.criteria]
    for judge in judges:
        number = keys.index(judge.criterion.key)
        experts = rows.criterion(number, mask & (np.abs(rows.values[:, number]) <= 1))
        verdicts = _verdicts(found, found["judge"] == judge.pk, rows, items)
        yield _report(judge, experts, verdicts, rules)


def _verdicts(found: Columns, own: NDArray[np.bool_], rows: Judged, items: list[bool]):
    """Of one judge, in the report's numbers of items and systems, and of its items only."""
    item = _positions([one.pk for one in rows.raw.items], found["item"][own])
    systems = [system.pk for system in rows.raw.systems]
    first, second = (_positions(systems, found[name][own]) for name in ("first", "second"))
    kept = np.array([*items, False])[item] & (first >= 0) & (second >= 0)
    return JudgeVerdicts(
        item[kept],
        first[kept].astype(np.int16),
        second[kept].astype(np.int16),
        found["left_first"][own][kept].astype(np.int8),
        found["right_first"][own][kept].astype(np.int8),
    )


def _positions(known: list[int], wanted: NDArray[np.generic]) -> NDArray[np.int64]:
    places = {pk: place for place, pk in enumerate(known)}
    return np.array([places.get(pk, -1) for pk in wanted.tolist()], np.int64)


def _report(
    judge: LlmJudge, experts: Judgments, verdicts: JudgeVerdicts, rules: Rules
) -> JudgeReport:
    audit = judge_audit(experts, verdicts, seed=rules.seed, rounds=rules.rounds, level=rules.level)
    rows, verdict = matched(experts, verdicts)
    common = experts.select(rows)
    test = alt_test(common, verdict)
    is_yes = test.answer == "yes"
    return JudgeReport(
        name=judge.name,
        criterion=judge.criterion.key,
        file=judge.file_name,
        sha256=judge.sha256,
        imported_at=judge.imported_at.isoformat(timespec="seconds"),
        pairs_in_file=judge.pairs,
        pairs=len(verdicts.item),
        pairs_in_common=common.comparisons.size if common.n else 0,
        consistency=tuple(audit.consistency.values()),
        agreement_with_ties=audit.agreement_with_ties,
        agreement_without_ties=audit.agreement_without_ties,
        alpha=audit.alpha_symmetrised,
        biases=tuple(
            PairBias(*pair, *both, bias)
            for pair, *both, bias in zip(
                audit.pairs, audit.by_judge, audit.by_experts, audit.bias, strict=True
            )
        ),
        self_preference=audit.self_preference,
        kendall_tau_b=audit.kendall_tau_b,
        test=test,
        shuffles_passed=shuffles_that_pass(common, verdict, seed=rules.seed) if is_yes else 0,
    )
