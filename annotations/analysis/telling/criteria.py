"""Every criterion, and every part of the dataset: explored, not declared."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.drawing.heat import HeatCell, HeatRow, fits, heat
from annotations.analysis.drawing.svg import PAGE
from annotations.analysis.results import STRATA, CriterionReport, Results, Stratum
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Links, Section
from annotations.analysis.telling.pairs import (
    bars_figure,
    differences,
    direction,
    interval_legend,
    is_telling,
    only_pair,
    outcome_links,
)
from annotations.analysis.telling.refusals import refusals, standing
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import (
    criterion_name,
    exact,
    interval_of,
    labelled,
    listed,
    pair_name,
    part_name,
    points,
    sentence,
    span,
    valued,
)
from annotations.stats.estimate import EXPERTS_LIKE_THESE, THESE_EXPERTS
from annotations.stats.win_difference import PairResult

PART_NAMES = ("all", *STRATA)


def criteria_section(results: Results, links: Links) -> Section:
    """By criterion, each pair in turn."""
    figures = [_bars(results, links)]
    if not all(refusals(results, criterion) for criterion in results.criteria):
        figures.append(_forest(results, links))
    if results.drivers.criteria:
        figures.append(_drivers(results))
    return Section(
        "criteria",
        _("By criterion"),
        tuple(figures) if _pairs(results) else (),
        warnings=tuple(_left_out(results)),
    )


def _left_out(results: Results) -> Iterator[str]:
    by_reason: dict[tuple[str, ...], list[str]] = {}
    for criterion in results.criteria:
        refused = (*refusals(results, criterion), *standing(results, criterion))
        if criterion.results.pairs and refused:
            by_reason.setdefault(refused, []).append(criterion_name(results, criterion.key))
    for refused, names in by_reason.items():
        for reason in refused:
            yield labelled(listed(names), reason)


def _pairs(results: Results) -> list[tuple[int, int]]:
    found = {
        (pair.result.first, pair.result.second)
        for criterion in results.criteria
        for pair in criterion.results.pairs
    }
    return sorted(found)


def _by_criterion(
    results: Results, pair: tuple[int, int]
) -> Iterator[tuple[CriterionReport, PairResult]]:
    for criterion in results.criteria:
        for found in criterion.results.pairs:
            if (found.result.first, found.result.second) == pair:
                yield criterion, found.result


def _label(results: Results, criterion: CriterionReport, pair: tuple[int, int]) -> str:
    """With one pair the criterion is enough."""
    name = criterion_name(results, criterion.key)
    if len(_pairs(results)) == 1:
        return name
    return f"{name} · {pair_name(results, *pair)}"


def _bars(results: Results, links: Links) -> Figure:
    rows = [
        (_label(results, criterion, pair), one.counts, outcome_links(links, criterion.key, one))
        for pair in _pairs(results)
        for criterion, one in _by_criterion(results, pair)
    ]
    title, only = _("Wins, ties and losses by criterion"), only_pair(results, results.criteria)
    return bars_figure("criteria-outcomes", title, rows, only)


def _forest(results: Results, links: Links) -> Figure:
    rows: list[tuple[str, PairResult | None, str, str]] = []
    for pair in _pairs(results):
        if len(_pairs(results)) > 1:
            rows.append((pair_name(results, *pair), None, "", ""))
        for criterion, one in _by_criterion(results, pair):
            if refusals(results, criterion):
                continue
            adjusted = next(
                at.p_value for at in criterion.adjusted if (at.first, at.second) == pair
            )
            at = links.to(criterion=criterion.key, pair=f"{pair[0]}-{pair[1]}")
            name = criterion_name(results, criterion.key)
            rows.append((name, one, at, words.p_value(adjusted)))
    corrected = _(
        "p of the primary criterion after Holm, p of all others after Benjamini and Hochberg."
    )
    title, only = _("Win difference by criterion"), only_pair(results, results.criteria)
    return differences("criteria-differences", title, rows, only, corrected)


def parts_section(results: Results, criterion: CriterionReport, links: Links) -> Section:
    """By task type, category and specialty, on one criterion."""
    titles = {
        "task_type": _("By task type"),
        "category": _("By category"),
        "specialty": _("By specialty"),
    }
    figures: list[Figure] = []
    only = only_pair(results, [criterion])
    for kind in STRATA:
        if rows := _stratum_rows(results, criterion, kind, links):
            figures.append(differences(f"by-{kind.replace('_', '-')}", titles[kind], rows, only))
    figures += _heat_maps(results, criterion, links)
    title = _("Parts of the dataset: %(criterion)s") % {
        "criterion": criterion_name(results, criterion.key)
    }
    refused = refusals(results, criterion)
    return Section(
        "parts",
        title,
        () if refused else tuple(figures),
        warnings=(*refused, *standing(results, criterion)),
        withheld=tuple(figures) if refused else (),
        short=_("Parts of the dataset"),
    )


def _stratum_rows(
    results: Results, criterion: CriterionReport, kind: str, links: Links
) -> list[tuple[str, PairResult | None, str, str]]:
    rows: list[tuple[str, PairResult | None, str, str]] = []
    strata = _strata(criterion, kind)
    pairs = [(pair.result.first, pair.result.second) for pair in criterion.results.pairs]
    for pair in pairs if strata else ():
        if len(pairs) > 1:
            rows.append((pair_name(results, *pair), None, "", ""))
        for stratum in strata:
            for one in stratum.pairs:
                if (one.first, one.second) == pair:
                    at = _part_link(links, criterion, one, kind, stratum.value)
                    rows.append((part_name(kind, stratum.value), one, at, ""))
    return rows


def _strata(criterion: CriterionReport, kind: str) -> list[Stratum]:
    """Items of which nothing was said are no part of their own: they come last."""
    found = [stratum for stratum in criterion.strata if stratum.kind == kind]
    return sorted(found, key=lambda stratum: not stratum.value)


def _part_link(
    links: Links, criterion: CriterionReport, one: PairResult, kind: str, value: str
) -> str:
    pair = f"{one.first}-{one.second}"
    return links.to(criterion=criterion.key, pair=pair, **{kind: value})


def _heat_maps(results: Results, criterion: CriterionReport, links: Links) -> Iterator[Figure]:
    """A column for each pair; of one pair alone, which stands above, one for each criterion."""
    pairs = [(pair.result.first, pair.result.second) for pair in criterion.results.pairs]
    columns = [(pair_name(results, *pair), criterion, pair) for pair in pairs]
    only = only_pair(results, [criterion])
    if only:
        (pair,) = pairs
        columns = [
            (criterion_name(results, one.key), one, pair)
            for one in results.criteria
            if not refusals(results, one) or refusals(results, criterion)
        ]
    for kind in ("category", "specialty"):
        found = {
            (one.key, stratum.value, (result.first, result.second)): result
            for _name, one, _pair in columns
            for stratum in _strata(one, kind)
            for result in stratum.pairs
        }
        rows = [
            HeatRow(
                part_name(kind, stratum.value),
                tuple(
                    _cell(found.get((one.key, stratum.value, pair)), links, one, kind, stratum)
                    for _name, one, pair in columns
                ),
            )
            for stratum in _strata(criterion, kind)
        ]
        if rows:
            title = _("Heat map by category") if kind == "category" else _("Heat map by specialty")
            names = [name for name, _one, _pair in columns]
            yield heat_figure(f"heat-{kind}", title, names, rows, direction(only))


def _cell(
    one: PairResult | None, links: Links, criterion: CriterionReport, kind: str, stratum: Stratum
) -> HeatCell:
    if one is None or not is_telling(one):
        return HeatCell(None, words.DASH)
    difference = float(one.win_difference.value)
    at = _part_link(links, criterion, one, kind, stratum.value)
    return HeatCell(difference, points(difference), at)


def heat_figure(
    key: str, title: str, columns: list[str], rows: list[HeatRow], means: str
) -> Figure:
    """``means``: which way the numbers go. Long names are numbers in the drawing."""
    legend = listed(labelled(str(k + 1), name) for k, name in enumerate(columns))
    return Figure(
        key,
        title,
        (sentence(_("Win difference in points."), means),),
        Grid(
            ("", *columns),
            tuple((row.label, *(cell.words for cell in row.cells)) for row in rows),
        ),
        lambda palette: heat(key, title, columns, rows, palette),
        note=sentence(
            _("The deeper the colour, the larger the difference."),
            "" if fits(columns, PAGE) else f"{legend}.",
        ),
    )


def _drivers(results: Results) -> Figure:
    """What goes with the verdict, the other criteria held fixed."""
    found = results.drivers
    rows = [
        Dot(
            criterion_name(results, one.criterion),
            float(one.slope.value),
            interval_of(one.slope, THESE_EXPERTS),
            interval_of(one.slope, EXPERTS_LIKE_THESE),
            f"{points(float(one.slope.value))} · {words.p_value(one.p_holm)}",
        )
        for one in found.criteria
    ]
    scale = difference_scale(rows)
    title = _("Which criterion goes with the verdict")
    columns = ("", _("slope"), str(words.THESE), str(words.LIKE_THESE), _("same verdict"), _("p"))
    grid = Grid(
        columns,
        tuple(
            (
                criterion_name(results, one.criterion),
                exact(float(one.slope.value)),
                span(one.slope.bounds(THESE_EXPERTS), exact),
                span(one.slope.bounds(EXPERTS_LIKE_THESE), exact),
                words.percent(one.same),
                words.bare(words.p_value(one.p_holm)),
            )
            for one in found.criteria
        ),
    )
    said = _(
        "By how many points the verdict moves with each criterion, the others held fixed; "
        "together they explain %(share)s of it. p after Holm. This describes what goes together, "
        "not what experts thought."
    ) % {"share": valued(found.explained, words.percent)}
    return Figure(
        "drivers",
        title,
        (said,),
        grid,
        draw_dots("drivers", title, rows, scale),
        note=interval_legend(),
    )
