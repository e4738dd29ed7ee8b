"""LLM judges as plain data: stable English keys, None for what does not exist. Pure."""

from collections.abc import Iterator
from typing import Any

from annotations.analysis.cells import number, reason
from annotations.analysis.results import JudgeReport, Results
from annotations.stats.estimate import EXACT, THESE_EXPERTS, Estimate, NotEstimable
from annotations.stats.judge_audit import Consistency
from annotations.stats.rates import Interval


def judges_json(results: Results) -> list[dict[str, Any]]:
    """Every judge of the report; no table of the bundle has them."""
    return [_judge(results, judge) for judge in results.judges]


def _judge(results: Results, judge: JudgeReport) -> dict[str, Any]:
    orders = zip(Consistency, judge.consistency, strict=True)
    return {
        "judge": judge.name,
        "criterion": judge.criterion,
        "file": judge.file,
        "sha256": judge.sha256,
        "imported_at": judge.imported_at,
        "pairs_in_file": judge.pairs_in_file,
        "pairs": judge.pairs,
        "pairs_in_common": judge.pairs_in_common,
        "orders": {str(kind): _estimate(one, EXACT) for kind, one in orders},
        "agreement_with_ties": _estimate(judge.agreement_with_ties),
        "agreement_without_ties": _estimate(judge.agreement_without_ties),
        "krippendorff_alpha_symmetrised": _estimate(judge.alpha),
        "kendall_tau_b": number(judge.kendall_tau_b),
        "bias": list(_biases(results, judge)),
        "self_preference": [
            {"system": system, **_estimate(one)}
            for system, one in zip(results.systems, judge.self_preference, strict=False)
        ],
        "stand_in": _stand_in(results, judge),
    }


def _estimate(estimate: Estimate, name: str = THESE_EXPERTS) -> dict[str, Any]:
    bounds = estimate.bounds(name)
    ends = (bounds.low, bounds.high) if isinstance(bounds, Interval) else (None, None)
    return {
        "value": number(estimate.value),
        "not_estimable": reason(estimate.value),
        f"{name}_low": ends[0],
        f"{name}_high": ends[1],
        "judgments": estimate.sample.judgments,
        "items": estimate.sample.items,
        "method": estimate.method,
    }


def _biases(results: Results, judge: JudgeReport) -> Iterator[dict[str, Any]]:
    for one in judge.biases:
        yield {
            "system_a": results.systems[one.first],
            "system_b": results.systems[one.second],
            "judge": one.by_judge,
            "experts": one.by_experts,
            **_estimate(one.bias),
        }


def _stand_in(results: Results, judge: JudgeReport) -> dict[str, Any]:
    test = judge.test
    return {
        "answer": judge.may_stand_in,
        "answer_of_the_test": test.answer,
        "shuffles_passed": judge.shuffles_passed,
        "omega": number(test.omega),
        "rho": number(test.rho),
        "epsilon": test.epsilon,
        "method": test.method,
        "not_estimable": reason(test.omega),
        "experts": [
            {
                "rater": results.raters[one.rater],
                "pairs": one.comparisons,
                "items": one.items,
                "advantage": one.advantage,
                "p_value": number(one.p_value),
                "p_adjusted": number(one.p_adjusted),
                "judge_is_no_worse": None
                if isinstance(one.p_value, NotEstimable)
                else one.judge_is_no_worse,
            }
            for one in test.experts
        ],
    }
