"""An answer as its page shows it, piece by piece, each with its place in the source. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from .lines import Line, Range, cell_places, lines_of, places_of
from .tracing import traced_parser

_CELLS = {"th_open", "td_open"}
_LITERAL = {"text", "text_special", "code_inline"}


@dataclass(frozen=True)
class Piece:
    """Some shown text, and for each of its characters the source range it stands for, if any."""

    text: str
    places: Sequence[Range | None]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: str) -> str:
    """What a browser's ``textContent`` gives for this HTML."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).replace("\r", "\n")


def pieces_of(source: str) -> Iterator[Piece]:
    """Every token's shown text in the page's order."""
    parser = traced_parser()
    renderer = parser.renderer
    assert isinstance(renderer, RendererHTML)
    walk = _Walk(source, renderer)
    tokens = parser.parse(source)
    for index, token in enumerate(tokens):
        if token.type == "inline":
            yield from walk.inline(token, is_cell=tokens[index - 1].type in _CELLS)
        else:
            yield walk.block(tokens, index)


class _Walk:
    """From the first token to the last: tables and unplaced formulas need the place before them."""

    def __init__(self, source: str, renderer: RendererHTML) -> None:
        self.source, self.renderer = source, renderer
        self.lines = lines_of(source)
        self.options = traced_parser().options
        self.cursor = 0
        self.row, self.column = -1, 0

    def shown(self, tokens: Sequence[Token], index: int) -> str:
        token = tokens[index]
        if token.type in _LITERAL:
            return token.content.replace("\r", "\n")
        rule = self.renderer.rules.get(token.type, self.renderer.renderToken)
        return text_of(rule(tokens, index, self.options, {}))

    def block(self, tokens: Sequence[Token], index: int) -> Piece:
        token, text = tokens[index], self.shown(tokens, index)
        if token.type == "fence" and token.map:
            places = places_of(token.content, self._lines(token)[1:] or self._lines(token))
            return Piece(text, [*places, *[None] * (len(text) - len(places))])
        if not text.strip():
            return Piece(text, [None] * len(text))
        return Piece(text, [self._formula(token)] * len(text))

    def _lines(self, token: Token) -> Sequence[Line]:
        first, last = token.map or (0, len(self.lines))
        return self.lines[first:last]

    def _formula(self, token: Token) -> Range:
        if token.map:
            lines = self._lines(token)
            return lines[0].start, lines[-1].end
        # Between backslash brackets; the parser says no line for it, so it is sought.
        found = self.source.find(token.content, self.cursor)
        if found < 0:
            return self.cursor, len(self.source)
        self.cursor = min(found + len(token.content) + 2, len(self.source))
        return max(found - 2, 0), self.cursor

    def inline(self, token: Token, *, is_cell: bool) -> Iterator[Piece]:
        places = self._cell(token) if is_cell else places_of(token.content, self._lines(token))
        if places:
            self.cursor = places[-1][1]
        children = token.children or []
        for index, child in enumerate(children):
            if text := self.shown(children, index):
                begin, end = child.meta["at"], _end(children, index, len(token.content))
                yield Piece(text, _spread(child, text, token.content, begin, end, places))

    def _cell(self, token: Token) -> list[Range]:
        number = (token.map or (0, 0))[0]
        self.column = self.column if number == self.row else 0
        self.row = number
        places, self.column = cell_places(token.content, self.lines[number], self.column)
        return places


def _end(children: Sequence[Token], index: int, length: int) -> int:
    """Where the next token begins: in between stands this one's own markup."""
    begin = children[index].meta["at"]
    places = (children[later].meta["at"] for later in range(index + 1, len(children)))
    return next((place for place in places if place > begin), length)


def _spread(
    token: Token, text: str, content: str, begin: int, end: int, places: Sequence[Range]
) -> Sequence[Range]:
    """Character by character where the source has the text as it is shown, else as a whole."""
    if token.type in _LITERAL:
        # Within inline code the parser makes a blank of a line's end.
        reach = max(end, begin + len(text))
        found = content[begin:reach].replace("\n", " ").find(text.replace("\n", " "))
        if found >= 0:
            return places[begin + found : begin + found + len(text)]
    covered = places[begin:end] or [places[-1]]
    whole = (covered[0][0], covered[-1][1])
    return [whole] * len(text)
