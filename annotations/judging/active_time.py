"""How long a rater was at a pair. The page measures it; its clock is not trusted."""

from datetime import datetime

from annotations.models import Assignment


def within_reason(seconds: float, assignment: Assignment, now: datetime) -> float:
    """What a page measured, no longer than since the pair was given out."""
    since = (now - assignment.claimed_at).total_seconds()
    return max(0.0, min(seconds, since))
