"""Between what a rater selects, the shown text, and what is stored, its Markdown source. Pure.

Offsets are code points, the end excluded. What stands in the source as it is shown maps
character by character; a formula, an entity or the address behind a link maps as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from .lines import Range
from .pieces import pieces_of, text_of


@dataclass(frozen=True)
class Alignment:
    """One answer's shown text with, for every character, the range of the source behind it."""

    source: str
    text: str
    places: Sequence[Range | None]

    def to_source(self, start: int, end: int) -> Range | None:
        """The source that is shown between two offsets; None where nothing of it is."""
        if not 0 <= start < end <= len(self.text):
            return None
        found = [place for place in self.places[start:end] if place]
        if not found or (first := min(found)[0]) >= (last := max(place[1] for place in found)):
            return None
        return first, last

    def to_shown(self, start: int, end: int) -> Range | None:
        """The least shown text that stands for this part of the source; None if it is not shown."""
        touched = [
            index
            for index, place in enumerate(self.places)
            if place and place[0] < end and place[1] > start
        ]
        return (touched[0], touched[-1] + 1) if touched else None


def align(html: str, source: str) -> Alignment:
    """``html`` is what the page was given for ``source``."""
    pieces = list(pieces_of(source))
    expected = "".join(piece.text for piece in pieces)
    places = list(chain.from_iterable(piece.places for piece in pieces))
    text = text_of(html)
    return Alignment(source, text, _fitted(text, expected, places, len(source)))


def _fitted(
    text: str, expected: str, places: Sequence[Range | None], length: int
) -> Sequence[Range | None]:
    """The places, should the page show other text than expected: then all of it from the first
    difference to the last stands for everything between, so that a mark is never too small."""
    if text == expected:
        return places
    shorter = min(len(text), len(expected))
    head = next((i for i in range(shorter) if text[i] != expected[i]), shorter)
    tail = next(
        (i for i in range(shorter - head) if text[-1 - i] != expected[-1 - i]), shorter - head
    )
    before, after = places[:head], places[len(places) - tail :]
    begin = max((place[1] for place in before if place), default=0)
    end = min((place[0] for place in after if place), default=length)
    between = (begin, end) if begin < end else (0, length)
    return [*before, *[between] * (len(text) - head - tail), *after]
