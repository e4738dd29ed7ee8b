"""A text as the patterns see it: one spelling of everything, and where each character came from."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from annotations.blinding.redaction.lookalikes import PLAIN
from annotations.blinding.redaction.placeholders import PLACEHOLDERS

# What a placeholder folds to. It is no word, so that nothing is ever found in one.
HIDDEN = "\ufffc"

_PIECE = re.compile(
    "(?P<hidden>" + "|".join(map(re.escape, PLACEHOLDERS.values())) + ")"
    # Tags in the midst of a name; a page would not show them.
    r"|(?P<tag></?(?:b|i|u|s|em|strong|span|mark|font|code|sup|sub)\b[^<>]{0,80}>)"
    r"|(?P<mark>[*_~`\\]+)"
    r"|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
# "G P T - 4", "C.l.a.u.d.e": three letters or more, each standing alone.
_SPELLED = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][ .\-·]{1,3}){2,}[a-z0-9](?![a-z0-9])")


@dataclass(frozen=True)
class Folded:
    text: str
    origins: list[int]  # the raw position of each character of text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of text[start:end], which is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(raw: str) -> Folded:
    characters: list[str] = []
    origins: list[int] = []
    for piece in _PIECE.finditer(raw):
        if piece["tag"] or piece["mark"]:
            continue
        folded = HIDDEN if piece["hidden"] else _folded(piece["other"])
        if folded == " " and characters[-1:] == [" "]:
            continue
        characters.extend(folded)
        origins.extend([piece.start()] * len(folded))
    return _without_spelling(*_without_blanks(characters, origins))


_HAN = re.compile(r"[\u3400-\u9fff，。]")


def _without_blanks(characters: list[str], origins: list[int]) -> tuple[str, list[int]]:
    """Without the blanks next to Chinese characters, which some writers set and some do not."""
    text = "".join(characters)
    kept = [
        position
        for position, character in enumerate(text)
        if character != " " or not _HAN.search(text[max(0, position - 1) : position + 2])
    ]
    return "".join(text[i] for i in kept), [origins[i] for i in kept]


def _without_spelling(text: str, origins: list[int]) -> Folded:
    dropped = {
        position
        for run in _SPELLED.finditer(text)
        for position in range(run.start(), run.end())
        if text[position] in " .-·"
    }
    if not dropped:
        return Folded(text, origins)
    kept = [position for position in range(len(text)) if position not in dropped]
    return Folded("".join(text[i] for i in kept), [origins[i] for i in kept])


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    """Its plain form: compatible, lower case, Latin for lookalikes, simplified, without accents."""
    if character in "\n\u2028\u2029\x85":
        return "\n"
    if character in PLAIN:
        return PLAIN[character]
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(_visible(part) for part in parts)


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    # Format characters (zero width, direction), controls and combining marks show nothing alone.
    if unicodedata.category(character) in ("Cf", "Cc", "Mn", "Me"):
        return ""
    return PLAIN.get(character, character)
