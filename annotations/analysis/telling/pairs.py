"""Figures of pairs of systems: shares as bars, win differences as dots with their intervals."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from annotations.analysis.drawing.bars import Bar, bars
from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Links
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import (
    exact,
    interval_of,
    labelled,
    points,
    sentence,
    span,
)
from annotations.stats.counts import Counts
from annotations.stats.estimate import (
    EXPERTS_LIKE_THESE,
    THESE_EXPERTS,
)
from annotations.stats.win_difference import PairResult

OUTCOMES = ("win", "tie", "loss")
Names = tuple[str, str]


def outcome_links(
    links: Links, criterion: str, one: PairResult, **part: str
) -> tuple[str, str, str]:
    at = {"criterion": criterion, "pair": f"{one.first}-{one.second}", **part}
    win, tie, loss = (links.to(**at, outcome=outcome) for outcome in OUTCOMES)
    return win, tie, loss


def bars_figure(
    key: str,
    title: str,
    rows: list[tuple[str, Counts, tuple[str, str, str]]],
    only: Names | None,
    apart: str = "",
) -> Figure:
    """``only``: the two systems, where all rows are about the same ones."""
    names = outcome_names(only)
    drawn = [Bar(label, counts, hrefs) for label, counts, hrefs in rows]
    total = sum(counts.n for _label, counts, _hrefs in rows)
    return Figure(
        key,
        title,
        (sentence(_("Judgments shown: %(n)s.") % {"n": total}, apart),),
        _counts_grid(rows, names),
        lambda palette: bars(key, title, drawn, names, words.percent, palette),
        note=_("Left: %(win)s; middle: %(tie)s; right: %(loss)s.")
        % dict(zip(OUTCOMES, names, strict=True)),
    )


def outcome_names(only: Names | None) -> tuple[str, str, str]:
    if only is None:
        return _("first better"), _("tie"), _("second better")
    first, second = (_("%(system)s better") % {"system": name} for name in only)
    return first, _("tie"), second


def only_pair(results: Results, criteria: Iterable[CriterionReport]) -> Names | None:
    """The names of the two systems, where no others were compared."""
    found = {
        (pair.result.first, pair.result.second)
        for criterion in criteria
        for pair in criterion.results.pairs
    }
    if len(found) != 1:
        return None
    first, second = found.pop()
    return results.systems[first], results.systems[second]


def _counts_grid(
    rows: list[tuple[str, Counts, tuple[str, str, str]]], names: tuple[str, str, str]
) -> Grid:
    columns = ("", *names, _("number of judgments"))
    return Grid(
        columns,
        tuple(
            (
                label,
                *(
                    f"{count} ({words.percent(count / counts.n, 1)})"
                    for count in (counts.wins, counts.ties, counts.losses)
                ),
                str(counts.n),
            )
            for label, counts, _hrefs in rows
            if counts.n
        ),
    )


def differences(
    key: str,
    title: str,
    rows: list[tuple[str, PairResult | None, str, str]],
    only: Names | None,
    corrected: str = "",
) -> Figure:
    """Rows without a result are headings; ``corrected``: what was done to their p."""
    drawn = tuple(difference_dot(*row) for row in rows)
    scale = difference_scale(drawn)
    said = _("Win difference in points: wins minus losses of all judgments, ties counted in.")
    return Figure(
        key,
        title,
        (sentence(said, direction(only), corrected),),
        differences_grid(rows),
        draw_dots(key, title, drawn, scale),
        note=interval_legend(),
    )


def interval_legend() -> str:
    return _(
        "Line: 95-percent interval for these experts on other questions. Band: for experts like "
        "these."
    )


def direction(only: Names | None) -> str:
    if only is None:
        return _("Above 0 the first system was preferred, below 0 the second.")
    return _("Above 0 %(first)s was preferred, below 0 %(second)s.") % {
        "first": only[0],
        "second": only[1],
    }


def difference_dot(label: str, one: PairResult | None, href: str = "", note: str = "") -> Dot:
    if one is None:
        return Dot(label, is_heading=True)
    found = one.win_difference
    counted = f"n = {one.counts.n}"
    if not is_telling(one):
        return Dot(label, note=_("%(n)s, too few to say") % {"n": counted}, href=href)
    said = " · ".join(filter(None, (points(float(found.value)), counted, note)))
    intervals = (interval_of(found, THESE_EXPERTS), interval_of(found, EXPERTS_LIKE_THESE))
    return Dot(label, float(found.value), *intervals, said, href)


def is_telling(one: PairResult) -> bool:
    """A difference without any interval is a number of single opinions, not a result."""
    found = one.win_difference
    return any(interval_of(found, name) for name in (THESE_EXPERTS, EXPERTS_LIKE_THESE))


def differences_grid(rows: list[tuple[str, PairResult | None, str, str]]) -> Grid:
    columns = (
        *("", _("win difference"), str(words.THESE), str(words.LIKE_THESE)),
        *(_("number of judgments"), _("items"), _("experts")),
    )
    # Where nothing is tested, a column of dashes would look like something that was left out.
    is_tested = any(note for _label, _one, _href, note in rows)
    return Grid(
        (*columns, *([_("p")] if is_tested else [])),
        tuple(
            (
                labelled(heading, label) if heading else label,
                exact(float(one.win_difference.value)) if is_telling(one) else words.DASH,
                *(
                    span(one.win_difference.bounds(name), exact)
                    for name in (THESE_EXPERTS, EXPERTS_LIKE_THESE)
                ),
                str(one.counts.n),
                str(one.win_difference.sample.items),
                str(one.win_difference.sample.raters),
                *([words.bare(note) or words.DASH] if is_tested else []),
            )
            for heading, label, one, note in _under_headings(rows)
        ),
    )


def _under_headings(
    rows: list[tuple[str, PairResult | None, str, str]],
) -> Iterator[tuple[str, str, PairResult, str]]:
    """A table has no headings between its rows: each row names its own."""
    heading = ""
    for label, one, _href, note in rows:
        if one is None:
            heading = label
        else:
            yield heading, label, one, note
