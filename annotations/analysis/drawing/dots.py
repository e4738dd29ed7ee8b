"""Estimates as dots with one or two intervals, a row each, over a common scale."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotations.analysis.drawing.svg import (
    SMALL,
    Palette,
    cut,
    drawing,
    element,
    link,
    percent,
    text,
    width_of,
)
from annotations.stats.rates import Interval

ROW, HEADING, AXIS = 44.0, 30.0, 26.0
LABEL_LETTERS, NOTE_LETTERS = 44, 40
# A label and its note beside each other, in pixels: on a phone, and in a file. Where one row's
# are longer, every note has a line of its own.
ROOM_ON_PAGE, ROOM_IN_FILE, NOTE_LINE = 318.0, 700.0, 16.0
LABEL_LETTER, NOTE_LETTER = 7.0, 6.0
EDGE = 0.02


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high``; ``reference``: where nothing differs. Ticks have words."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    reference: float | None = None

    def place(self, value: float) -> float:
        """From 0 to 1 across the figure, kept inside its edges."""
        share = (value - self.low) / (self.high - self.low)
        return EDGE + (1 - 2 * EDGE) * min(1.0, max(0.0, share))


@dataclass(frozen=True)
class Dot:
    """``thin``: the first interval, drawn as a line; ``wide``: the second, as a band.

    Without ``value`` the row is a heading, or says in ``note`` why there is none.
    """

    label: str
    value: float | None = None
    thin: Interval | None = None
    wide: Interval | None = None
    note: str = ""
    href: str = ""
    is_heading: bool = False


def draw_dots(
    key: str, title: str, rows: Sequence[Dot], scale: Scale
) -> Callable[[Palette], str] | None:
    """How to draw them; nothing where no row has a value, because the sentence says that."""
    if all(row.value is None for row in rows):
        return None
    return lambda palette: dots(key, title, rows, scale, palette)


def dots(key: str, title: str, rows: Sequence[Dot], scale: Scale, palette: Palette) -> str:
    parts, y = [], 0.0
    room = ROOM_IN_FILE if palette.is_file else ROOM_ON_PAGE
    below = NOTE_LINE if any(_width(row) > room for row in rows) else 0.0
    for row in rows:
        parts += _row(row, y, below, scale, palette)
        y += HEADING if row.is_heading else ROW + below
    axis = list(_axis(scale, y, palette))
    return drawing(key, title, y + AXIS, [*axis, *parts], palette)


def _width(row: Dot) -> float:
    if row.is_heading:
        return 0.0
    label, note = cut(row.label, LABEL_LETTERS), cut(row.note, NOTE_LETTERS)
    return LABEL_LETTER * width_of(label) + NOTE_LETTER * width_of(note)


def _axis(scale: Scale, bottom: float, palette: Palette) -> Iterator[str]:
    # At the edge it would only cross the labels.
    if scale.reference is not None and scale.low < scale.reference < scale.high:
        at = percent(scale.place(scale.reference))
        yield element("line", x1=at, y1=2, x2=at, y2=bottom, stroke=palette.line)
    yield element("line", x1=0, y1=bottom, x2="100%", y2=bottom, stroke=palette.line)
    for number, (value, words) in enumerate(scale.ticks):
        place = scale.place(value)
        last = len(scale.ticks) - 1
        anchor = "start" if number == 0 else "end" if number == last else "middle"
        at = percent(0 if number == 0 else 1 if number == last else place)
        tick = percent(place)
        yield element("line", x1=tick, y1=bottom, x2=tick, y2=bottom + 5, stroke=palette.line)
        yield text(words, at, bottom + 19, palette.quiet, text_anchor=anchor, font_size=SMALL)


def _row(row: Dot, y: float, below: float, scale: Scale, palette: Palette) -> Iterator[str]:
    if row.is_heading:
        yield text(cut(row.label, 80), 0, y + 20, palette.ink, font_weight=650)
        return
    yield text(cut(row.label, LABEL_LETTERS), 0, y + 14, palette.ink)
    if row.note:
        yield text(
            cut(row.note, NOTE_LETTERS),
            "100%",
            y + 14 + below,
            palette.quiet,
            text_anchor="end",
            font_size=SMALL,
        )
    drawn = "".join(_marks(row, y + 29 + below, scale, palette))
    yield link(drawn, row.href, f"{row.label} {row.note}", palette)


def _marks(row: Dot, y: float, scale: Scale, palette: Palette) -> Iterator[str]:
    if row.wide:
        yield _line(row.wide, y, scale, palette.accent, stroke_width=9, stroke_opacity=0.28)
    if row.thin:
        yield _line(row.thin, y, scale, palette.accent, stroke_width=2.5)
    if row.value is not None:
        at = percent(scale.place(row.value))
        yield element("circle", cx=at, cy=y, r=5.5, fill=palette.accent, stroke=palette.sheet)


def _line(found: Interval, y: float, scale: Scale, colour: str, **look: object) -> str:
    ends = {"x1": percent(scale.place(found.low)), "x2": percent(scale.place(found.high))}
    return element("line", **ends, y1=y, y2=y, stroke=colour, **look)
