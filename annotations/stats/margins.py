"""Non-inferiority and equivalence: row 8. One-sided tests on the two-way t."""

from dataclasses import dataclass

from scipy.special import stdtr

from annotations.stats.estimate import NotEstimable, Sample, Test
from annotations.stats.rates import Interval
from annotations.stats.sandwich import t_bounds

# One-sided, as regulators ask for non-inferiority: the lower limit of a 95 % interval.
NON_INFERIORITY_ALPHA = 0.025
EQUIVALENCE_ALPHA = 0.05


@dataclass(frozen=True)
class MarginResult:
    """Whether the first system is not worse (or not different) by more than the margin."""

    margin: float
    test: Test
    bounds: Interval | NotEstimable
    alpha: float

    @property
    def is_shown(self) -> bool:
        """True only when shown; False is "not shown", never "shown to be inferior"."""
        p = self.test.p_value
        return not isinstance(p, NotEstimable) and p < self.alpha


def non_inferiority(
    value: float,
    error: float | NotEstimable,
    degrees: int,
    sample: Sample,
    *,
    margin: float,
    alpha: float = NON_INFERIORITY_ALPHA,
) -> MarginResult:
    """Win difference above -margin: t = (D + margin) / standard error, one-sided.

    The same as the lower limit of the 1 - 2 alpha interval lying above -margin.
    """
    name, method = "non_inferiority", "non-inferiority-t-1"
    if isinstance(error, NotEstimable):
        return MarginResult(margin, Test(name, error, sample, method), error, alpha)
    statistic = (value + margin) / error
    p = float(stdtr(degrees, -statistic))
    test = Test(name, p, sample, method, statistic, degrees)
    return MarginResult(margin, test, t_bounds(value, error, degrees, 1 - 2 * alpha), alpha)


def equivalence(
    value: float,
    error: float | NotEstimable,
    degrees: int,
    sample: Sample,
    *,
    margin: float,
    alpha: float = EQUIVALENCE_ALPHA,
) -> MarginResult:
    """Win difference inside -+ margin: two one-sided tests, the larger p of both.

    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    name, method = "equivalence", "tost-t-1"
    if isinstance(error, NotEstimable):
        return MarginResult(margin, Test(name, error, sample, method), error, alpha)
    distance = margin - abs(value)
    statistic = distance / error
    p = float(stdtr(degrees, -statistic))
    test = Test(name, p, sample, method, statistic, degrees)
    return MarginResult(margin, test, t_bounds(value, error, degrees, 1 - 2 * alpha), alpha)
