"""A table of win differences in colours, the numbers written into it."""

from collections.abc import Iterator, Sequence
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
)

ROW, HEAD, LABELS = 32.0, 24.0, 0.3
# Beside the cells, on a phone and in a file; the table has all of it.
ON_PAGE, IN_FILE = 15, 34
# The deepest colour still leaves the number on it readable.
DEEPEST = 0.5


@dataclass(frozen=True)
class HeatCell:
    """A win difference and how it is written; None where nothing was judged."""

    value: float | None
    words: str
    href: str = ""


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: tuple[HeatCell, ...]


def heat(
    key: str, title: str, columns: Sequence[str], rows: Sequence[HeatRow], palette: Palette
) -> str:
    """Colour by sign and size: the row's or the pair's first system wins, or loses."""
    wide = (1 - LABELS) / max(1, len(columns))
    parts = [
        text(
            cut(name, 110 * wide),
            percent(LABELS + (number + 0.5) * wide),
            15,
            palette.quiet,
            text_anchor="middle",
            font_size=SMALL,
        )
        for number, name in enumerate(columns)
    ]
    for number, row in enumerate(rows):
        parts += _row(row, HEAD + number * ROW, wide, palette)
    return drawing(key, title, HEAD + len(rows) * ROW + 4, parts, palette)


def _row(row: HeatRow, y: float, wide: float, palette: Palette) -> Iterator[str]:
    letters = IN_FILE if palette.is_file else ON_PAGE
    yield text(cut(row.label, letters), 0, y + ROW / 2 + 4.5, palette.ink, font_size=SMALL)
    for number, cell in enumerate(row.cells):
        x = LABELS + number * wide
        colour = palette.win if (cell.value or 0) >= 0 else palette.loss
        box = element(
            "rect",
            x=percent(x),
            y=y + 1,
            width=percent(wide),
            height=ROW - 2,
            fill=colour,
            fill_opacity=DEEPEST * min(1.0, abs(cell.value or 0)),
            stroke=palette.line,
            stroke_opacity=0.4,
        )
        words = text(
            cell.words,
            percent(x + wide / 2),
            y + ROW / 2 + 4.5,
            palette.ink,
            text_anchor="middle",
        )
        yield link(box + words, cell.href, f"{row.label}: {cell.words}", palette)
