"""Rows 10 to 17: Davidson, Bradley-Terry, average win rates and sets of ranks."""

import choix
import evalica
import numpy as np
from sklearn.linear_model import LogisticRegression
from statsmodels.api import GLM
from statsmodels.genmod.families import Binomial, Poisson
from statsmodels.miscmodels.ordinal_model import OrderedModel

from annotations.stats.one_vs_rest import average_win_rates, one_vs_rest
from annotations.stats.ranks import rank_sets
from annotations.stats.rao_kupper import rao_kupper
from annotations.stats.resampling import ItemWeights
from annotations.stats.strengths import fit_strengths, pair_contrasts
from annotations.stats.tie_models import BradleyTerry

from .data import STUDIES
from .pisa import MATHEMATICS
from .registry import oracle

WINNERS = {1: evalica.Winner.X, 0: evalica.Winner.Draw, -1: evalica.Winner.Y}
PRECISE = {"tolerance": 1e-13, "limit": 100_000}


def arena(study):
    winners = [WINNERS[int(value)] for value in study.value]
    return study.first.tolist(), study.second.tolist(), winners


def log_scores(scores) -> np.ndarray:
    """Of evalica, in the order of the systems, with sum 0."""
    logs = np.log(scores.sort_index().to_numpy())
    return logs - logs.mean()


@oracle("10", "Davidson: log-strengths and nu", "evalica newman (nu = 2 v)")
def davidson_newman():
    for study in STUDIES:
        theirs = evalica.newman(*arena(study), **PRECISE)
        ours = fit_strengths(study)
        yield ours.log_strengths, log_scores(theirs.scores)
        yield np.exp(ours.values[-1]), 2 * theirs.v


def loglinear(study, left: bool):
    """Davidson's model as a Poisson regression of counts by pair, side and outcome."""
    counts = study.totals  # (pairs, side, outcome)
    rows, endog = [], []
    for pair, contrast in enumerate(pair_contrasts(study)):
        for side in (0, 1):
            for outcome, half in enumerate((0.5, 0.0, -0.5)):
                cell = np.zeros(2 * len(study.pairs))
                cell[2 * pair + side] = 1
                strengths = half * contrast[1:]
                advantage = [half * (2 * side - 1)] if left else []
                rows.append([*cell, *strengths, *advantage, float(outcome == 1)])
                endog.append(counts[pair, side, outcome])
    found = GLM(np.array(endog), np.array(rows), family=Poisson()).fit(tol=1e-14, maxiter=200)
    rest = found.params[2 * len(study.pairs) :]
    strengths = np.concatenate([[0.0], rest[: study.systems - 1]])
    return np.concatenate([strengths - strengths.mean(), rest[study.systems - 1 :]])


@oracle("10", "Davidson: log-strengths and log nu", "statsmodels, Poisson log-linear")
def davidson_poisson():
    for study in STUDIES:
        yield fit_strengths(study).values, loglinear(study, left=False)


@oracle("17", "Davidson with a left term", "statsmodels, Poisson log-linear")
def davidson_left():
    for study in STUDIES:
        yield fit_strengths(study, left=True).values, loglinear(study, left=True)


def logistic(study, left: bool):
    design = pair_contrasts(study)[study.pair][:, 1:]
    if left:
        design = np.column_stack([design, 2 * study.left - 1])
    return GLM((1 + study.value) / 2, design, family=Binomial())


def bradley_terry(study, left: bool = False):
    return fit_strengths(study, model=BradleyTerry, left=left)


@oracle("11", "Bradley-Terry: log-strengths, half ties", "statsmodels GLM")
def bradley_terry_glm():
    for study in STUDIES:
        theirs = logistic(study, left=True).fit(tol=1e-14).params
        ours = bradley_terry(study, left=True)
        strengths = ours.log_strengths
        yield [*(strengths[1:] - strengths[0]), ours.values[-1]], theirs


@oracle("11", "Bradley-Terry: two-way sandwich", "statsmodels GLM, cluster-robust, 2 groups")
def bradley_terry_sandwich():
    for study in STUDIES:
        groups = np.column_stack([study.items.at, study.raters.at])
        theirs = logistic(study, left=True).fit(
            tol=1e-14, cov_type="cluster", cov_kwds={"groups": groups}
        )
        ours = bradley_terry(study, left=True)
        change = np.hstack([-np.ones((study.systems - 1, 1)), np.eye(study.systems - 1)])
        total = np.zeros((study.systems, study.systems + 1))
        total[:-1, :-1], total[-1, -1] = change, 1
        # statsmodels also corrects for the number of parameters; we do not.
        factor = (study.n - 1) / (study.n - study.systems)
        yield total @ ours.spread.covariance @ total.T, theirs.cov_params() / factor


@oracle("11", "Bradley-Terry: log-strengths, half ties", "scikit-learn LogisticRegression")
def bradley_terry_sklearn():
    for study in STUDIES:
        design = pair_contrasts(study)[study.pair][:, 1:]
        won = np.repeat([1, 0], study.n)
        weights = np.concatenate([(1 + study.value) / 2, (1 - study.value) / 2])
        model = LogisticRegression(
            C=np.inf, fit_intercept=False, tol=1e-14, max_iter=10_000, solver="newton-cholesky"
        )
        model.fit(np.vstack([design, design]), won, sample_weight=weights)
        strengths = bradley_terry(study).log_strengths
        yield strengths[1:] - strengths[0], model.coef_[0]


@oracle("11", "Bradley-Terry: log-strengths, half ties", "choix ilsr_pairwise")
def bradley_terry_choix():
    for study in STUDIES:
        contests = []
        for a, b, value in zip(*study_lists(study), strict=True):
            contests += {1: [(a, b)] * 2, 0: [(a, b), (b, a)], -1: [(b, a)] * 2}[value]
        theirs = choix.ilsr_pairwise(study.systems, contests, max_iter=10_000, tol=1e-12)
        yield bradley_terry(study).log_strengths, theirs - theirs.mean()


def study_lists(study):
    return study.first.tolist(), study.second.tolist(), study.value.tolist()


@oracle("11", "Bradley-Terry: log-strengths, half ties", "evalica bradley_terry")
def bradley_terry_evalica():
    for study in STUDIES:
        theirs = evalica.bradley_terry(*arena(study), **PRECISE)
        yield bradley_terry(study).log_strengths, log_scores(theirs.scores)


@oracle("14", "average win rate", "evalica average_win_rate")
def win_rates():
    for study in STUDIES:
        weights = ItemWeights(study.items.size, seed=1, rounds=10)
        ours = [found.value for found in average_win_rates(one_vs_rest(study, weights))]
        yield ours, evalica.average_win_rate(*arena(study)).scores.sort_index().to_numpy()


def drawn(rounds: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    values = np.array([mean for _, mean, _ in MATHEMATICS])
    errors = np.array([error for _, _, error in MATHEMATICS])
    normal = np.random.default_rng(1).normal(size=(rounds, len(values)))
    return values, values + normal * errors


@oracle("15", "rank set of one (United Kingdom, PISA 2018)", "csranks, published example", 0)
def csranks_one():
    values, replicates = drawn(100_000)
    number = [name for name, _, _ in MATHEMATICS].index("United Kingdom")
    found = rank_sets(values, replicates, systems=[number])[0]
    yield (found.low, found.high), (8, 23)


# https://danielwilhelm.github.io/R-CS-ranks/articles/Inference-for-Ranks.html, csranks 1.2.2
TOP_FIVE = {"Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea"}
TOP_FIVE |= {"Netherlands", "Poland", "Slovenia", "Switzerland"}


@oracle("15", "who may be among the best five (PISA 2018)", "csranks, published example", 0)
def csranks_best():
    values, replicates = drawn()
    for level, expected in (
        (0.95, TOP_FIVE | {"Sweden"}),
        (0.90, TOP_FIVE),
    ):
        found = rank_sets(values, replicates, level)
        ours = [one.low <= 5 for one in found]
        yield ours, [name in expected for name, _, _ in MATHEMATICS]


@oracle("12", "Rao-Kupper: log-strengths and threshold", "statsmodels OrderedModel", 1e-6)
def rao_kupper_ordered():
    for study in STUDIES:
        ours = rao_kupper(study)
        # Every judgment a second time with the systems exchanged makes the thresholds symmetric.
        design = pair_contrasts(study)[study.pair][:, 1:]
        both = np.concatenate([study.value, -study.value]) + 1
        model = OrderedModel(both, np.vstack([design, -design]), distr="logit")
        theirs = model.fit(method="bfgs", disp=False, gtol=1e-9, maxiter=1000).params
        strengths = np.array(ours.log_strengths)
        low = theirs[study.systems - 1]
        yield [*(strengths[1:] - strengths[0]), ours.theta], [*theirs[: study.systems - 1], -low]
