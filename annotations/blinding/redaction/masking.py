"""Leaks out of a text, a placeholder in: readable, and every position can be found again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from annotations.blinding.redaction.leaks import Leak
from annotations.blinding.redaction.placeholders import PLACEHOLDERS

# "ChatGPT, a language model by OpenAI" becomes one placeholder, not three in a row.
_NOTHING_BETWEEN = re.compile(r"[ \t,，、的*_]{0,3}")


@dataclass(frozen=True)
class MaskedSpan:
    """text[start:end] of the raw text is shown as text[shown_start:shown_end]."""

    start: int
    end: int
    shown_start: int
    shown_end: int


@dataclass(frozen=True)
class Masked:
    text: str
    spans: tuple[MaskedSpan, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the shown text stands in the raw one.

        A piece that touches a placeholder takes in all that the placeholder hides.
        """
        raw_start, raw_end = start, end
        for span in self.spans:
            moved = span.end - span.shown_end
            if span.shown_end <= start:
                raw_start = start + moved
            elif span.shown_start <= start:
                raw_start = span.start
            if span.shown_end <= end:
                raw_end = end + moved
            elif span.shown_start < end:
                raw_end = span.end
        return raw_start, raw_end


def mask(text: str, leaks: Iterable[Leak]) -> Masked:
    """The text to show, with the spans that were hidden; nothing else is touched."""
    shown: list[str] = []
    spans: list[MaskedSpan] = []
    position = length = 0
    for start, end, language in _runs(text, leaks):
        kept, placeholder = text[position:start], PLACEHOLDERS[language]
        shown += [kept, placeholder]
        length += len(kept)
        spans.append(MaskedSpan(start, end, length, length + len(placeholder)))
        length += len(placeholder)
        position = end
    return Masked("".join([*shown, text[position:]]), tuple(spans))


def _runs(text: str, leaks: Iterable[Leak]) -> list[tuple[int, int, str]]:
    """Leaks with nothing but a comma between them are hidden as one."""
    runs: list[tuple[int, int, str]] = []
    for leak in sorted(leaks, key=lambda leak: leak.start):
        if runs and _NOTHING_BETWEEN.fullmatch(text, runs[-1][1], max(leak.start, runs[-1][1])):
            start, end, language = runs[-1]
            runs[-1] = (start, max(end, leak.end), language)
        else:
            runs.append((leak.start, leak.end, leak.language))
    return runs
