"""Everything that is computed for one criterion, in one call: what a report is made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.agreement import Agreement, agreement
from annotations.stats.components import Components, Reliability, reliability
from annotations.stats.estimate import Estimate, NotEstimable, Sample, Test
from annotations.stats.fragility import Fragility, flips_to_undo, fragility
from annotations.stats.gates import Limits, RaterGate, rater_gates
from annotations.stats.judgments import Judgments
from annotations.stats.length import LengthResult, length_result
from annotations.stats.majority import Majority, majority
from annotations.stats.one_vs_rest import average_win_rates, one_vs_rest
from annotations.stats.pairwise_kappa import mean_kappas
from annotations.stats.position_bias import PositionBias, position_bias
from annotations.stats.power import smallest_difference
from annotations.stats.proportions import shares
from annotations.stats.ranking import Ranking, ranking
from annotations.stats.rao_kupper import RaoKupper, rao_kupper
from annotations.stats.raters import RaterLine, rater_lines
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ROUNDS, ItemWeights
from annotations.stats.sanity import Finding, judgment_findings
from annotations.stats.significance import sign_flip_tests, sign_test, two_way_t_tests
from annotations.stats.transitivity import Transitivity, transitivity
from annotations.stats.win_difference import PairResult, pair_results


@dataclass(frozen=True)
class PairResults:
    """One pair of systems: the headline, its tests, and how far it can be trusted."""

    result: PairResult
    shares: tuple[Estimate, ...]
    two_way_t: Test
    sign_flip: Test
    exact_sign: Test
    # The win difference that this study would have shown with a power of 80 %.
    smallest_difference: float | NotEstimable
    reliability: Reliability | NotEstimable
    fragility: Fragility | NotEstimable
    # Of the exact sign test, as for a published table of counts.
    flips_of_sign_test: int


@dataclass(frozen=True)
class CriterionResults:
    """All numbers of one criterion. Empty tuples where nothing was judged."""

    sample: Sample
    seed: int
    rounds: int
    level: float
    pairs: tuple[PairResults, ...]
    one_vs_rest: tuple[Estimate, ...]
    average_win_rates: tuple[Estimate, ...]
    davidson: Ranking
    davidson_left: Ranking
    bradley_terry: Ranking
    rao_kupper: RaoKupper | NotEstimable
    transitivity: Transitivity
    agreement: tuple[Agreement, ...]
    cohen_symmetrised: Estimate
    cohen_plain: Estimate
    majority: Majority
    position_bias: PositionBias
    length: LengthResult
    raters: tuple[RaterLine, ...]
    gates: tuple[RaterGate, ...]
    findings: tuple[Finding, ...]


def criterion_results(
    judgments: Judgments,
    *,
    seed: int,
    rounds: int = ROUNDS,
    level: float = LEVEL,
    limits: Limits | None = None,
    weights: ItemWeights | None = None,
    order: NDArray[np.int64] | None = None,
) -> CriterionResults:
    """All of it from one set of item weights: the same seed gives the same numbers.

    ``weights``: of this seed and as many items, if they are drawn already. ``order``: when
    each judgment was handed in, if they do not stand in that order. Cost: one pass
    over the judgments, then products with tables per item.
    """
    weights = weights or ItemWeights(judgments.items.size, seed, rounds)
    pairs = _pairs(judgments, weights, level)
    against_rest = one_vs_rest(judgments, weights, level)
    cohen = mean_kappas(judgments, weights, level)
    return CriterionResults(
        sample=judgments.sample,
        seed=seed,
        rounds=rounds,
        level=level,
        pairs=pairs,
        one_vs_rest=against_rest,
        average_win_rates=average_win_rates(against_rest),
        davidson=ranking(judgments, weights, level=level),
        davidson_left=ranking(judgments, weights, left=True, level=level),
        bradley_terry=ranking(judgments, weights, model="bradley_terry", level=level),
        rao_kupper=rao_kupper(judgments),
        transitivity=transitivity(judgments, seed=seed),
        agreement=agreement(judgments, weights, level),
        cohen_symmetrised=cohen.symmetrised,
        cohen_plain=cohen.plain,
        majority=majority(judgments, weights, level),
        position_bias=position_bias(judgments, weights, level),
        length=length_result(judgments, weights, level),
        raters=rater_lines(judgments, _components(pairs), level=level),
        gates=rater_gates(judgments, limits or Limits(), order=order),
        findings=judgment_findings(judgments),
    )


def _components(pairs: tuple[PairResults, ...]) -> Components | NotEstimable | None:
    """What a rater's lean is shrunk by; a lean is towards a system, so of one pair only."""
    if len(pairs) != 1:
        return None
    found = pairs[0].reliability
    return found if isinstance(found, NotEstimable) else found.components


def _pairs(judgments: Judgments, weights: ItemWeights, level: float) -> tuple[PairResults, ...]:
    results = pair_results(judgments, weights, level)
    tests = zip(
        two_way_t_tests(judgments),
        sign_flip_tests(judgments, seed=weights.seed, rounds=weights.rounds),
        strict=True,
    )
    return tuple(
        _pair(judgments, one, t_test, flips, weights, level)
        for one, (t_test, flips) in zip(results, tests, strict=True)
    )


def _pair(
    judgments: Judgments,
    one: PairResult,
    t_test: Test,
    flips: Test,
    weights: ItemWeights,
    level: float,
) -> PairResults:
    alone = judgments.of_pair(one.first, one.second)
    own = weights.part(alone.items_in(judgments))
    sample = one.win_difference.sample
    return PairResults(
        one,
        shares(one.counts, sample, level),
        t_test,
        flips,
        sign_test(one.counts, sample),
        smallest_difference(one.standard_error, one.degrees),
        reliability(alone, own, level, sample),
        fragility(alone, level),
        flips_to_undo(one.counts),
    )
