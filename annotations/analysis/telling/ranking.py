"""Several systems on one line, and whether one line is the truth."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.drawing.heat import HeatCell, HeatRow
from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.criteria import heat_figure
from annotations.analysis.telling.frame import Figure, Grid, Links, Section
from annotations.analysis.telling.pairs import interval_legend
from annotations.analysis.telling.refusals import refusals, standing
from annotations.analysis.telling.scales import difference_scale, free_scale
from annotations.analysis.telling.words import (
    criterion_name,
    decimal,
    exact,
    interval_of,
    points,
    span,
    valued,
    why,
)
from annotations.stats.estimate import EXPERTS_LIKE_THESE, THESE_EXPERTS, NotEstimable
from annotations.stats.ranking import Ranking
from annotations.stats.ranks import RankSet


def ranking_sections(
    results: Results, criterion: CriterionReport, links: Links
) -> Iterator[Section]:
    """None for two systems: their comparison is the ranking."""
    if len(results.systems) < 3:
        return
    found = criterion.results
    title = _("Ranking: %(criterion)s") % {"criterion": criterion_name(results, criterion.key)}
    figures = [_davidson(results, found.davidson), _bradley_terry(results, found.bradley_terry)]
    if found.pairs:
        figures += [_one_vs_rest(results, criterion), _matrix(results, criterion, links)]
    refused = refusals(results, criterion)
    yield Section(
        "ranking",
        title,
        () if refused else tuple(figures),
        warnings=refused or (*standing(results, criterion), *_warnings(results, criterion)),
        withheld=tuple(figures) if refused else (),
        short=_("Ranking"),
    )


def _warnings(results: Results, criterion: CriterionReport) -> Iterator[str]:
    obstacle = criterion.results.davidson.obstacle
    if obstacle:
        yield _("There is no ranking, because %(why)s.") % {"why": why(obstacle)}
    found = criterion.results.transitivity
    if found.cycles:
        names = [" → ".join(results.systems[s] for s in (*one, one[0])) for one in found.cycles]
        yield _(
            "%(cycles)s of %(triads)s triples of systems run in a circle (%(names)s; %(p)s): one "
            "line from best to worst does not tell everything."
        ) % {
            "cycles": len(found.cycles),
            "triads": found.triads,
            "names": _("; ").join(names),
            "p": words.p_value(found.test.p_value),
        }


def _davidson(results: Results, found: Ranking) -> Figure:
    rows = tuple(
        Dot(
            f"{one.rank}. {results.systems[one.system]}",
            float(one.elo.value),
            interval_of(one.elo, THESE_EXPERTS),
            interval_of(one.elo, EXPERTS_LIKE_THESE),
            _("rank %(ranks)s · best %(chance)s")
            % {"ranks": ranks(one.ranks_like), "chance": valued(one.best_like, words.percent)},
        )
        for one in found.ranked
    )
    scale, title = free_scale(rows, _whole, 1000.0), _("Davidson ranking with ties")
    said = _(
        "Strengths from Davidson's model, shown like Elo points: 400 points are odds of ten to "
        "one, 1000 is the mean. Rank sets hold for all systems together; the chance of being "
        "best is a share of resamples."
    )
    return Figure(
        "davidson",
        title,
        (said,),
        _ranking_grid(results, found),
        draw_dots("davidson", title, rows, scale),
        note=interval_legend(),
    )


def _whole(value: float) -> str:
    return str(round(value))


def ranks(found: RankSet | NotEstimable) -> str:
    if isinstance(found, NotEstimable):
        return words.DASH
    return str(found.low) if found.low == found.high else f"{found.low}–{found.high}"


def _ranking_grid(results: Results, found: Ranking) -> Grid:
    columns = (
        "",
        _("rank"),
        _("log-strength"),
        str(words.THESE),
        str(words.LIKE_THESE),
        _("Elo-like"),
        _("ranks, these experts"),
        _("ranks, experts like these"),
        _("best, these experts"),
        _("best, experts like these"),
    )
    return Grid(
        columns,
        tuple(
            (
                results.systems[one.system],
                str(one.rank),
                valued(one.strength.value, decimal),
                span(one.strength.bounds(THESE_EXPERTS), decimal),
                span(one.strength.bounds(EXPERTS_LIKE_THESE), decimal),
                valued(one.elo.value, _whole),
                ranks(one.ranks_these),
                ranks(one.ranks_like),
                valued(one.best_these, words.percent),
                valued(one.best_like, words.percent),
            )
            for one in found.ranked
        ),
    )


def _bradley_terry(results: Results, found: Ranking) -> Figure:
    said = _(
        "For comparison with arenas: Bradley–Terry, a tie as half a win for each. It ranks as "
        "above unless ties fall unevenly."
    )
    return Figure("bradley-terry", _("Bradley–Terry"), (said,), _ranking_grid(results, found))


def _one_vs_rest(results: Results, criterion: CriterionReport) -> Figure:
    found = list(zip(results.systems, criterion.results.one_vs_rest, strict=True))
    rows = tuple(
        Dot(
            name,
            None if isinstance(one.value, NotEstimable) else one.value,
            interval_of(one, THESE_EXPERTS),
            interval_of(one, EXPERTS_LIKE_THESE),
            valued(one.value),
        )
        for name, one in found
    )
    rates = zip(found, criterion.results.average_win_rates, strict=True)
    grid = Grid(
        ("", _("win difference"), str(words.THESE), str(words.LIKE_THESE), _("win rate")),
        tuple(
            (
                name,
                valued(one.value, exact),
                span(one.bounds(THESE_EXPERTS), exact),
                span(one.bounds(EXPERTS_LIKE_THESE), exact),
                valued(rate.value, words.percent),
            )
            for (name, one), rate in rates
        ),
    )
    title, scale = _("Against all others"), difference_scale(rows)
    said = _("Mean win difference over the opponents, each counted alike; no model is needed.")
    return Figure(
        "one-vs-rest",
        title,
        (said,),
        grid,
        draw_dots("one-vs-rest", title, rows, scale),
        note=interval_legend(),
    )


def _matrix(results: Results, criterion: CriterionReport, links: Links) -> Figure:
    """The row's system against the column's."""
    found = {}
    for pair in criterion.results.pairs:
        one = pair.result
        value = float(one.win_difference.value)
        at = links.to(criterion=criterion.key, pair=f"{one.first}-{one.second}")
        found[one.first, one.second] = HeatCell(value, points(value), at)
        found[one.second, one.first] = HeatCell(-value, points(-value), at)
    systems = range(len(results.systems))
    rows = [
        HeatRow(
            f"{row + 1} {results.systems[row]}",
            tuple(found.get((row, column), HeatCell(None, words.DASH)) for column in systems),
        )
        for row in systems
    ]
    means = _("Above 0 the system of the row was preferred, below 0 that of the column.")
    return heat_figure("matrix", _("Every pair"), list(results.systems), rows, means)
