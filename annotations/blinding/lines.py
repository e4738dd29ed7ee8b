"""Where the lines of a text begin and end, and where a parser's trimmed line stands. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Range = tuple[int, int]

_LINE_END = re.compile(r"\r\n?|\n")
# What stands before a table's row in a quotation or a list.
_PREFIX = re.compile(r"\A[\s>]*(?:(?:[-+*]|\d+[.)])\s+)*")


@dataclass(frozen=True)
class Line:
    """One line without its end; ``start`` and ``next`` are offsets in the whole text."""

    start: int
    text: str
    next: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def lines_of(source: str) -> list[Line]:
    """All lines, numbered as the Markdown parser numbers them: CRLF and CR end a line too."""
    lines, start = [], 0
    for found in _LINE_END.finditer(source):
        lines.append(_line(source, start, found.start(), found.end()))
        start = found.end()
    lines.append(_line(source, start, len(source), len(source)))
    return lines


def _line(source: str, start: int, end: int, following: int) -> Line:
    # As the parser reads it: it cannot stand NUL.
    return Line(start, source[start:end].replace("\0", "\ufffd"), following)


def places_of(text: str, lines: Sequence[Line]) -> list[Range]:
    """The range in the source of every character of a block's text, line below line."""
    places: list[Range] = []
    rows = text.split("\n")
    lines = _from_first_row(rows[0], lines)
    for number, row in enumerate(rows):
        line = lines[min(number, len(lines) - 1)]
        places += _suffix(row, line)
        if number + 1 < len(rows):
            places.append((line.end, line.next))
    return places


def _from_first_row(row: str, lines: Sequence[Line]) -> Sequence[Line]:
    """Without lines of ideographic spaces and the like, which begin a paragraph and are cut off.

    To Markdown only spaces and tabs make a line blank; the parser strips more than these.
    """
    first = 0
    while first + 1 < len(lines) and _is_cut_off(row, lines[first]):
        first += 1
    return lines[first:]


def _is_cut_off(row: str, line: Line) -> bool:
    if line.text.endswith(row) or (row.strip() and line.text.rstrip().endswith(row.strip())):
        return False
    return not _PREFIX.sub("", line.text.rstrip() + " ", count=1).strip()


def _suffix(row: str, line: Line) -> Iterator[Range]:
    """A row is the end of its line: quotation marks and indents went away in front of it."""
    kept = line.text.rstrip()
    body = row.strip()
    if not kept.endswith(body):
        kept = kept.rstrip("#").rstrip()  # a heading's closing marks
    if not body or not kept.endswith(body):
        return iter([(line.start, line.end)] * len(row))
    first = len(kept) - len(body) - (len(row) - len(row.lstrip()))
    return (_within(line, first + index) for index in range(len(row)))


def _within(line: Line, index: int) -> Range:
    """One character; blanks that the parser made of a tab stand at the line's edge."""
    start = min(max(line.start + index, line.start), line.end)
    return start, min(start + 1, line.end)


def cell_places(text: str, line: Line, begin: int) -> tuple[list[Range], int]:
    """A table cell's characters from ``begin`` in its line, and where the next cell is sought.

    Within a cell every bar was written with a backslash, which the parser took away.
    """
    written = text.replace("|", "\\|")
    prefix = begin or len(line.text) - len(_PREFIX.sub("", line.text, count=1))
    index = line.text.find(written, prefix)
    if index < 0:
        index = line.text.find(written, begin)
    if index < 0:
        return [(line.start, line.end)] * len(text), begin
    places: list[Range] = []
    for character in text:
        width = 2 if character == "|" else 1
        places.append((line.start + index, line.start + index + width))
        index += width
    return places, index
