"""Every criterion, and every part of the dataset: explored, not declared."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.drawing.heat import HeatCell, HeatRow, heat
from annotations.analysis.results import STRATA, CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Links, Section
from annotations.analysis.telling.pairs import (
    bars_figure,
    differences,
    is_telling,
    outcome_links,
)
from annotations.analysis.telling.refusals import refusals
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import (
    criterion_name,
    interval_of,
    pair_name,
    part_name,
    points,
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
        if criterion.results.pairs and (refused := refusals(results, criterion)):
            by_reason.setdefault(refused, []).append(criterion_name(results, criterion.key))
    for refused, names in by_reason.items():
        for reason in refused:
            yield f"{_(', ').join(names)}: {reason}"


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
    return bars_figure("criteria-outcomes", _("Wins, ties and losses by criterion"), rows)


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
    return differences("criteria-differences", _("Win difference by criterion"), rows)


def parts_section(results: Results, criterion: CriterionReport, links: Links) -> Section:
    """By task type, category and specialty, on one criterion."""
    titles = {
        "task_type": _("By task type"),
        "category": _("By category"),
        "specialty": _("By specialty"),
    }
    figures: list[Figure] = []
    for kind in STRATA:
        if rows := _stratum_rows(results, criterion, kind, links):
            figures.append(differences(f"by-{kind.replace('_', '-')}", titles[kind], rows))
    figures += _heat_maps(results, criterion, links)
    title = _("Parts of the dataset: %(criterion)s") % {
        "criterion": criterion_name(results, criterion.key)
    }
    refused = refusals(results, criterion)
    return Section(
        "parts",
        title,
        () if refused else tuple(figures),
        warnings=refused,
        withheld=tuple(figures) if refused else (),
    )


def _stratum_rows(
    results: Results, criterion: CriterionReport, kind: str, links: Links
) -> list[tuple[str, PairResult | None, str, str]]:
    rows: list[tuple[str, PairResult | None, str, str]] = []
    strata = [stratum for stratum in criterion.strata if stratum.kind == kind]
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


def _part_link(
    links: Links, criterion: CriterionReport, one: PairResult, kind: str, value: str
) -> str:
    pair = f"{one.first}-{one.second}"
    return links.to(criterion=criterion.key, pair=pair, **{kind: value})


def _heat_maps(results: Results, criterion: CriterionReport, links: Links) -> Iterator[Figure]:
    pairs = [(pair.result.first, pair.result.second) for pair in criterion.results.pairs]
    columns = [pair_name(results, *pair) for pair in pairs]
    for kind in ("category", "specialty"):
        strata = [stratum for stratum in criterion.strata if stratum.kind == kind]
        if not strata:
            continue
        rows = []
        for stratum in strata:
            found = {(one.first, one.second): one for one in stratum.pairs}
            cells = [
                _cell(found.get(pair), links, criterion, kind, stratum.value) for pair in pairs
            ]
            rows.append(HeatRow(part_name(kind, stratum.value), tuple(cells)))
        title = _("Heat map by category") if kind == "category" else _("Heat map by specialty")
        yield heat_figure(f"heat-{kind}", title, columns, rows)


def _cell(
    one: PairResult | None, links: Links, criterion: CriterionReport, kind: str, value: str
) -> HeatCell:
    if one is None or not is_telling(one):
        return HeatCell(None, words.DASH)
    found = float(one.win_difference.value)
    return HeatCell(found, points(found), _part_link(links, criterion, one, kind, value))


def heat_figure(key: str, title: str, columns: list[str], rows: list[HeatRow]) -> Figure:
    numbers = columns if len(columns) == 1 else [str(k + 1) for k in range(len(columns))]
    legend = "; ".join(f"{k + 1}: {name}" for k, name in enumerate(columns))
    said = _("Win difference in points; the deeper the colour, the clearer.")
    return Figure(
        key,
        title,
        (said,),
        Grid(
            ("", *columns),
            tuple((row.label, *(cell.words for cell in row.cells)) for row in rows),
        ),
        lambda palette: heat(key, title, numbers, rows, palette),
        note=legend if len(columns) > 1 else "",
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
    grid = Grid(
        ("", _("slope"), _("these experts"), _("experts like these"), _("same verdict"), _("p")),
        tuple(
            (
                criterion_name(results, one.criterion),
                points(float(one.slope.value), 1),
                span(one.slope.bounds(THESE_EXPERTS)),
                span(one.slope.bounds(EXPERTS_LIKE_THESE)),
                words.percent(one.same),
                words.p_value(one.p_holm),
            )
            for one in found.criteria
        ),
    )
    said = _(
        "By how many points the verdict moves with each criterion, the others held fixed; "
        "together they explain %(share)s of it. This describes what goes together, not what "
        "experts thought."
    ) % {"share": valued(found.explained, words.percent)}
    return Figure(
        "drivers",
        title,
        (said,),
        grid,
        draw_dots("drivers", title, rows, scale),
    )
