"""Wins, ties and losses as one bar a row, with their counts."""

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
)
from annotations.stats.counts import Counts

ROW, BAR, TOP = 58.0, 30.0, 20.0
LABEL_LETTERS = 62
# A narrower part has no room for its share, or for its count beside it: on a phone, and in a
# file. The table has both anyway.
ON_PAGE, IN_FILE = (0.09, 0.24), (0.05, 0.13)


@dataclass(frozen=True)
class Bar:
    """``links``: where win, tie and loss lead, or nothing."""

    label: str
    counts: Counts
    links: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class _Part:
    name: str
    fill: str
    letters: str


def bars(
    key: str,
    title: str,
    rows: Sequence[Bar],
    names: tuple[str, str, str],
    write: Callable[[float], str],
    palette: Palette,
) -> str:
    """``names``: of win, tie and loss, for who cannot see the colours; ``write``: a share."""
    hatch = f"hatch-{key}"
    parts = [_hatch(hatch)]
    for number, row in enumerate(rows):
        y = number * ROW
        parts.append(text(cut(row.label, LABEL_LETTERS), 0, y + 13, palette.ink))
        parts += _row(row, y + TOP, names, hatch, write, palette)
    return drawing(key, title, max(1, len(rows)) * ROW, parts, palette)


def _hatch(name: str) -> str:
    """Lines over losses: they survive a print in black and white."""
    line = element(
        "line", x1=0, y1=0, x2=0, y2=8, stroke="#000", stroke_opacity=0.22, stroke_width=3
    )
    pattern = element(
        "pattern",
        line,
        id=name,
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return element("defs", pattern)


def _row(
    row: Bar,
    y: float,
    names: tuple[str, str, str],
    hatch: str,
    write: Callable[[float], str],
    palette: Palette,
) -> Iterator[str]:
    narrowest, roomy = IN_FILE if palette.is_file else ON_PAGE
    looks = (
        _Part(names[0], palette.win, palette.on_win),
        _Part(names[1], palette.tie, palette.on_tie),
        _Part(names[2], palette.loss, palette.on_loss),
    )
    counts, x = (row.counts.wins, row.counts.ties, row.counts.losses), 0.0
    for number, (part, count) in enumerate(zip(looks, counts, strict=True)):
        share = count / row.counts.n if row.counts.n else 0.0
        if count:
            box = {"x": percent(x), "y": y, "width": percent(share), "height": BAR}
            drawn = element("rect", **box, fill=part.fill, stroke=palette.sheet)
            if number == 2:
                drawn += element("rect", **box, fill=f"url(#{hatch})")
            words = f"{write(share)} · {count}"
            if share >= narrowest:
                drawn += text(
                    words if share >= roomy else write(share),
                    percent(x + share / 2),
                    y + BAR / 2 + 4.5,
                    part.letters,
                    text_anchor="middle",
                    font_weight=600 if number != 1 else None,
                    font_size=SMALL if share < roomy else None,
                )
            yield link(drawn, row.links[number], f"{row.label}: {part.name}, {words}", palette)
        x += share
