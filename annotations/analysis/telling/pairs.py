"""Figures of pairs of systems: shares as bars, win differences as dots with their intervals."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotations.analysis.drawing.bars import Bar, bars
from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Links
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import (
    interval_of,
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
    apart: str = "",
) -> Figure:
    names = (_("first better"), _("tie"), _("second better"))
    drawn = [Bar(label, counts, hrefs) for label, counts, hrefs in rows]
    total = sum(counts.n for _label, counts, _hrefs in rows)
    said = _("Left: the first system was better; middle: tie; right: the second was better.")
    return Figure(
        key,
        title,
        (sentence(said, _("Judgments shown: %(n)s.") % {"n": total}, apart),),
        _counts_grid(rows),
        lambda palette: bars(key, title, drawn, names, palette),
    )


def _counts_grid(rows: list[tuple[str, Counts, tuple[str, str, str]]]) -> Grid:
    columns = ("", _("first better"), _("tie"), _("second better"), _("number of judgments"))
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
    key: str, title: str, rows: list[tuple[str, PairResult | None, str, str]]
) -> Figure:
    """Rows without a result are headings."""
    drawn = tuple(difference_dot(*row) for row in rows)
    scale = difference_scale(drawn)
    said = _(
        "Dot: win difference in points, wins minus losses of all judgments, ties counted in. "
        "Line: 95-percent interval for these experts on other questions. Band: for experts like "
        "these."
    )
    return Figure(
        key,
        title,
        (said,),
        differences_grid(rows),
        draw_dots(key, title, drawn, scale),
    )


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
        "",
        _("win difference"),
        _("these experts"),
        _("experts like these"),
        _("number of judgments"),
        _("items"),
        _("experts"),
        _("p"),
    )
    return Grid(
        columns,
        tuple(
            (
                f"{heading}: {label}" if heading else label,
                points(float(one.win_difference.value), 1) if is_telling(one) else words.DASH,
                *(
                    span(one.win_difference.bounds(name), lambda value: points(value, 1))
                    for name in (THESE_EXPERTS, EXPERTS_LIKE_THESE)
                ),
                str(one.counts.n),
                str(one.win_difference.sample.items),
                str(one.win_difference.sample.raters),
                note or words.DASH,
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
