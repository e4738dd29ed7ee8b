"""Rows 1 to 7: shares, win differences and tests."""

import numpy as np
from scipy.stats import binomtest, false_discovery_control
from statsmodels.api import OLS
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from annotations.stats import rates, significance
from annotations.stats.counts import Counts
from annotations.stats.differences import difference_influence, difference_replicates, differences
from annotations.stats.resampling import ItemWeights
from annotations.stats.sandwich import t_bounds, two_way

from .data import STUDIES
from .registry import oracle

COUNTS = [(38, 38, 24), (53, 17, 30), (81, 11, 8), (1, 0, 6), (0, 4, 3), (700, 200, 650)]


@oracle("1", "Wilson interval", "statsmodels proportion_confint")
def wilson():
    for wins, ties, losses in COUNTS:
        n = wins + ties + losses
        ours = rates.wilson_interval(wins, n)
        yield (ours.low, ours.high), proportion_confint(wins, n, method="wilson")


@oracle("1", "Clopper-Pearson interval", "statsmodels proportion_confint; scipy binomtest")
def clopper_pearson():
    for wins, ties, losses in COUNTS:
        n = wins + ties + losses
        ours = rates.clopper_pearson_interval(wins, n)
        yield (ours.low, ours.high), proportion_confint(wins, n, method="beta")
        exact = binomtest(wins, n).proportion_ci(method="exact")
        yield (ours.low, ours.high), (exact.low, exact.high)


@oracle("1", "Goodman's simultaneous intervals", "statsmodels multinomial_proportions_confint")
def goodman():
    for counts in COUNTS:
        ours = [(one.low, one.high) for one in rates.goodman_intervals(counts)]
        theirs = multinomial_proportions_confint(counts, method="goodman")
        yield ours, np.clip(theirs, 0, 1)


@oracle("2", "win difference", "mean of +1, 0, -1 by numpy")
def win_difference():
    for study in STUDIES:
        for number, pair in enumerate(study.pairs):
            yield differences(study)[number], study.of_pair(*pair).value.mean()


@oracle("2", "bootstrap of items, every round", "the drawn rows written out, numpy")
def item_bootstrap():
    for study in STUDIES:
        weights = ItemWeights(study.items.size, seed=3, rounds=20)
        drawn = weights.sums(np.eye(study.items.size)).astype(int)
        ours = difference_replicates(study, weights)
        for times, replicate in zip(drawn, ours, strict=True):
            rows = np.repeat(np.arange(study.n), times[study.items.at])
            again = [study.value[rows][study.pair[rows] == p].mean() for p in range(len(replicate))]
            yield replicate, again


def clustered(values, groups) -> float:
    """Standard error of a mean by statsmodels."""
    model = OLS(values, np.ones(len(values)))
    return model.fit(cov_type="cluster", cov_kwds={"groups": groups}).bse[0]


@oracle("2", "variance by items", "statsmodels OLS, cluster-robust")
def item_variance():
    for study in STUDIES:
        for pair in study.pairs:
            data = study.of_pair(*pair)
            spread = two_way(data, difference_influence(data))
            ours = spread.item_covariance[0, 0] ** 0.5
            yield ours, clustered(data.value.astype(float), data.items.at)


@oracle("2", "two-way variance (before the larger of both is taken)", "statsmodels OLS, 2 groups")
def two_way_variance():
    for study in STUDIES:
        spread = two_way(study, difference_influence(study))
        for number, pair in enumerate(study.pairs):
            data = study.of_pair(*pair)
            groups = np.column_stack([data.items.at, data.raters.at])
            contrast = np.eye(len(study.pairs))[number]
            rows = study.pair == number
            ours = spread.of(contrast, study.clusters(rows)).covariance[0, 0] ** 0.5
            yield ours, clustered(data.value.astype(float), groups)


@oracle("2", "t interval", "scipy stats.t")
def t_interval():
    from scipy.stats import t

    for degrees in (1, 4, 9, 60):
        ours = t_bounds(0.3, 0.1, degrees)
        yield (ours.low, ours.high), t.interval(0.95, degrees, 0.3, 0.1)


@oracle("7", "exact sign test", "scipy binomtest; statsmodels mcnemar")
def sign_test():
    for wins, ties, losses in COUNTS:
        ours = significance.sign_test_p(wins, losses)
        yield ours, binomtest(wins, wins + losses).pvalue
        yield ours, mcnemar([[ties, wins], [losses, 0]], exact=True).pvalue


@oracle("7", "sign flips of whole items", "all 2^12 sign vectors counted", tolerance=0.01)
def sign_flips():
    study = STUDIES[2].select(STUDIES[2].items.at < 12)
    net = np.bincount(study.items.at, weights=study.value)
    signs = 1 - 2 * ((np.arange(2**12)[:, None] >> np.arange(12)) & 1)
    exact = np.mean(np.abs(signs @ net) >= abs(net.sum()))
    ours = significance.sign_flip_tests(study, seed=5, rounds=40_000)[0].p_value
    yield ours, exact


@oracle("7", "Holm, Benjamini-Hochberg, Benjamini-Yekutieli", "statsmodels multipletests; scipy")
def corrections():
    generator = np.random.default_rng(1)
    for size in (1, 2, 7, 30):
        p = generator.random(size) ** 3
        yield significance.holm(p), multipletests(p, method="holm")[1]
        yield significance.benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1]
        yield significance.benjamini_hochberg(p), false_discovery_control(p)
        yield significance.benjamini_yekutieli(p), multipletests(p, method="fdr_by")[1]


@oracle("2", "interval for independent judgments (38/38/24, 53/17/30)", "published", 0.0005)
def published_mover():
    for counts, limits in (((38, 38, 24), (-0.014, 0.286)), ((53, 17, 30), (0.052, 0.392))):
        ours = rates.independent_win_difference_interval(Counts(*counts))
        yield (ours.low, ours.high), limits
