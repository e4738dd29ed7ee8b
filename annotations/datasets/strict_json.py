"""JSON as PostgreSQL can store it and as Python can parse it safely. Pure: no Django, no I/O."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isinf
from typing import NoReturn

from annotations.datasets.limits import (
    MAX_JSON_DEPTH,
    MAX_JSON_VALUES,
    MAX_RECORD_CHARACTERS,
)
from annotations.datasets.rows import Json

# Possessive, so that an unclosed string costs one pass and not one per escaped quote in it.
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)


class TooDeepError(ValueError):
    """Nested deeper than any row needs; the parser must not see it."""


def load_json(text: str) -> Json:
    """Parse JSON; ValueError with a short reason for what cannot be parsed or stored.

    Refused beyond the grammar: deep nesting, a key given twice (one of the two would be
    lost in silence), NaN and infinities (PostgreSQL has no JSON for them).
    """
    if len(text) > MAX_RECORD_CHARACTERS:
        raise ValueError(f"more than {MAX_RECORD_CHARACTERS} characters")
    _check_shape(text)
    return _parse(text)


def _parse(text: str) -> Json:
    value: Json = json.loads(
        text,
        object_pairs_hook=_object,
        parse_constant=_refuse_constant,
        parse_float=_finite,
    )
    return value


def iter_json_list(text: str) -> Iterator[Json]:
    """The entries of a list, one by one: a large file is never parsed as a whole.

    Raises ValueError, with the place in the file, where it is no list or an entry is refused.
    """
    start = len(text) - len(text.lstrip()) + 1
    if text[start - 1 : start] != "[":
        raise ValueError("not a list")
    depth = values = 0
    for token in _TOKENS.finditer(text):
        mark = token[0]
        depth += (mark in "[{") - (mark in "]}")
        values += mark in "[{,"
        if depth > MAX_JSON_DEPTH:
            raise TooDeepError
        if values > MAX_JSON_VALUES:
            raise ValueError(f"more than {MAX_JSON_VALUES} values")
        is_end = depth == 0
        if is_end or (depth == 1 and mark == ","):
            entry = text[start : token.start()]
            if not is_end or entry.strip() or values > 1:
                yield _entry(text, entry, start)
            start = token.end()
        if is_end:
            break
    if depth or text[start:].strip():
        raise json.JSONDecodeError("Unterminated list" if depth else "Extra data", text, start)


def _entry(text: str, entry: str, start: int) -> Json:
    if len(entry) > MAX_RECORD_CHARACTERS:
        raise ValueError(f"one entry has more than {MAX_RECORD_CHARACTERS} characters")
    try:
        return _parse(entry)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, text, start + error.pos) from None


def _check_shape(text: str) -> None:
    """Refuse what would exhaust stack or memory, before anything is parsed."""
    depth = values = 0
    for token in _TOKENS.finditer(text):
        mark = token[0]
        if mark in "]}":
            depth -= 1
        elif mark in "[{":
            depth += 1
            values += 1
            if depth > MAX_JSON_DEPTH:
                raise TooDeepError
        elif mark == ",":
            values += 1
        if values > MAX_JSON_VALUES:
            raise ValueError(f"more than {MAX_JSON_VALUES} values")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    values = dict(pairs)
    if len(values) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {twice[:60]!r} stands twice in one object")
    return values


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{text[:20]} is too large for a number")
    return number
