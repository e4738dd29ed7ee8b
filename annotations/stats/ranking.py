"""Rankings of several systems: Davidson, and Bradley-Terry for comparison with arenas.

Rows 10, 11, 13 and 15 of docs/statistics.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from annotations.stats.estimate import Estimate, NotEstimable, Reason, Sample, transformed
from annotations.stats.judgments import Judgments
from annotations.stats.ranks import RankSet, chances_of_best, rank_sets
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import (
    MINIMUM_ITEMS,
    TOLERATED,
    ItemWeights,
    percentile_interval,
)
from annotations.stats.sandwich import TwoWay, t_interval
from annotations.stats.strengths import Strengths, fit_strengths, strength_replicates
from annotations.stats.tie_models import BradleyTerry, Davidson

Floats = NDArray[np.float64]
MODELS: dict[str, type[Davidson] | type[BradleyTerry]] = {
    "davidson": Davidson,
    "bradley_terry": BradleyTerry,
}
VERSION = 1
ELO_MEAN = 1000.0
ELO_SCALE = 400 / log(10)


@dataclass(frozen=True)
class SystemRank:
    """One system: ``these`` is for these experts, ``like`` for experts like these."""

    system: int
    rank: int
    strength: Estimate
    elo: Estimate
    ranks_these: RankSet | NotEstimable
    ranks_like: RankSet | NotEstimable
    best_these: float | NotEstimable
    best_like: float | NotEstimable


@dataclass(frozen=True)
class Ranking:
    """Systems in the study's order, or why there is no ranking.

    ``nu``: Davidson's tie parameter. ``left``: advantage of standing on the left, in
    log-odds of a decisive judgment between equals; None where it was not asked for.
    """

    model: str
    method: str
    sample: Sample
    systems: tuple[SystemRank, ...]
    obstacle: NotEstimable | None = None
    nu: Estimate | None = None
    left: Estimate | None = None
    ridge: float = 0.0

    @property
    def ranked(self) -> list[SystemRank]:
        """The best first."""
        return sorted(self.systems, key=lambda system: system.rank)


def ranking(
    judgments: Judgments,
    weights: ItemWeights,
    *,
    model: str = "davidson",
    left: bool = False,
    ridge: float = 0.0,
    level: float = LEVEL,
) -> Ranking:
    """Log-strengths with sum 0, both named intervals, rank sets and chances of being best.

    ``ridge`` > 0 also ranks what is not connected; its results need to say so.
    """
    method = f"{model}{'-left' if left else ''}{'-ridge' if ridge else ''}-{VERSION}"
    found = fit_strengths(judgments, model=MODELS[model], left=left, ridge=ridge)
    if isinstance(found, NotEstimable):
        return Ranking(model, method, judgments.sample, (), obstacle=found, ridge=ridge)
    parts = _Parts(
        judgments, found, strength_replicates(judgments, found, weights), weights, method, level
    )
    return Ranking(
        model,
        method,
        judgments.sample,
        _systems(parts),
        nu=parts.nu(model),
        left=parts.estimate("left_advantage", found.systems) if left else None,
        ridge=ridge,
    )


@dataclass(frozen=True, eq=False)
class _Parts:
    """What every number of one ranking is made of."""

    judgments: Judgments
    found: Strengths
    replicates: Floats
    weights: ItemWeights
    method: str
    level: float

    def estimate(self, estimand: str, position: int, sample: Sample | None = None) -> Estimate:
        value, spread = float(self.found.values[position]), self.found.spread
        contrast = np.eye(len(self.found.values))[position]
        intervals = (
            percentile_interval(self.replicates[:, position], self.weights, self.level),
            t_interval(value, spread.standard_error(contrast), spread.degrees, self.level),
        )
        return Estimate(estimand, value, sample or self.judgments.sample, self.method, intervals)

    def nu(self, model: str) -> Estimate | None:
        if model != "davidson":
            return None
        if not self.found.has_nu:
            return Estimate("davidson_nu", 0.0, self.judgments.sample, self.method)
        with_log = transformed(self.estimate("log_nu", -1), "davidson_nu", exp)
        # A resample without a tie has nu 0, which the logarithm does not have.
        rounds = np.exp(self.replicates[:, -1])
        these = percentile_interval(rounds, self.weights, self.level)
        return replace(with_log, intervals=(these, *with_log.intervals[1:]))


def _systems(parts: _Parts) -> tuple[SystemRank, ...]:
    values = parts.found.log_strengths
    these, best_these = _sureness(values, _these(parts), parts.level)
    like, best_like = _sureness(values, _like(parts), parts.level)
    result = []
    for system, value in enumerate(values):
        strength = parts.estimate(
            "log_strength", system, parts.judgments.parts_of_systems[system].sample
        )
        result.append(
            SystemRank(
                system,
                1 + int((values > value + 1e-12).sum()),
                strength,
                transformed(strength, "elo_like", _elo),
                these[system],
                like[system],
                best_these[system],
                best_like[system],
            )
        )
    return tuple(result)


def _elo(log_strength: float) -> float:
    """A display only: 400 points are odds of 10 to 1, the mean is 1000."""
    return ELO_MEAN + ELO_SCALE * log_strength


def _sureness(
    values: Floats, replicates: Floats | NotEstimable, level: float
) -> tuple[Sequence[RankSet | NotEstimable], Sequence[float | NotEstimable]]:
    if isinstance(replicates, NotEstimable):
        refused = [replicates] * len(values)
        return refused, refused
    return rank_sets(values, replicates, level), chances_of_best(replicates)


def _these(parts: _Parts) -> Floats | NotEstimable:
    """The resamples of the items that have finite strengths."""
    if parts.weights.items < MINIMUM_ITEMS:
        return NotEstimable(Reason.TOO_FEW_ITEMS)
    strengths = parts.replicates[:, : parts.found.systems]
    finite = strengths[np.isfinite(strengths).all(axis=1)]
    if len(finite) < (1 - TOLERATED) * len(strengths):
        return NotEstimable(Reason.UNSTABLE_RESAMPLES)
    return finite


def _like(parts: _Parts) -> Floats | NotEstimable:
    """Draws from the strengths' two-way distribution: Student's t with its covariances."""
    spread, systems = parts.found.spread, parts.found.systems
    if spread.refusal:
        return spread.refusal
    generator = np.random.Generator(np.random.PCG64(parts.weights.seed))
    root = _root(larger_covariance(spread)[:systems, :systems])
    normal = generator.standard_normal((parts.weights.rounds, systems)) @ root.T
    chi = generator.chisquare(spread.degrees, (parts.weights.rounds, 1)) / spread.degrees
    drawn: Floats = parts.found.log_strengths + normal / np.sqrt(chi)
    return drawn


def larger_covariance(spread: TwoWay) -> Floats:
    """V_item plus the positive part of V - V_item: no contrast has less than either gives."""
    item = spread.item_covariance
    values, vectors = np.linalg.eigh(spread.covariance - item)
    added: Floats = item + (vectors * np.maximum(values, 0)) @ vectors.T
    return added


def _root(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = vectors * np.sqrt(np.maximum(values, 0))
    return root
