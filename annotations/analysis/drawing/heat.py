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
    width_of,
)

ROW, HEAD, LABELS = 32.0, 24.0, 0.3
# Beside the cells, on a phone and in a file; the table has all of it.
ON_PAGE, IN_FILE = 15, 34
# Above all columns together.
ON_PAGE_ABOVE, IN_FILE_ABOVE, LINE = 30.0, 80.0, 17.0
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
    """Colour by sign and size: the row's or the pair's first system wins, or loses.

    Names of columns that have no room become numbers; a file, which nothing explains, then
    says below what they stand for.
    """
    wide = (1 - LABELS) / max(1, len(columns))
    below: list[str] = []
    if not fits(columns, palette):
        numbered = list(enumerate(columns, start=1))
        below = [f"{number}  {name}" for number, name in numbered] if palette.is_file else []
        columns = [str(number) for number, _name in numbered]
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
    height = HEAD + len(rows) * ROW + 4
    for line in below:
        height += LINE
        parts.append(text(line, 0, height, palette.quiet, font_size=SMALL))
    return drawing(key, title, height + (4 if below else 0), parts, palette)


def fits(columns: Sequence[str], palette: Palette) -> bool:
    """Whether the names have room above their columns, on a phone or in a file."""
    letters = IN_FILE_ABOVE if palette.is_file else ON_PAGE_ABOVE
    return max(map(width_of, columns), default=0.0) * len(columns) <= letters


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
