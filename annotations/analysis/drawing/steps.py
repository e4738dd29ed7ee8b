"""The way from what was imported to what is analysed, with every loss beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.analysis.drawing.svg import SMALL, Palette, cut, drawing, element, text

BOX, LOSS, GAP, SPINE = 34.0, 22.0, 12.0, 18
LETTERS = 78


@dataclass(frozen=True)
class Box:
    """A step in words; ``losses``: what did not go on from here, in words."""

    words: str
    losses: tuple[str, ...] = ()
    starts: bool = False


def steps(key: str, title: str, boxes: Sequence[Box], palette: Palette) -> str:
    parts, y = [], 1.0
    for number, box in enumerate(boxes):
        if box.starts and number:
            y += GAP
        follows = number + 1 < len(boxes) and not boxes[number + 1].starts
        parts += _box(box, y, follows, palette)
        y += BOX + len(box.losses) * LOSS + (GAP if follows or box.losses else 0)
    return drawing(key, title, y + 1, parts, palette)


def _box(box: Box, y: float, follows: bool, palette: Palette) -> Iterator[str]:
    end = y + BOX + len(box.losses) * LOSS + (GAP if follows else -LOSS / 2)
    if follows or box.losses:
        yield element("line", x1=SPINE, y1=y + BOX, x2=SPINE, y2=end, stroke=palette.line)
    for number, loss in enumerate(box.losses):
        at = y + BOX + (number + 0.5) * LOSS + 2
        yield element("line", x1=SPINE, y1=at, x2=SPINE + 14, y2=at, stroke=palette.line)
        words = cut(loss, LETTERS)
        yield text(words, SPINE + 20, at + 4, palette.quiet, font_size=SMALL)
    yield element(
        "rect",
        x="0.2%",
        y=y,
        width="99.6%",
        height=BOX,
        rx=6,
        fill=palette.sheet,
        stroke=palette.line,
    )
    yield text(cut(box.words, LETTERS), 12, y + BOX / 2 + 4.5, palette.ink)
