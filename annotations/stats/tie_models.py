"""Win, tie and loss as functions of a difference in strength, and their maximum likelihood.

Davidson (1970), Journal of the American Statistical Association 65, 317-328:
win : tie : loss = e^(d/2) : nu : e^(-d/2). Bradley and Terry (1952), Biometrika 39,
324-345: a win has the chance 1 / (1 + e^(-d)), a tie counts as half a win each way.

d is a row of a design matrix times the parameters. Many count tables are fitted at once,
which is what makes a bootstrap cheap.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

ITERATIONS = 100
# Newton's error is about the square of the step before: after this one it is a rounding error.
PRECISE = 1e-7
# Log-odds beyond this are on their way to infinity: the strengths are not estimable.
DIVERGED = 25.0
LONGEST_STEP = 2.0


@dataclass(frozen=True, eq=False)
class Moments:
    """Expected value and covariances of a judgment's two sufficient statistics, each (..., cells).

    The first belongs to d; the second, to log nu, is the tie (zero where there is no nu).
    """

    first: Floats
    second: Floats
    var_first: Floats
    covariance: Floats
    var_second: Floats


class Model(Protocol):
    """``statistics``: the two sufficient statistics of win, tie and loss, shape (3, 2)."""

    name: str
    has_nu: bool
    statistics: Floats

    def moments(self, d: Floats, log_nu: Floats) -> Moments: ...


class Davidson:
    name = "davidson"
    has_nu = True
    statistics = np.array([[0.5, 0.0], [0.0, 1.0], [-0.5, 0.0]])

    def moments(self, d: Floats, log_nu: Floats) -> Moments:
        win, tie, loss = davidson_chances(d, log_nu)
        first = (win - loss) / 2
        return Moments(first, tie, (win + loss) / 4 - first**2, -first * tie, tie * (1 - tie))


class BradleyTerry:
    """Without ties also Davidson's model, whose nu is then 0."""

    name = "bradley_terry"
    has_nu = False
    statistics = np.array([[1.0, 0.0], [0.5, 0.0], [0.0, 0.0]])

    def moments(self, d: Floats, log_nu: Floats) -> Moments:
        win, zero = expit(d), np.zeros_like(d)
        return Moments(win, zero, win * (1 - win), zero, zero)


def davidson_chances(d: Floats, log_nu: Floats) -> tuple[Floats, Floats, Floats]:
    """Chances of win, tie and loss; no overflow however large d is."""
    highest = np.maximum(np.abs(d) / 2, log_nu)
    win, loss = np.exp(d / 2 - highest), np.exp(-d / 2 - highest)
    tie = np.exp(log_nu - highest)
    total = win + tie + loss
    return win / total, tie / total, loss / total


@dataclass(frozen=True, eq=False)
class Fit:
    """Parameters of every table, shape (tables, k), log nu last; NaN rows did not converge."""

    model: Model
    design: Floats
    parameters: Floats

    @property
    def d(self) -> Floats:
        """Shape (tables, cells)."""
        found: Floats = self.parameters[:, : self.design.shape[1]] @ self.design.T
        return found

    @property
    def log_nu(self) -> Floats:
        """Shape (tables, 1); minus infinity stands for a model without ties."""
        if self.model.has_nu:
            return self.parameters[:, -1:]
        return np.full((len(self.parameters), 1), -np.inf)


def fit(
    model: Model,
    design: Floats,
    counts: Floats,
    *,
    start: Floats | None = None,
    ridge: Floats | None = None,
) -> Fit:
    """Newton's method on all tables at once; the likelihood is concave.

    ``design``: (cells, p). ``counts``: wins, ties, losses, (tables, cells, 3).
    ``start``: (k,), zeros by default. ``ridge``: penalty per parameter, (k,).
    """
    size = design.shape[1] + model.has_nu
    penalty = np.zeros(size) if ridge is None else ridge
    parameters = np.tile(np.zeros(size) if start is None else start, (len(counts), 1))
    observed = counts @ model.statistics
    open_ones = np.arange(len(counts))
    for _ in range(ITERATIONS):
        step = _step(
            model, design, counts[open_ones], observed[open_ones], parameters[open_ones], penalty
        )
        parameters[open_ones] += step
        moving = np.abs(step).max(axis=1, initial=0.0) > PRECISE
        lost = ~(np.abs(parameters[open_ones]).max(axis=1, initial=0.0) < DIVERGED)
        parameters[open_ones[lost]] = np.nan
        open_ones = open_ones[moving & ~lost]
        if not len(open_ones):
            break
    parameters[open_ones] = np.nan
    return Fit(model, design, parameters)


def _step(
    model: Model, design: Floats, counts: Floats, observed: Floats, at: Floats, penalty: Floats
) -> Floats:
    """One step of Newton per table, shape (tables, k), shortened where it is too long."""
    now = Fit(model, design, at)
    moments, n = model.moments(now.d, now.log_nu), counts.sum(axis=2)
    gradient = [(observed[:, :, 0] - n * moments.first) @ design]
    if model.has_nu:
        gradient.append((observed[:, :, 1] - n * moments.second).sum(axis=1, keepdims=True))
    slope = np.hstack(gradient) - penalty * at
    step = solve(information(model, design, n, moments) + np.diag(penalty), slope)
    longest = np.abs(step).max(axis=1, keepdims=True, initial=LONGEST_STEP)
    shortened: Floats = step * (LONGEST_STEP / longest)
    return shortened


def information(model: Model, design: Floats, n: Floats, moments: Moments) -> Floats:
    """Fisher's information of every table, shape (tables, k, k)."""
    tables, p = len(n), design.shape[1]
    result = np.zeros((tables, p + model.has_nu, p + model.has_nu))
    result[:, :p, :p] = _crossproducts(design, n * moments.var_first)
    if model.has_nu:
        result[:, :p, p] = result[:, p, :p] = (n * moments.covariance) @ design
        result[:, p, p] = (n * moments.var_second).sum(axis=1)
    return result


def _crossproducts(design: Floats, weights: Floats) -> Floats:
    """X' diag(w) X for every row of weights, shape (tables, p, p)."""
    p = design.shape[1]
    if len(weights) == 1:  # perhaps a row per judgment: nothing of size cells * p * p
        return np.asarray(design.T @ (weights[0][:, None] * design))[None]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), p * p)
    return np.asarray(weights @ products).reshape(-1, p, p)


def solve(matrices: Floats, vectors: Floats) -> Floats:
    """Solutions of all the systems; NaN where a matrix cannot be inverted."""
    try:
        return np.asarray(np.linalg.solve(matrices, vectors[:, :, None])[:, :, 0])
    except np.linalg.LinAlgError:
        return np.stack([_solve_one(m, v) for m, v in zip(matrices, vectors, strict=True)])


def _solve_one(matrix: Floats, vector: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(matrix, vector), np.float64)
    except np.linalg.LinAlgError:
        return np.full(len(vector), np.nan)


def influence(found: Fit, counts: Floats, ridge: Floats | None = None) -> Floats:
    """By how much one judgment moves each parameter of a single fit, shape (cells, 3, k).

    Inverse information times the judgment's score: what a sandwich is made of.
    """
    outcomes = [np.full(len(counts), outcome) for outcome in range(3)]
    return np.stack([influence_of(found, counts, one, ridge) for one in outcomes], axis=1)


def influence_of(
    found: Fit, counts: Floats, outcomes: NDArray[np.integer], ridge: Floats | None = None
) -> Floats:
    """The same for one outcome (0 win, 1 tie, 2 loss) per cell, shape (cells, k)."""
    model, design = found.model, found.design
    moments, n = model.moments(found.d, found.log_nu), counts.sum(axis=1)[None]
    inner = information(model, design, n, moments)[0]
    if ridge is not None:
        inner = inner + np.diag(ridge)
    seen = model.statistics[outcomes]
    scores = (seen[:, 0] - moments.first[0])[:, None] * design
    if model.has_nu:
        scores = np.column_stack([scores, seen[:, 1] - moments.second[0]])
    moved: Floats = scores @ np.linalg.inv(inner)
    return moved
