"""The names that a study knows for its systems: aliases, base models, vendors."""

import re
from functools import lru_cache

from annotations.blinding.names import pieces
from annotations.blinding.redaction.folding import fold

# Shorter names ("A", "B12", "甲") are words of medicine first.
_SHORTEST_LATIN = 3
_SHORTEST_OTHER = 2


def is_searchable(alias: str) -> bool:
    """False for a name so short that it would be found in every answer."""
    folded = "".join(_folded_pieces(alias))
    return len(folded) >= (_SHORTEST_LATIN if folded.isascii() else _SHORTEST_OTHER)


@lru_cache(maxsize=2_000)
def study_name_pattern(alias: str) -> re.Pattern[str] | None:
    parts = _folded_pieces(alias)
    if not is_searchable(alias):
        return None
    start = r"(?<![a-z0-9])" if parts[0][0].isascii() else ""
    end = r"(?![a-z0-9])" if parts[-1][-1].isascii() else ""
    return re.compile(start + r"[\W_]{0,4}".join(map(_part, parts)) + end)


def _part(part: str) -> str:
    """Chinese characters may stand apart, as some writers set them."""
    return re.escape(part) if part.isascii() else r"\s{0,2}".join(map(re.escape, part))


def _folded_pieces(alias: str) -> list[str]:
    return [folded for piece in pieces(alias) if (folded := fold(piece).text.strip())]
