"""Does a text name one of these systems? Pure.

Written with and without hyphens or blanks a name is the same ("ChatGPT-4", "chat gpt 4");
within a longer Latin word it is not ("erythema" does not name "ERA"). Chinese has no
blanks between words, so there a name counts wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterable

# HuatuoGPT2 is Huatuo, GPT and 2.
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")


def named_systems(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that the text holds, in their order."""
    folded = _normal(text).casefold()
    return [name for name in names if (pattern := _pattern(name)) and pattern.search(folded)]


def pieces(name: str) -> list[str]:
    """What a name is made of, in lower case; blanks, hyphens and signs may stand between."""
    return [piece.casefold() for piece in _PIECES.findall(_normal(name))]


def _pattern(name: str) -> re.Pattern[str] | None:
    parts = pieces(name)
    if not parts:
        return None
    start = r"(?<![a-z0-9])" if parts[0][0].isascii() else ""
    end = r"(?![a-z0-9])" if parts[-1][-1].isascii() else ""
    return re.compile(start + r"[\W_]*".join(map(re.escape, parts)) + end)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
