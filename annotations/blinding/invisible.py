"""Characters of an answer that leave no mark on the page: where they stand and what they are.

They can hide words from a reader, or turn the order of those that are seen. The answer is shown
as it is; beside it, on demand, stands what this finds.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Format and control characters, odd separators, private ones, and letters that only look like
# nothing. Line ends, tabs, the emoji's own selectors and joiners are no tricks.
_HIDDEN_CATEGORIES = {"Cf", "Cc", "Co", "Cs", "Zl", "Zp"}
_HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_PLAIN = frozenset("\n\r\t\ufe0e\ufe0f")
_CONTEXT = 16
# More would bury the page; their number is said in full.
MOST_PLACES = 40


@dataclass(frozen=True)
class HiddenPlace:
    """Hidden characters in a row, with what is seen before and after them."""

    before: str
    names: tuple[str, ...]
    after: str


@dataclass(frozen=True)
class Hidden:
    """All hidden characters of a text; false when there are none."""

    count: int
    places: tuple[HiddenPlace, ...]

    def __bool__(self) -> bool:
        return self.count > 0


NOTHING_HIDDEN = Hidden(0, ())


def find_hidden(text: str) -> Hidden:
    """Every character of the text that cannot be seen, in order."""
    if text.isascii() and text.isprintable():
        return NOTHING_HIDDEN
    runs = list(_runs(text))
    places = tuple(_place(text, start, end) for start, end in runs[:MOST_PLACES])
    return Hidden(sum(end - start for start, end in runs), places)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for index, character in enumerate(text):
        hidden = is_hidden(character) and not _joins_emoji(text, index)
        if hidden and start is None:
            start = index
        elif not hidden and start is not None:
            yield start, index
            start = None
    if start is not None:
        yield start, len(text)


def is_hidden(character: str) -> bool:
    """True for what leaves no mark, or moves those of others."""
    if character in _PLAIN:
        return False
    return character in _HIDDEN or unicodedata.category(character) in _HIDDEN_CATEGORIES


def _joins_emoji(text: str, index: int) -> bool:
    if text[index] != "\u200d" or not 0 < index < len(text) - 1:
        return False
    return all(unicodedata.category(each) in {"So", "Sk", "Mn"} for each in _around(text, index))


def _around(text: str, index: int) -> tuple[str, str]:
    return text[index - 1], text[index + 1]


def _place(text: str, start: int, end: int) -> HiddenPlace:
    return HiddenPlace(
        before=_seen(text[max(0, start - _CONTEXT) : start]),
        names=tuple(_name(character) for character in text[start : min(end, start + MOST_PLACES)]),
        after=_seen(text[end : end + _CONTEXT]),
    )


def _seen(text: str) -> str:
    return re.sub(r"\s+", " ", "".join(each for each in text if not is_hidden(each)))


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
