"""The alternative annotator test: would the judge be as good as one of these experts? Row 31.

Calderon, Reichart and Dror (2025), ACL, arXiv 2501.10970. Each expert in turn is left out:
does the judge agree with the others at least as well as that expert does, allowing for the
expert's costs (epsilon)? Here the t test is clustered by item.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from annotations.stats.estimate import NotEstimable, Reason, Sample
from annotations.stats.judgments import OUTCOMES, Judgments
from annotations.stats.resampling import ratio
from annotations.stats.sandwich import TINY
from annotations.stats.significance import benjamini_yekutieli

Floats = NDArray[np.float64]
METHOD = "alt-test-1"
# What the authors propose where the annotators are experts.
EPSILON = 0.2
LEVEL_OF_FALSE_DISCOVERIES = 0.05
MINIMUM_ITEMS = 30
SHUFFLES = 20


@dataclass(frozen=True)
class AgainstExpert:
    """One expert left out. ``advantage``: share of comparisons on which the judge agrees with
    the others at least as well (rho of that expert)."""

    rater: int
    comparisons: int
    items: int
    advantage: float
    p_value: float | NotEstimable
    p_adjusted: float | NotEstimable
    judge_is_no_worse: bool


@dataclass(frozen=True)
class AltTest:
    """``omega``: share of experts that the judge could replace; ``rho``: mean advantage.

    ``answer``: "yes" when omega is at least one half, "no" when it is less, "undecided" when
    too few experts judged the 30 items that the test asks for.
    """

    omega: float | NotEstimable
    rho: float | NotEstimable
    epsilon: float
    answer: str
    experts: tuple[AgainstExpert, ...]
    sample: Sample
    method: str = METHOD


def alt_test(experts: Judgments, verdict: NDArray[np.int8], *, epsilon: float = EPSILON) -> AltTest:
    """``verdict``: the judge's (+1, 0, -1) on the comparison of each row of ``experts``."""
    judge, own, others = _alignments(experts, verdict)
    lines = [
        _against(experts, number, judge, own, others, epsilon)
        for number in range(experts.raters.size)
    ]
    lines = [line for line in lines if line.comparisons]
    tested = [line.p_value for line in lines if not isinstance(line.p_value, NotEstimable)]
    adjusted = iter(benjamini_yekutieli(tested))
    finished = tuple(_finished(line, adjusted) for line in lines)
    able = [line for line in finished if not isinstance(line.p_value, NotEstimable)]
    if not able:
        missing = NotEstimable(Reason.TOO_FEW_ITEMS if lines else Reason.NO_OVERLAP)
        return AltTest(missing, missing, epsilon, "undecided", finished, experts.sample)
    omega = sum(line.judge_is_no_worse for line in able) / len(able)
    rho = float(np.mean([line.advantage for line in able]))
    answer = "yes" if omega >= 0.5 else "no"
    return AltTest(omega, rho, epsilon, answer, finished, experts.sample)


def shuffles_that_pass(
    experts: Judgments, verdict: NDArray[np.int8], *, seed: int, shuffles: int = SHUFFLES
) -> int:
    """How often the same verdicts, dealt out anew among each pair's items, get a "yes".

    What knows nothing of the items should not. Where experts hardly agree, and epsilon makes up
    for the rest, it does: then a "yes" says nothing about the judge.
    """
    units = experts.comparisons
    row = np.zeros(units.size, np.intp)
    row[units.at] = np.arange(experts.n)
    pair, own = experts.pair[row], verdict[row]
    by_pair = np.argsort(pair, kind="stable")
    generator = np.random.Generator(np.random.PCG64(seed))
    passed = 0
    for _round in range(shuffles):
        dealt = np.empty_like(own)
        dealt[by_pair] = own[np.lexsort((generator.random(units.size), pair))]
        passed += alt_test(experts, dealt[units.at]).answer == "yes"
    return passed


def _alignments(
    experts: Judgments, verdict: NDArray[np.int8]
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Per row: share of the other experts who agree with the judge, with the own judgment;
    and whether there are others."""
    units, rows = experts.comparisons, np.arange(experts.n)
    outcome, judged = 1 - experts.value.astype(np.int64), 1 - verdict.astype(np.int64)
    cells = np.bincount(units.at * OUTCOMES + outcome, minlength=units.size * OUTCOMES)
    counts = cells.reshape(-1, OUTCOMES).astype(np.float64)[units.at]
    counts[rows, outcome] -= 1
    others = counts.sum(axis=1)
    return ratio(counts[rows, judged], others), ratio(counts[rows, outcome], others), others > 0


def _against(
    experts: Judgments,
    number: int,
    judge: Floats,
    own: Floats,
    others: NDArray[np.bool_],
    epsilon: float,
) -> AgainstExpert:
    rows = np.flatnonzero((experts.raters.at == number) & others)
    judge_ahead, expert_ahead = judge[rows] >= own[rows], own[rows] >= judge[rows]
    worse = expert_ahead.astype(np.float64) - judge_ahead
    items = len(np.unique(experts.items.at[rows]))
    p = _p_value(worse, experts.items.at[rows], epsilon)
    advantage = float(judge_ahead.mean()) if len(rows) else 0.0
    return AgainstExpert(int(experts.raters.ids[number]), len(rows), items, advantage, p, p, False)


def _p_value(worse: Floats, items: NDArray[np.int64], epsilon: float) -> float | NotEstimable:
    """One-sided: is the expert's advantage below epsilon? Clustered by item."""
    _, at = np.unique(items, return_inverse=True)
    clusters = int(at.max(initial=-1)) + 1
    if clusters < MINIMUM_ITEMS:
        return NotEstimable(Reason.TOO_FEW_ITEMS)
    mean = worse.mean()
    sums = np.bincount(at, weights=worse - mean)
    variance = clusters / (clusters - 1) * float(sums @ sums) / len(worse) ** 2
    if variance <= TINY:
        return 0.0 if mean < epsilon else 1.0
    return float(stdtr(clusters - 1, (mean - epsilon) / np.sqrt(variance)))


def _finished(line: AgainstExpert, adjusted: Iterator[float]) -> AgainstExpert:
    if isinstance(line.p_value, NotEstimable):
        return line
    p = next(adjusted)
    return replace(line, p_adjusted=p, judge_is_no_worse=p < LEVEL_OF_FALSE_DISCOVERIES)
