"""When a study will be judged at its present pace. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

# As far back as a pace is looked for: a week has its weekend in it.
WINDOW = timedelta(days=7)
# A date from fewer judgments would jump about.
FEWEST = 5


@dataclass(frozen=True)
class Part:
    """What one seat (or a whole pool) still has to judge, and did in the window."""

    left: int
    recent: int


@dataclass(frozen=True)
class Forecast:
    """``end`` is None while it cannot be said; ``waits`` counts seats that stand still."""

    left: int
    per_day: float
    end: date | None
    waits: int = 0


def forecast(parts: Iterable[Part], *, since: datetime | None, now: datetime) -> Forecast:
    """The end is that of the part that takes longest: seats do not help one another out."""
    parts = list(parts)
    began = max(since, now - WINDOW) if since else now
    days = max(1.0, (now - began) / timedelta(days=1))
    left, recent = sum(part.left for part in parts), sum(part.recent for part in parts)
    unfinished = [part for part in parts if part.left]
    waits = sum(1 for part in unfinished if not part.recent)
    end = None
    if unfinished and not waits and recent >= FEWEST:
        longest = max(part.left * days / part.recent for part in unfinished)
        end = (now + timedelta(days=ceil(longest))).date()
    return Forecast(left, recent / days, end, waits if recent else 0)
