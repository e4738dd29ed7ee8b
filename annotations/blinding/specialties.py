"""One form of a specialty's name, so that "Ｃardiology " and "cardiology" are the same."""

import unicodedata
from collections.abc import Iterable

from annotations.models import Study, StudyRater


def normal_specialty(name: str) -> str:
    """Full-width letters, upper case and blanks around or between words make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


def normal_specialties(names: Iterable[str]) -> list[str]:
    """Every name once, in its order; without empty ones."""
    return [name for name in dict.fromkeys(map(normal_specialty, names)) if name]


def wanted_specialties(study: Study, rater: StudyRater) -> list[str] | None:
    """What this rater is given pairs of, "" for pairs without one; None where all are."""
    if not study.matches_specialties or rater.takes_any_specialty:
        return None
    # In one order for everybody, because slots are locked in it.
    return [*sorted(normal_specialties(rater.specialties)), ""]
