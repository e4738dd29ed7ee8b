"""May an LLM judge stand in for these experts? Row 31: order, agreement, bias.

The judge saw every comparison in both orders. Its verdict is a win only if both orders say
so; a contradiction is kept apart from a tie.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from annotations.stats.agreement import krippendorff_nominal
from annotations.stats.categories import Sums, sums
from annotations.stats.clustered import exact_interval
from annotations.stats.differences import difference_replicates, differences
from annotations.stats.estimate import Estimate, NotEstimable, Reason, Sample
from annotations.stats.judgments import OUTCOMES, Judgments
from annotations.stats.one_vs_rest import opponents
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ItemWeights, percentile_interval, ratio

Floats = NDArray[np.float64]
MISSING = 2
METHOD = "judge-audit-1"


@dataclass(frozen=True, eq=False)
class JudgeVerdicts:
    """One row per comparison; +1, 0, -1 of the first system, MISSING (2) for a failed answer.

    ``left_first``: verdict when the first system stood on the left (was shown first);
    ``right_first``: when it stood on the right.
    """

    item: NDArray[np.int64]
    first: NDArray[np.int16]
    second: NDArray[np.int16]
    left_first: NDArray[np.int8]
    right_first: NDArray[np.int8]

    @property
    def complete(self) -> NDArray[np.bool_]:
        return np.asarray((self.left_first != MISSING) & (self.right_first != MISSING))

    @property
    def verdict(self) -> NDArray[np.int8]:
        """The verdict if both orders agree, else a tie; meaningless where not complete."""
        same = self.left_first == self.right_first
        return np.where(same, self.left_first, 0).astype(np.int8)


class Consistency(StrEnum):
    WIN = "consistent_win"
    LOSS = "consistent_loss"
    TIE = "consistent_tie"
    ONE_TIE = "tie_in_one_order"
    CONTRADICTION = "contradiction"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class JudgeAudit:
    """``bias``: win difference by the judge minus that by the experts, per pair, in the order
    of ``pairs``; both stand beside it. ``self_preference``: the same against all others, for
    each system in the study's order: the diagonal where a judge comes from a system's maker."""

    consistency: dict[Consistency, Estimate]
    agreement_with_ties: Estimate
    agreement_without_ties: Estimate
    alpha_symmetrised: Estimate
    pairs: tuple[tuple[int, int], ...]
    by_judge: tuple[float, ...]
    by_experts: tuple[float, ...]
    bias: tuple[Estimate, ...]
    self_preference: tuple[Estimate, ...]
    kendall_tau_b: float | NotEstimable


def judge_audit(
    experts: Judgments, judge: JudgeVerdicts, *, seed: int, rounds: int, level: float = LEVEL
) -> JudgeAudit:
    """Over comparisons that both judged; paired item bootstrap, which keeps an item's
    judgments by experts and judge together."""
    rows, verdict = matched(experts, judge)
    common, weights = experts.select(rows), ItemWeights(0, seed, rounds)
    weights = replace(weights, items=common.items.size)
    by_judge = _as_judgments(common, verdict)
    return JudgeAudit(
        consistency(judge, level),
        _agreement(common, verdict, weights, level, with_ties=True),
        _agreement(common, verdict, weights, level, with_ties=False),
        _alpha(common, verdict, weights, level),
        tuple(common.pairs),
        tuple(differences(by_judge).tolist()),
        tuple(differences(common).tolist()),
        *_biases(common, by_judge, weights, level),
        kendall_tau_b(_scores(common), _scores(by_judge)),
    )


def consistency(judge: JudgeVerdicts, level: float = LEVEL) -> dict[Consistency, Estimate]:
    """Share of each kind among all comparisons, with exact limits."""
    one, other, complete = judge.left_first, judge.right_first, judge.complete
    same = complete & (one == other)
    kinds = {
        Consistency.WIN: same & (one == 1),
        Consistency.LOSS: same & (one == -1),
        Consistency.TIE: same & (one == 0),
        Consistency.ONE_TIE: complete & ~same & ((one == 0) | (other == 0)),
        Consistency.CONTRADICTION: complete & (one * other == -1),
        Consistency.INCOMPLETE: ~complete,
    }
    n, items = len(one), len(np.unique(judge.item))
    sample = Sample(n, items, 1)
    return {
        kind: Estimate(
            f"judge_{kind}_share",
            float(mask.mean()) if n else NotEstimable(Reason.NO_JUDGMENTS),
            sample,
            METHOD,
            (exact_interval(int(mask.sum()), n, level),),
        )
        for kind, mask in kinds.items()
    }


def matched(experts: Judgments, judge: JudgeVerdicts) -> tuple[NDArray[np.intp], NDArray[np.int8]]:
    """Experts' rows of comparisons that the judge completed, and its verdicts on them."""
    systems = experts.systems

    def key(
        item: NDArray[np.int64], first: NDArray[np.int16], second: NDArray[np.int16]
    ) -> NDArray[np.int64]:
        return np.asarray((item * systems + first) * systems + second)

    known = np.flatnonzero(judge.complete)
    keys = key(judge.item[known], judge.first[known], judge.second[known])
    order = np.argsort(keys)
    wanted = key(experts.item, experts.first, experts.second)
    at = np.searchsorted(keys[order], wanted).clip(max=max(0, len(keys) - 1))
    found = keys[order][at] == wanted if len(keys) else np.zeros(len(wanted), bool)
    rows = np.flatnonzero(found)
    return rows, judge.verdict[known][order][at[rows]] if len(rows) else np.zeros(0, np.int8)


def _as_judgments(common: Judgments, verdict: NDArray[np.int8]) -> Judgments:
    """The judge's verdict in place of each expert's judgment: the same weights of comparisons."""
    return replace(common, value=verdict)


def _agreement(
    common: Judgments,
    verdict: NDArray[np.int8],
    weights: ItemWeights,
    level: float,
    *,
    with_ties: bool,
) -> Estimate:
    """Share of experts' judgments equal to the judge's verdict; or of those where both decide."""
    name = "judge_agreement_with_ties" if with_ties else "judge_agreement_without_ties"
    used = np.ones(common.n, bool) if with_ties else (common.value != 0) & (verdict != 0)
    if not used.any():
        missing = NotEstimable(Reason.NO_OVERLAP if with_ties else Reason.NO_DECISIVE)
        return Estimate(name, missing, common.sample, METHOD)
    same = (common.value == verdict) & used
    table = common.items.sums(np.column_stack([same, used]).astype(np.float64))
    rounds, totals = weights.sums(table), table.sum(axis=0)
    interval = percentile_interval(ratio(rounds[:, 0], rounds[:, 1]), weights, level)
    sample = common.sample_where(used)
    return Estimate(name, float(totals[0] / totals[1]), sample, METHOD, (interval,))


def _alpha(
    common: Judgments, verdict: NDArray[np.int8], weights: ItemWeights, level: float
) -> Estimate:
    """Krippendorff's, nominal and symmetrised; each expert's judgment paired with the judge's."""
    name = "judge_krippendorff_alpha_symmetrised"
    if not common.n:
        return Estimate(name, NotEstimable(Reason.NO_OVERLAP), common.sample, METHOD)
    pairs = np.eye(OUTCOMES)[1 - common.value] + np.eye(OUTCOMES)[1 - verdict]
    value = float(krippendorff_nominal(sums(pairs).symmetrised()))
    if not np.isfinite(value):
        return Estimate(name, NotEstimable(Reason.ONE_CATEGORY), common.sample, METHOD)
    rounds = krippendorff_nominal(_drawn(common, pairs, weights).symmetrised())
    interval = percentile_interval(rounds, weights, level)
    return Estimate(name, value, common.sample, METHOD, (interval,))


def _drawn(common: Judgments, pairs: Floats, weights: ItemWeights) -> Sums:
    """Coincidences of two-rater units in every round; the other sums are not needed."""
    ordered = pairs[:, :, None] * pairs[:, None, :] - pairs[:, :, None] * np.eye(OUTCOMES)
    table = common.items.sums(ordered.reshape(-1, OUTCOMES**2))
    coincidences = weights.sums(table).reshape(-1, OUTCOMES, OUTCOMES)
    nothing = np.zeros((weights.rounds, OUTCOMES))
    return Sums(coincidences, coincidences, nothing, nothing[:, 0], nothing[:, 0])


def _biases(
    common: Judgments, by_judge: Judgments, weights: ItemWeights, level: float
) -> tuple[tuple[Estimate, ...], tuple[Estimate, ...]]:
    if not common.n:
        return (), ()
    values = differences(by_judge) - differences(common)
    rounds = difference_replicates(by_judge, weights) - difference_replicates(common, weights)

    def estimate(name: str, contrast: Floats, sample: Sample) -> Estimate:
        if not np.isfinite(contrast).all():
            return Estimate(name, NotEstimable(Reason.NO_JUDGMENTS), sample, METHOD)
        met = np.flatnonzero(contrast)
        interval = percentile_interval(rounds[:, met] @ contrast[met], weights, level, sample.items)
        return Estimate(name, float(contrast @ values), sample, METHOD, (interval,))

    pairs = np.eye(len(common.pairs))
    return (
        tuple(
            estimate("judge_bias", one, part.sample)
            for one, part in zip(pairs, common.parts, strict=True)
        ),
        tuple(
            estimate("judge_self_preference", one, part.sample)
            for one, part in zip(opponents(common), common.parts_of_systems, strict=True)
        ),
    )


def _scores(judgments: Judgments) -> Floats:
    """Win difference of each system against its opponents, NaN for those without any."""
    if not judgments.n:
        return np.full(judgments.systems, np.nan)
    found: Floats = opponents(judgments) @ differences(judgments)
    return found


def kendall_tau_b(first: Floats, second: Floats) -> float | NotEstimable:
    """Kendall (1945), Biometrika 33, 239-251: rank correlation with ties, of two scores."""
    known = np.isfinite(first) & np.isfinite(second)
    one, other = (
        np.sign(np.subtract.outer(x[known], x[known]))[np.triu_indices(int(known.sum()), 1)]
        for x in (first, second)
    )
    below = np.sqrt(float((one**2).sum() * (other**2).sum()))
    return float(one @ other) / below if below else NotEstimable(Reason.NO_VARIATION)
