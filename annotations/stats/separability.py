"""Can simple style tell which system wrote which answer? Length, lists, bold type: no words.

A logistic regression on differences of features, tried on items that it was not fitted to. What it
can do, a rater may be able to learn; nothing hides it, so it is measured and reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.stats.rates import LEVEL, Interval

Floats = NDArray[np.float64]
METHOD = "style-logistic-1"
FOLDS = 5
ROUNDS = 1000
# Fewer items cannot be fitted and tried apart.
MINIMUM_ITEMS = 10
RIDGE = 1.0
STEPS = 25
FEATURES = ("length", "lines", "numbered", "bullets", "bold", "headings", "digits", "questions")
_COUNTED = (
    re.compile(r"\n"),
    re.compile(r"^\s*\d+[.、．)）]", re.MULTILINE),
    re.compile(r"^\s*[-*•·]\s", re.MULTILINE),
    re.compile(r"\*\*"),
    re.compile(r"^#{1,6}\s", re.MULTILINE),
    re.compile(r"\d"),
    re.compile(r"[?？]"),
)


@dataclass(frozen=True)
class Separability:
    """Area under the curve of "the first one wrote this": 0.5 cannot tell, 1 always can."""

    auc: float
    interval: Interval
    items: int
    # Sign and size of each feature's weight, standardised, all items together.
    weights: tuple[tuple[str, float], ...]


def style_of(text: str) -> tuple[float, ...]:
    """FEATURES of one answer; counts as logarithms, because twice as many matters, not ten more."""
    counts = (len(text), *(len(pattern.findall(text)) for pattern in _COUNTED))
    return tuple(float(np.log1p(count)) for count in counts)


def separability(
    first: Sequence[Sequence[float]], second: Sequence[Sequence[float]], *, seed: int
) -> Separability | None:
    """Of the answers of two systems to the same items, row by row; None with too few items.

    Folds are of whole items; the interval is of items drawn anew, with the fits as they are.
    """
    return separability_of_differences(np.array(first, float) - np.array(second, float), seed=seed)


def separability_of_differences(x: Floats, *, seed: int) -> Separability | None:
    if len(x) < MINIMUM_ITEMS:
        return None
    generator = np.random.Generator(np.random.PCG64(seed))
    fold = generator.permutation(np.arange(len(x)) % FOLDS)
    scores = np.empty(len(x))
    for number in range(FOLDS):
        held_out = fold == number
        scale = _scale(x[~held_out])
        scores[held_out] = (x[held_out] / scale) @ _fitted(x[~held_out] / scale)
    drawn = generator.integers(0, len(x), (ROUNDS, len(x)))
    low, high = np.quantile(
        [_auc(scores[rows]) for rows in drawn], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    )
    weights = _fitted(x / _scale(x))
    return Separability(
        _auc(scores),
        Interval(float(low), float(high)),
        len(x),
        tuple(zip(FEATURES, map(float, weights), strict=False)),
    )


def _scale(x: Floats) -> Floats:
    scale = np.sqrt((x**2).mean(axis=0))
    return np.where(scale > 0, scale, 1.0)


def _fitted(x: Floats) -> Floats:
    """Ridge logistic regression without intercept: turning a pair round turns the sign alone."""
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (1 - p) - RIDGE * weights
        hessian = (x.T * (p * (1 - p))) @ x + RIDGE * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def _auc(scores: Floats) -> float:
    """Each pair once as it is and once turned round, which has the opposite score."""
    turned = np.sort(-scores)
    below = np.searchsorted(turned, scores, side="left")
    upto = np.searchsorted(turned, scores, side="right")
    return float(((below + upto) / 2).mean() / len(scores))
