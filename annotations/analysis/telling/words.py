"""Numbers and reasons as people read them."""

from collections.abc import Callable, Iterable

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from annotations.analysis.results import Results
from annotations.models import Item
from annotations.stats.estimate import Estimate, NotEstimable, Reason
from annotations.stats.rates import Interval

Writer = Callable[[float], str]
MINUS, DASH, NO_BREAK = "\N{MINUS SIGN}", "–", "\N{NO-BREAK SPACE}"
# Over limits in a table, which may stand alone in a paper.
THESE = gettext_lazy("95-percent interval, these experts")
LIKE_THESE = gettext_lazy("95-percent interval, experts like these")

REASONS = {
    Reason.NO_JUDGMENTS: gettext_lazy("nothing was judged"),
    Reason.NO_DECISIVE: gettext_lazy("there is no decisive judgment, only ties"),
    Reason.NO_TIES: gettext_lazy("there is no tie"),
    Reason.NO_VARIATION: gettext_lazy("all judgments are the same, which leaves no spread"),
    Reason.ONE_RATER: gettext_lazy("one rater says nothing about other raters"),
    Reason.ONE_ITEM: gettext_lazy("one item says nothing about other items"),
    Reason.TOO_FEW_ITEMS: gettext_lazy("fewer than 5 items were judged"),
    Reason.ONE_SYSTEM: gettext_lazy("fewer than two systems were compared"),
    Reason.DISCONNECTED: gettext_lazy("some systems were never compared with the others"),
    Reason.SEPARATED: gettext_lazy("some systems never lost, or never won, against the others"),
    Reason.UNSTABLE_RESAMPLES: gettext_lazy("too many resamples gave no estimate"),
    Reason.NO_OVERLAP: gettext_lazy("no comparison was judged by two raters"),
    Reason.ONE_CATEGORY: gettext_lazy("all judgments are of one category"),
    Reason.NO_REPEATS: gettext_lazy("no hidden repeat was judged"),
    Reason.NOT_RECORDED: gettext_lazy("it was not recorded"),
    Reason.COLLINEAR: gettext_lazy("the terms cannot be told apart in these data"),
    Reason.NO_DIFFERENCE: gettext_lazy("the difference is zero or impossible"),
    Reason.TOO_FEW_SYSTEMS: gettext_lazy("it needs at least three systems"),
    Reason.TOO_LARGE: gettext_lazy("it would take too long for so many raters"),
}
FLAGS = {
    "too_fast": gettext_lazy("often too fast"),
    "same_side_streak": gettext_lazy("one side in a row"),
    "incomplete": gettext_lazy("incomplete"),
    "failed_checks": gettext_lazy("failed checks"),
    "dominant": gettext_lazy("more than half of all judgments"),
}


def why(found: NotEstimable) -> str:
    return str(REASONS[Reason(found.reason)])


def points(value: float, digits: int = 0) -> str:
    """A difference of shares in points, signed, with a true minus."""
    rounded = round(100 * value, digits) + 0.0
    written = f"{abs(rounded):.{digits}f}"
    return f"+{written}" if rounded > 0 else f"{MINUS}{written}" if rounded < 0 else written


def exact(value: float) -> str:
    """For tables, and for limits: one just beside 0 must not be read as 0."""
    return points(value, 1)


def percent(share: float, digits: int = 0) -> str:
    return f"{decimal(100 * share, digits)}%"


def decimal(value: float, digits: int = 2) -> str:
    written = f"{abs(value):.{digits}f}"
    return f"{MINUS}{written}" if value < 0 and float(written) else written


def p_value(p: float | NotEstimable) -> str:
    if isinstance(p, NotEstimable):
        return DASH
    # Kept together: a line that ends with "p =" looks like a mistake.
    found = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    return found.replace(" ", NO_BREAK)


def bare(p: str) -> str:
    """In a column that is headed p already."""
    return p.removeprefix(f"p{NO_BREAK}").removeprefix(f"={NO_BREAK}").replace(NO_BREAK, " ")


def span(found: object, write: Writer = points) -> str:
    """Both limits; a dash where there are none."""
    if not isinstance(found, Interval):
        return DASH
    return _("%(low)s to %(high)s") % {"low": write(found.low), "high": write(found.high)}


def valued(value: float | NotEstimable, write: Writer = points) -> str:
    return DASH if isinstance(value, NotEstimable) else write(value)


def interval_of(estimate: Estimate, name: str) -> Interval | None:
    bounds = estimate.bounds(name)
    return bounds if isinstance(bounds, Interval) else None


def criterion_name(results: Results, key: str) -> str:
    named = next(one for one in results.names if one.key == key)
    return named.zh if (get_language() or "").startswith("zh") else named.en


def pair_name(results: Results, first: int, second: int) -> str:
    return _("%(a)s against %(b)s") % {"a": results.systems[first], "b": results.systems[second]}


def part_name(kind: str, value: str) -> str:
    """Of a stratum; empty values are items for which nothing was said."""
    if kind == "task_type" and value:
        return str(Item.Kind(value).label)
    return value or pgettext("category", "not given")


def labelled(label: str, said: str) -> str:
    return _("%(label)s: %(said)s") % {"label": label, "said": said}


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as each language sets them apart."""
    return pgettext("between names", ", ").join(names)


def sentence(*parts: str) -> str:
    """Sentences follow each other with a space, in Chinese without."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(p for p in parts if p)
