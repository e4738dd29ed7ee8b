"""Can the result be trusted: what it depends on, and how little would undo it?"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.pairs import (
    difference_dot,
    differences_grid,
    interval_legend,
)
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import (
    criterion_name,
    decimal,
    exact,
    interval_of,
    labelled,
    pair_name,
    points,
    sentence,
    span,
    valued,
)
from annotations.stats.criterion_results import PairResults
from annotations.stats.estimate import EXPERTS_LIKE_THESE, Estimate, NotEstimable
from annotations.stats.fragility import Fragility
from annotations.stats.interim import ANYTIME
from annotations.stats.length import LengthResult
from annotations.stats.rates import Interval
from annotations.stats.win_difference import PairResult


def trust_section(results: Results, criterion: CriterionReport) -> Section:
    name = criterion_name(results, criterion.key)
    figures = [_otherwise(results, criterion), *_lengths(results, criterion)]
    figures += [_undone(results, criterion), *_without_raters(results, criterion)]
    figures += _interim(results, criterion)
    return Section(
        "trust",
        _("Trust in the result: %(criterion)s") % {"criterion": name},
        tuple(figures) if criterion.results.pairs else (),
        short=_("Trust in the result"),
    )


def _otherwise(results: Results, criterion: CriterionReport) -> Figure:
    """The same comparison under other rules of counting."""
    length = criterion.results.length
    ways: list[tuple[str, Sequence[PairResult]]] = [
        (_("as declared"), [pair.result for pair in criterion.results.pairs]),
        (_("without flagged work"), criterion.unflagged),
        (_("only “much better” counts"), criterion.strict or ()),
        (_("first answer longer"), length.longer),
        (_("first answer shorter"), length.shorter),
    ]
    rows: list[tuple[str, PairResult | None, str, str]] = []
    drawn: list[Dot] = []
    several = len(criterion.results.pairs) > 1
    for pair in criterion.results.pairs:
        at = pair.result.first, pair.result.second
        if several:
            drawn.append(Dot(pair_name(results, *at), is_heading=True))
        for way, found in ways:
            for one in found:
                if (one.first, one.second) == at:
                    label = labelled(pair_name(results, *at), way) if several else way
                    rows.append((label, one, "", ""))
                    drawn.append(difference_dot(way, one))
        for way, adjusted in _adjusted(criterion):
            for equal in adjusted.pairs:
                if (equal.first, equal.second) == at:
                    drawn.append(_adjusted_dot(way, equal.at_equal_length))
    title, scale = _("Counted otherwise"), difference_scale(drawn)
    said = _("The win difference under other rules. Judgments flagged and left out here: %(n)s.")
    return Figure(
        "otherwise",
        title,
        (said % {"n": criterion.flagged},),
        differences_grid(rows),
        draw_dots("otherwise", title, drawn, scale),
        note=sentence(
            interval_legend(), _("Answers of equal length: their table is the next one.")
        ),
    )


def _adjusted(criterion: CriterionReport) -> tuple[tuple[str, LengthResult], ...]:
    return (
        (_("at equal length"), criterion.results.length),
        (_("at equal length and format"), criterion.formatting),
    )


def _adjusted_dot(label: str, found: Estimate) -> Dot:
    value = None if isinstance(found.value, NotEstimable) else found.value
    note = valued(found.value)
    return Dot(label, value, None, interval_of(found, EXPERTS_LIKE_THESE), note)


def _lengths(results: Results, criterion: CriterionReport) -> Iterator[Figure]:
    found, both = criterion.results.length, criterion.formatting
    if found.obstacle and not found.pairs:
        yield Figure(
            "length",
            _("Length and format"),
            (_("Not adjusted, because %(why)s.") % {"why": words.why(found.obstacle)},),
            Grid((), ()),
        )
        return
    names = {
        "length": _("effect of length"),
        "lines": _("effect of lines"),
        "headings": _("effect of headings"),
        "bold": _("effect of bold pieces"),
    }
    rows = []
    for model, result in ((_("by length"), found), (_("by length and format"), both)):
        for term in result.terms:
            limits = span(term.effect.bounds(EXPERTS_LIKE_THESE), decimal)
            value = valued(term.effect.value, decimal)
            p = words.bare(words.p_value(term.test.p_value))
            rows.append((labelled(model, names[term.name]), value, limits, p))
        for one in result.pairs:
            at = one.at_equal_length
            label = labelled(model, pair_name(results, one.first, one.second))
            limits = span(at.bounds(EXPERTS_LIKE_THESE), exact)
            rows.append((label, valued(at.value, exact), limits, words.DASH))
    said = _(
        "Change of the log-odds with the relative difference in length, (first − second) / "
        "(first + second), and the win difference in points between answers of equal length. An "
        "association among these answers: longer ones may also be better ones."
    )
    columns = ("", _("estimate"), str(words.LIKE_THESE), _("p"))
    yield Figure("length", _("Length and format"), (said,), Grid(columns, tuple(rows)))


def _undone(results: Results, criterion: CriterionReport) -> Figure:
    rows, said = [], []
    for pair in criterion.results.pairs:
        label = pair_name(results, pair.result.first, pair.result.second)
        found = pair.fragility
        if isinstance(found, NotEstimable):
            continue
        said.append(labelled(label, _how_fragile(found)))
        rows.append(
            (
                label,
                _yes(found.is_significant),
                str(found.flips) if found.is_significant else words.DASH,
                _fewest(found),
                span(found.without_item, exact),
                str(pair.flips_of_sign_test),
                valued(pair.smallest_difference, exact),
                valued(pair.result.design_effect.value, decimal),
            )
        )
    columns = (
        *("", _("interval without 0"), _("flips that undo it"), _("experts that undo it")),
        *(_("without any one item"), _("flips, sign test")),
        *(_("difference it would have shown"), _("design effect")),
    )
    smallest = _(
        "“Difference it would have shown”: the win difference that a study like this finds with "
        "a power of 80 percent."
    )
    return Figure(
        "fragility",
        _("How little would undo it"),
        (sentence(_("; ").join(said) + _("."), smallest),),
        Grid(columns, tuple(rows)),
    )


def _how_fragile(found: Fragility) -> str:
    if not found.is_significant:
        return _("no difference was shown, so there is nothing to undo")
    if found.raters is None:
        said = _(
            "%(flips)s reversed verdicts would undo it; leaving out up to half of the experts "
            "does not"
        )
        return said % {"flips": found.flips}
    return _("%(flips)s reversed verdicts would undo it, or %(raters)s experts left out") % {
        "flips": found.flips,
        "raters": len(found.raters),
    }


def _fewest(found: Fragility) -> str:
    if not found.is_significant:
        return words.DASH
    return _("more than half") if found.raters is None else str(len(found.raters))


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _without_raters(results: Results, criterion: CriterionReport) -> Iterator[Figure]:
    """For one pair; with several it would be a wall of dots, and stands in the tables."""
    if len(criterion.results.pairs) != 1:
        return
    pair: PairResults = criterion.results.pairs[0]
    if isinstance(pair.fragility, NotEstimable):
        return
    rows = [
        Dot(
            results.raters[one.left_out],
            one.value,
            None,
            one.bounds if isinstance(one.bounds, Interval) else None,
            points(one.value),
        )
        for one in pair.fragility.without_rater
    ]
    if len(rows) < 2:
        return
    title, scale = _("Without each expert in turn"), difference_scale(rows)
    grid = Grid(
        ("", _("win difference"), str(words.LIKE_THESE)),
        tuple(
            (results.raters[one.left_out], exact(one.value), span(one.bounds, exact))
            for one in pair.fragility.without_rater
        ),
    )
    yield Figure(
        "without-expert",
        title,
        (_("The win difference when one expert's judgments are left out."),),
        grid,
        draw_dots("without-expert", title, rows, scale),
        note=_("Band: 95-percent interval for experts like these."),
    )


def _interim(results: Results, criterion: CriterionReport) -> Iterator[Figure]:
    if not criterion.interim:
        return
    rows = tuple(
        (
            pair_name(results, pair.result.first, pair.result.second),
            valued(found.value, exact),
            span(found.bounds(ANYTIME), exact),
        )
        for pair, found in zip(criterion.results.pairs, criterion.interim, strict=True)
    )
    said = _(
        "Declared at the start: the study may be looked at before its end. These limits hold at "
        "every look together."
    )
    columns = ("", _("mean over items"), _("valid at any time"))
    yield Figure("interim", _("Looks before the end"), (said,), Grid(columns, rows))
