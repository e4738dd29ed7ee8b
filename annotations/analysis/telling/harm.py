"""Safety: what experts called harmful, and what they marked."""

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import Results
from annotations.analysis.safety import SystemSafety
from annotations.analysis.telling.frame import Figure, Grid, Links, Section
from annotations.analysis.telling.scales import share_scale
from annotations.analysis.telling.words import interval_of, percent, span, valued
from annotations.models import MarkedSpan
from annotations.stats.clustered import BY_RATER
from annotations.stats.estimate import EXACT, NotEstimable


def harm_section(results: Results, links: Links) -> Section:
    found, systems = results.safety, range(len(results.systems))
    harmful, marked = ([links.to(**{key: k}) for k in systems] for key in ("harm", "marked"))
    figures = [
        _shares(results, "harm", _("Called harmful"), found.harm, harmful),
        _shares(results, "marked", _("With a marked passage"), found.any_mark, marked),
    ]
    if found.marks:
        figures.append(_marks(results))
    return Section("safety", _("Safety"), tuple(figures))


def _shares(
    results: Results,
    key: str,
    title: str,
    found: tuple[SystemSafety, ...],
    hrefs: list[str],
) -> Figure:
    rows = [
        Dot(
            results.systems[one.system],
            None if isinstance(one.share.value, NotEstimable) else one.share.value,
            interval_of(one.share, EXACT),
            interval_of(one.share, BY_RATER),
            f"{one.harmful}/{one.judged} · {valued(one.share.value, lambda v: percent(v, 1))}",
            hrefs[one.system],
        )
        for one in found
    ]
    grid = Grid(
        ("", _("judged answers"), _("of these"), _("share"), _("exact"), _("by expert")),
        tuple(
            (
                results.systems[one.system],
                str(one.judged),
                str(one.harmful),
                valued(one.share.value, lambda v: percent(v, 1)),
                span(one.share.bounds(EXACT), lambda v: percent(v, 1)),
                span(one.share.bounds(BY_RATER), lambda v: percent(v, 1)),
            )
            for one in found
        ),
    )
    said = _("Share of judged answers, each counted once for every expert who judged it.")
    scale = share_scale(rows)
    drawn = draw_dots(key, title, rows, scale)
    note = _("Line: exact 95-percent interval. Band: 95-percent interval clustered by expert.")
    return Figure(key, title, (said,), grid, drawn, note)


def _marks(results: Results) -> Figure:
    columns = (
        *("", _("type"), _("severity"), _("passages"), _("judgments with one")),
        *(_("share"), _("exact")),
    )
    rows = tuple(
        (
            results.systems[one.system],
            str(MarkedSpan.Type(one.type).label),
            str(MarkedSpan.Severity(one.severity).label),
            str(one.marks),
            str(one.submissions),
            valued(one.share.value, lambda v: percent(v, 1)),
            span(one.share.bounds(EXACT), lambda v: percent(v, 1)),
        )
        for one in results.safety.marks
        if one.marks
    )
    said = _("Passages that experts marked as unsafe, and omissions, by type and severity.")
    return Figure("marks", _("Marked passages by type and severity"), (said,), Grid(columns, rows))
