"""How long a rater was at a pair. The page measures it; its clock is not trusted."""

from datetime import datetime


def within_reason(seconds: float, opened_at: datetime, now: datetime) -> float:
    """What a page measured, no longer than since the pair was given out or opened again."""
    since = (now - opened_at).total_seconds()
    return max(0.0, min(seconds, since))
