"""One form of a specialty's name, so that "Ｃardiology " and "cardiology" are the same. Pure."""

import unicodedata
from collections.abc import Iterable


def normal_specialty(name: str) -> str:
    """Full-width letters, upper case and blanks around or between words make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


def normal_specialties(names: Iterable[str]) -> list[str]:
    """Every name once, in its order; without empty ones."""
    return [name for name in dict.fromkeys(map(normal_specialty, names)) if name]
