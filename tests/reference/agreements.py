"""Rows 18 to 28: agreement, components, side, length, criteria."""

import evalica
import krippendorff
import numpy as np
import pandas as pd
from scipy.stats import binomtest, kendalltau
from sklearn.metrics import cohen_kappa_score
from statsmodels.api import OLS
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.stats.inter_rater import fleiss_kappa
from statsmodels.stats.proportion import confint_proportions_2indep

from annotations.stats import agreement
from annotations.stats.categories import ratings, sums
from annotations.stats.clustered import binomial_p
from annotations.stats.components import components
from annotations.stats.criteria import drivers
from annotations.stats.estimate import EXPERTS_LIKE_THESE
from annotations.stats.judge_audit import kendall_tau_b
from annotations.stats.length import gap, length_result
from annotations.stats.pairwise_kappa import cohen_kappa, contingency
from annotations.stats.position_bias import position_bias
from annotations.stats.resampling import ItemWeights
from annotations.stats.retest import newcombe_difference
from annotations.stats.sandwich import t_bounds
from annotations.stats.strengths import pair_contrasts

from .data import STUDIES
from .registry import oracle

# What irrCAC's README prints: https://github.com/kgwet/irrCAC (Gwet 2019).
SIX_RATERS = np.array(
    [
        [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0],
        [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6],
        [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
    ]
)  # fmt: skip
FOUR_RATERS = [
    [1, 1, 0, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [0, 5, 5, 5], [0, 0, 1, 1], [0, 0, 3, 0],
]  # fmt: skip
IRRCAC = {
    agreement.gwet_ac1: (0.4448007, 0.77544),
    agreement.fleiss_kappa: (0.4139265, 0.76117),
    agreement.krippendorff_nominal: (0.4204384, 0.74342),
    agreement.brennan_prediger: (0.4388889, 0.77273),
    agreement.percent_agreement: (0.5511111, 0.8181818),
}


@oracle("23", "AC1, Fleiss, alpha, Brennan-Prediger, percent", "irrCAC, published examples", 5e-6)
def irrcac():
    four = np.array([[row.count(c) for c in range(1, 6)] for row in FOUR_RATERS])
    for coefficient, (of_six, of_four) in IRRCAC.items():
        yield coefficient(sums(SIX_RATERS.astype(float))), of_six
        yield coefficient(sums(four.astype(float))), of_four


def reliability_data(study, mirrored: bool = False) -> np.ndarray:
    """Raters by comparisons, 0 win, 1 tie, 2 loss, NaN where not judged."""
    table = np.full((study.raters.size, study.comparisons.size), np.nan)
    table[study.raters.at, study.comparisons.at] = 1 - study.value
    return np.hstack([table, 2 - table]) if mirrored else table


def both_ways(study):
    plain = sums(ratings(study))
    return (
        (plain, reliability_data(study)),
        (plain.symmetrised(), reliability_data(study, mirrored=True)),
    )


@oracle("22", "Krippendorff's alpha, plain and with mirrored comparisons", "krippendorff")
def alpha_krippendorff():
    for study in STUDIES:
        for ours, table in both_ways(study):
            for coefficient, level in (
                (agreement.krippendorff_nominal, "nominal"),
                (agreement.krippendorff_ordinal, "ordinal"),
            ):
                theirs = krippendorff.alpha(
                    reliability_data=table, level_of_measurement=level, value_domain=[0, 1, 2]
                )
                yield coefficient(ours), theirs


@oracle("22", "Krippendorff's alpha, plain and with mirrored comparisons", "evalica alpha")
def alpha_evalica():
    for study in STUDIES:
        for ours, table in both_ways(study):
            theirs = evalica.alpha(pd.DataFrame(table), distance="nominal").alpha
            yield agreement.krippendorff_nominal(ours), theirs


@oracle("22", "alpha of guessers who favour one system", "closed form, 20,000 comparisons", 0.01)
def guessers():
    for shares in ((0.73, 0.16, 0.11), (0.83, 0.12, 0.05)):
        counts = np.random.default_rng(1).multinomial(3, shares, size=20_000).astype(float)
        found, p = sums(counts), np.array(shares)
        yield agreement.krippendorff_nominal(found), 0.0
        expected = (((p + p[::-1]) / 2) ** 2).sum()
        symmetrised = ((p**2).sum() - expected) / (1 - expected)
        yield agreement.krippendorff_nominal(found.symmetrised()), symmetrised


@oracle("24", "Fleiss' kappa", "statsmodels fleiss_kappa")
def fleiss():
    full = [study for study in STUDIES if len({*ratings(study).sum(axis=1)}) == 1]
    for study in full:
        yield agreement.fleiss_kappa(sums(ratings(study))), fleiss_kappa(ratings(study))
    yield agreement.fleiss_kappa(sums(SIX_RATERS.astype(float))), fleiss_kappa(SIX_RATERS)


@oracle("24", "Cohen's kappa of every two raters", "scikit-learn cohen_kappa_score")
def cohen():
    for study in STUDIES:
        table, ours = reliability_data(study), cohen_kappa(contingency(study))
        for one in range(study.raters.size):
            for other in range(one):
                both = np.isfinite(table[one]) & np.isfinite(table[other])
                theirs = cohen_kappa_score(
                    table[one][both].astype(int), table[other][both].astype(int)
                )
                yield ours[one, other], theirs


def full_panel():
    """12 items by 9 raters, complete."""
    study = STUDIES[2]
    generator = np.random.default_rng(3)
    latent = generator.normal(0, 1, (40, 1)) + generator.normal(0, 0.7, 9)
    values = np.clip(np.round(latent + generator.normal(0, 0.8, (40, 9))), -1, 1)
    item, rater = np.divmod(np.arange(360), 9)
    zeros = np.zeros(360, int)
    return type(study)(
        item,
        rater,
        zeros.astype(np.int16),
        (zeros + 1).astype(np.int16),
        values.ravel().astype(np.int8),
        item % 2 == 0,
        2,
    ), values


@oracle("20", "variance components, full design", "analysis of variance, numpy")
def components_anova():
    study, values = full_panel()
    rows, columns = values.shape
    items, raters = values.mean(axis=1), values.mean(axis=0)
    rest = values - items[:, None] - raters + values.mean()
    within = (rest**2).sum() / ((rows - 1) * (columns - 1))
    found = components(study)
    yield (
        (found.item, found.rater, found.rest),
        (
            (columns * items.var(ddof=1) - within) / columns,
            (rows * raters.var(ddof=1) - within) / rows,
            within,
        ),
    )


@oracle("20", "variance components, full design", "statsmodels MixedLM, crossed, REML", 1e-4)
def components_mixed():
    study, _ = full_panel()
    frame = pd.DataFrame(
        {"x": study.value.astype(float), "item": study.item, "rater": study.rater, "all": 1}
    )
    model = MixedLM.from_formula(
        "x ~ 1",
        frame,
        groups="all",
        re_formula="0",
        vc_formula={"item": "0 + C(item)", "rater": "0 + C(rater)"},
    )
    theirs = model.fit(reml=True)
    found = components(study)
    yield (found.item, found.rater, found.rest), (*theirs.vcomp, theirs.scale)


@oracle("17", "share of left: exact p and two-way interval", "scipy binomtest; statsmodels OLS")
def left_share():
    for study in STUDIES:
        ours = position_bias(study, ItemWeights(study.items.size, 1, 50))
        decisive = study.select(study.value != 0)
        left = ((decisive.value > 0) == decisive.left).astype(float)
        yield ours.exact.p_value, binomtest(int(left.sum()), len(left)).pvalue
        for one in ours.raters:
            yield binomial_p(one.left, one.decisive), binomtest(one.left, one.decisive).pvalue
        errors = []
        for groups in (decisive.items.at, np.column_stack([decisive.items.at, decisive.raters.at])):
            model = OLS(left, np.ones(len(left)))
            errors.append(model.fit(cov_type="cluster", cov_kwds={"groups": groups}).bse[0])
        theirs = t_bounds(left.mean(), max(errors), ours.test.degrees)
        bounds = ours.left_share.bounds(EXPERTS_LIKE_THESE)
        yield (bounds.low, bounds.high), (theirs.low, theirs.high)


def alternatives(study):
    """Davidson's model as a choice among win, tie and loss, one group a judgment."""
    side = np.where(study.left, 1.0, -1.0)
    d = np.column_stack([pair_contrasts(study)[study.pair][:, 1:], side, gap(study.lengths)])
    half = np.array([0.5, 0.0, -0.5])
    design = (half[None, :, None] * d[:, None, :]).reshape(3 * study.n, -1)
    tie = np.tile([0.0, 1.0, 0.0], study.n)
    chosen = (1 - study.value[:, None] == np.arange(3)).ravel().astype(int)
    return ConditionalLogit(
        chosen, np.column_stack([design, tie]), groups=np.repeat(np.arange(study.n), 3)
    )


def length_term(study):
    return length_result(study, ItemWeights(study.items.size, 1, 50)).terms[0]


@oracle("18", "Davidson with left and length: effect of length", "statsmodels ConditionalLogit")
def length_effect():
    for study in STUDIES:
        theirs = alternatives(study).fit(method="newton", tol=1e-14, disp=False)
        yield length_term(study).effect.value, theirs.params[-2]


# Looser, because statsmodels takes this Hessian by finite differences.
@oracle("18", "the same: two-way standard error", "statsmodels ConditionalLogit, scores", 1e-6)
def length_error():
    for study in STUDIES:
        model = alternatives(study)
        params = model.fit(method="newton", tol=1e-14, disp=False).params
        scores = np.stack([model.score_grp(group, params) for group in range(study.n)])
        moved = scores @ np.linalg.inv(-model.hessian(params))
        parts = []
        for index in (study.items, study.raters, study.cells):
            total = index.sums(moved)[:, -2]
            parts.append(index.size / (index.size - 1) * total @ total)
        ours, variance = length_term(study), max(parts[0], parts[0] + parts[1] - parts[2])
        yield ours.effect.value / ours.test.statistic, variance**0.5


@oracle("26", "difference of two shares (Newcombe)", "statsmodels confint_proportions_2indep")
def newcombe():
    for first, second in (((5, 40), (2, 38)), ((0, 20), (3, 25)), ((9, 9), (1, 12))):
        ours = newcombe_difference(first, second)
        theirs = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
        yield (ours.low, ours.high), theirs


@oracle("28", "slopes of the overall verdict on the criteria and their t", "statsmodels OLS")
def criteria_regression():
    generator = np.random.default_rng(2)
    for study in STUDIES:
        others = {
            name: np.where(
                generator.random(study.n) < keep, study.value, generator.integers(-1, 2, study.n)
            ).astype(np.int8)
            for name, keep in (("accuracy", 0.7), ("safety", 0.4))
        }
        ours = drivers(study, others, seed=1, rounds=20)
        design = np.column_stack(list(others.values())).astype(float)
        groups = np.column_stack([study.items.at, study.raters.at])
        model = OLS(study.value.astype(float), design)
        two = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
        one = model.fit(cov_type="cluster", cov_kwds={"groups": study.items.at})
        factor = (study.n - 1) / (study.n - 2)
        variances = np.maximum(np.diag(two.cov_params()), np.diag(one.cov_params()))
        errors = (variances / factor) ** 0.5
        yield [one.slope.value for one in ours.criteria], two.params
        yield [one.test.statistic for one in ours.criteria], two.params / errors


@oracle("31", "Kendall's tau-b", "scipy kendalltau")
def tau_b():
    generator = np.random.default_rng(1)
    for size in (3, 8, 30):
        first, second = generator.integers(0, 5, (2, size)).astype(float)
        yield kendall_tau_b(first, second), kendalltau(first, second).statistic
