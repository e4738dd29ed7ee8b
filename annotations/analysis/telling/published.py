"""A published table told honestly: every judgment taken as independent, and still."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.published import PublishedReport, PublishedRow
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.pairs import bars_figure
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import exact, points, span
from annotations.stats.estimate import NotEstimable
from annotations.stats.sanity import Problem

NO_LINKS = ("", "", "")


def published_section(found: PublishedReport) -> Section:
    rows = [(row.label, row.counts, NO_LINKS) for row in found.rows]
    figures = (
        bars_figure("published-outcomes", _("Wins, ties and losses"), rows, None),
        _differences(found),
    )
    shown = sum(row.is_significant for row in found.rows)
    said = ngettext(
        "Of %(n)s row, %(shown)s shows a difference after Holm's correction, even if every "
        "judgment were independent of the others.",
        "Of %(n)s rows, %(shown)s show a difference after Holm's correction, even if every "
        "judgment were independent of the others.",
        len(found.rows),
    ) % {"n": len(found.rows), "shown": shown}
    limits = _(
        "Judgments of the same questions or by the same experts are not independent: then the "
        "true uncertainty is larger, and only the judgments themselves can say by how much."
    )
    sentences = (said, limits, *(_verdict(row) for row in found.rows)) if found.rows else ()
    return Section(
        "published",
        _("What the counts show"),
        figures if found.rows else (),
        sentences,
        tuple(_warnings(found)),
        is_exploratory=False,
    )


def _verdict(row: PublishedRow) -> str:
    said = {
        "label": row.label,
        "value": points(row.difference),
        "span": span(row.bounds),
        "p": words.p_value(row.p_value),
        "flips": row.flips,
    }
    if row.is_significant:
        return (
            _(
                "%(label)s: %(value)s points (%(span)s), %(p)s: a difference; %(flips)s reversed "
                "verdicts would undo it."
            )
            % said
        )
    needed = "" if isinstance(row.needed, NotEstimable) else str(row.needed)
    text = _("%(label)s: %(value)s points (%(span)s), %(p)s: no difference shown.") % said
    more = _("A difference of this size needs %(n)s independent judgments.") % {"n": needed}
    return words.sentence(text, more if needed else "")


def _warnings(found: PublishedReport) -> Iterator[str]:
    for finding in found.findings:
        names = _("; ").join(finding.rows)
        if finding.problem == Problem.TWIN_ROWS:
            yield _("The same counts in several rows, possibly copied: %(rows)s.") % {"rows": names}
        else:
            yield _(
                "Nothing is computed of rows whose wins, ties and losses do not sum to what they "
                "should: %(rows)s."
            ) % {"rows": names}


def _differences(found: PublishedReport) -> Figure:
    rows = tuple(
        Dot(
            row.label,
            row.difference,
            row.bounds,
            note=f"{points(row.difference)} · {words.p_value(row.p_holm)}",
        )
        for row in found.rows
    )
    scale, title = difference_scale(rows), _("Win difference")
    columns = (
        *("", _("win difference"), _("interval"), _("p, sign test"), _("p after Holm")),
        *(_("flips that undo it"), _("judgments needed")),
    )
    grid = Grid(
        columns,
        tuple(
            (
                row.label,
                exact(row.difference),
                span(row.bounds, exact),
                words.bare(words.p_value(row.p_value)),
                words.bare(words.p_value(row.p_holm)),
                str(row.flips) if row.flips else words.DASH,
                words.DASH if isinstance(row.needed, NotEstimable) else str(row.needed),
            )
            for row in found.rows
        ),
    )
    said = _("Dot: win difference in points. Line: its interval if judgments were independent.")
    return Figure(
        "published-differences",
        title,
        (said,),
        grid,
        draw_dots("published-differences", title, rows, scale),
    )
