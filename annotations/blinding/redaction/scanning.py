"""The scan: rules over the folded text, names, and what hiding one leak reveals of another."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotations.blinding.redaction import (
    chinese,
    chinese_origins,
    english,
    english_origins,
    known_names,
    windows,
)
from annotations.blinding.redaction.folding import Folded, fold
from annotations.blinding.redaction.invented_names import invented_names
from annotations.blinding.redaction.leaks import Kind, Leak, Reason
from annotations.blinding.redaction.masking import mask
from annotations.blinding.redaction.study_names import study_name_pattern

_RULES = (
    *english.RULES,
    *english_origins.RULES,
    *chinese.RULES,
    *chinese_origins.RULES,
    *known_names.RULES,
)


def find_leaks(text: str, aliases: Iterable[str] = ()) -> tuple[Leak, ...]:
    """All leaks, sorted and disjoint. A text in which they are masked holds none.

    aliases are the study's own names for its systems, their base models and vendors.
    """
    names = tuple(aliases)
    leaks = _once(text, names)
    found: tuple[Leak, ...] = ()
    while leaks:
        found = _disjoint(text, (*found, *leaks))
        masked = mask(text, found)
        leaks = tuple(
            replace(leak, start=start, end=end)
            for leak in _once(masked.text, names)
            for start, end in [masked.raw_span(leak.start, leak.end)]
        )
    return found


def _once(text: str, aliases: tuple[str, ...]) -> tuple[Leak, ...]:
    folded = fold(text)
    finds = (*_by_rules(folded), *_by_aliases(folded, aliases))
    leaks = [
        Leak(*_whole(text, *folded.span(start, end)), kind, reason, "en")
        for start, end, kind, reason in finds
    ]
    leaks += [Leak(*span, Kind.MODEL, Reason.MODEL_NAME, "en") for span in invented_names(text)]
    return _disjoint(text, leaks)


_Find = tuple[int, int, Kind, Reason]


def _by_rules(folded: Folded) -> Iterator[_Find]:
    for rule in _RULES:
        for found in rule.pattern.finditer(folded.text):
            start, end = _trimmed(folded.text, *found.span("told"))
            if start < end and rule.holds(found):
                yield start, end, rule.kind, rule.reason


def _by_aliases(folded: Folded, aliases: tuple[str, ...]) -> Iterator[_Find]:
    for alias in aliases:
        if pattern := study_name_pattern(alias):
            for found in pattern.finditer(folded.text):
                if not known_names.means_something_else(found):
                    yield *found.span(), Kind.OWN, Reason.STUDY_NAME


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


_EDGES = " ,，、。:;!?\n"


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the other half of an emphasis that it cuts: **Chat**GPT."""
    for mark in ("**", "__", "`", "*", "_"):
        if text.count(mark, start, end) % 2 == 0:
            continue
        if text.endswith(mark, 0, start):
            return start - len(mark), end
        if text.startswith(mark, end):
            return start, end + len(mark)
    return start, end


_PRECEDENCE = (Kind.OWN, Kind.MODEL, Kind.VENDOR, Kind.MACHINE)


def _disjoint(text: str, leaks: Iterable[Leak]) -> tuple[Leak, ...]:
    """Sorted; those that overlap become one, of the kind that tells most."""
    merged: list[Leak] = []
    for leak in sorted(leaks, key=lambda leak: (leak.start, leak.end)):
        if merged and leak.start < merged[-1].end:
            last = merged.pop()
            leak = _joined(last, leak)
        merged.append(leak)
    return tuple(
        replace(leak, language=windows.language_around(text, leak.start, leak.end))
        for leak in merged
    )


def _joined(first: Leak, second: Leak) -> Leak:
    tells = min(first, second, key=lambda leak: _PRECEDENCE.index(leak.kind))
    return replace(tells, start=first.start, end=max(first.end, second.end))
