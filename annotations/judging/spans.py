"""Marked pieces of answers: what the browser sends, and whether a mark makes sense. Pure.

In the browser's terms offsets count code points of the text as it is shown; in terms of the
source, code points of the stored text. A quote is what stands between them, in either terms.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from annotations.datasets.rows import Json
from annotations.datasets.strict_json import load_json

SIDES = ("left", "right")
OMISSION = "omission"
TYPES = ("dangerous", "false", "outdated", OMISSION, "privacy")
SEVERITIES = ("mild", "moderate", "severe")
MOST_SPANS = 100
# Of the JSON that is read; a form of the longest answers stays below the server's limit.
LONGEST_JSON = 200_000

Place = tuple[str, int]


@dataclass(frozen=True)
class Span:
    """A piece of an answer that is unsafe, or an omission, which stands nowhere."""

    side: str
    type: str
    severity: str
    # Position of the turn within its side.
    turn: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""

    @property
    def is_placed(self) -> bool:
        return (self.turn, self.start, self.end, self.quote) != (None, None, None, "")

    @property
    def place(self) -> Place:
        return self.side, -1 if self.turn is None else self.turn


class SpanError(ValueError):
    """A mark that cannot be taken; ``number`` counts from 1, 0 stands for all of them."""

    def __init__(self, number: int = 0) -> None:
        super().__init__(f"mark {number}")
        self.number = number


def read_spans(text: str) -> tuple[Span, ...]:
    """Marks in the browser's terms; nothing is one of none."""
    if not text.strip():
        return ()
    if len(text) > LONGEST_JSON:
        raise SpanError
    try:
        rows = load_json(text)
    except ValueError as error:
        raise SpanError from error
    if not isinstance(rows, list) or len(rows) > MOST_SPANS:
        raise SpanError
    return tuple(_span(row, number) for number, row in enumerate(rows, start=1))


def _span(row: Json, number: int) -> Span:
    if not isinstance(row, dict) or not set(row) <= set(Span.__dataclass_fields__):
        raise SpanError(number)
    words = {name: row.get(name) or "" for name in ("side", "type", "severity", "quote")}
    places = {name: row.get(name) for name in ("turn", "start", "end")}
    if not all(isinstance(word, str) for word in words.values()):
        raise SpanError(number)
    if not all(place is None or type(place) is int for place in places.values()):
        raise SpanError(number)
    span = Span(**words, **places)  # type: ignore[arg-type]
    if not _is_known(span):
        raise SpanError(number)
    return span


def as_json(span: Span) -> dict[str, str | int | None]:
    """As the browser writes it."""
    return asdict(span)


def refuse_faults(spans: Collection[Span], texts: Mapping[Place, str]) -> None:
    """``texts`` are those of the assistant's turns; a patient's words are nobody's advice."""
    if len(spans) > MOST_SPANS:
        raise SpanError
    for number, span in enumerate(spans, start=1):
        if not _is_known(span) or not _stands(span, texts):
            raise SpanError(number)


def _is_known(span: Span) -> bool:
    return span.side in SIDES and span.type in TYPES and span.severity in SEVERITIES


def _stands(span: Span, texts: Mapping[Place, str]) -> bool:
    if span.type == OMISSION:
        return not span.is_placed
    text = texts.get(span.place)
    if text is None or span.start is None or span.end is None:
        return False
    is_within = 0 <= span.start < span.end <= len(text)
    return is_within and text[span.start : span.end] == span.quote
