"""Results under scrambled names: shares and win differences, rounded as they come."""

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.scrambled import ScrambledPair, ScrambledResult
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.scales import difference_scale
from annotations.analysis.telling.words import percent, points, span


def scrambled_sections(
    pairs: tuple[ScrambledPair, ...], names: dict[str, str]
) -> tuple[Section, ...]:
    """One section a criterion; ``names`` of the criteria by their keys, the first one first."""
    return tuple(
        Section(key, name, (_figure(key, pairs),), is_exploratory=number > 0)
        for number, (key, name) in enumerate(names.items())
        if any(_result(pair, key).win is not None for pair in pairs)
    )


def _result(pair: ScrambledPair, key: str) -> ScrambledResult:
    return next(one for one in pair.results if one.criterion == key)


def _figure(key: str, pairs: tuple[ScrambledPair, ...]) -> Figure:
    found = [(_label(pair), _result(pair, key)) for pair in pairs]
    rows = tuple(
        Dot(label, one.win_difference, one.interval, note=_note(one)) for label, one in found
    )
    scale, title = difference_scale(rows), _("Win difference")
    columns = ("", _("first better"), _("tie"), _("second better"), _("win difference"))
    grid = Grid(
        (*columns, str(words.THESE)),
        tuple(
            (
                label,
                *(_share(share) for share in (one.win, one.tie, one.loss)),
                words.DASH if one.win_difference is None else points(one.win_difference),
                span(one.interval),
            )
            for label, one in found
        ),
    )
    said = _("Above 0 the first system was preferred, below 0 the second.")
    drawn = draw_dots(key, title, rows, scale)
    note = _("Line: 95-percent interval for these experts on other questions.")
    return Figure(key, title, (said,), grid, drawn, note)


def _label(pair: ScrambledPair) -> str:
    return _("%(a)s against %(b)s") % {"a": pair.first, "b": pair.second}


def _note(one: ScrambledResult) -> str:
    if one.win_difference is None:
        return words.DASH
    return points(one.win_difference) + (f" · n = {one.n}" if one.n else "")


def _share(share: float | None) -> str:
    return words.DASH if share is None else percent(share)
