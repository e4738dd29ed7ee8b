"""A computed report as text and back, dataclass by dataclass. Pure.

Only classes that a report is made of can come back: what is stored names them, and they are
found from the types of ``Results``, never by importing what a text asks for.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from annotations.analysis.results import Results

CLASS = "$"


def dumps(results: Results) -> str:
    return json.dumps(_plain(results), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Results:
    found = _rebuilt(json.loads(text))
    assert isinstance(found, Results)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {CLASS: _key(type(value))} | {
            field.name: _plain(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    # A number of numpy's that is not one of Python's as well.
    return value.item() if hasattr(value, "item") else value


def _rebuilt(value: Any) -> Any:
    if isinstance(value, dict):
        found = _classes()[value.pop(CLASS)]
        return found(**{name: _rebuilt(one) for name, one in value.items()})
    return tuple(_rebuilt(one) for one in value) if isinstance(value, list) else value


def _key(found: type) -> str:
    return f"{found.__module__.rpartition('.')[2]}.{found.__name__}"


@cache
def _classes() -> dict[str, type]:
    return {_key(found): found for found in _used_by(Results, set())}


def _used_by(found: Any, seen: set[type]) -> Iterator[type]:
    """The dataclass itself and all that its fields may hold."""
    for inner in get_args(found):
        yield from _used_by(inner, seen)
    if isinstance(found, type) and is_dataclass(found) and found not in seen:
        seen.add(found)
        yield found
        for hint in get_type_hints(found).values():
            yield from _used_by(hint, seen)
