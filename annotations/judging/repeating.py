"""Whether what is handed in again says what is stored already."""

from collections import Counter

from annotations.judging.entry import OVERALL, Entry
from annotations.judging.spans import Span
from annotations.models import Submission

SAID = ("comment", "both_bad", "recognised", "harm_left", "harm_right")


def says_the_same(stored: Submission, entry: Entry) -> bool:
    """Equal in everything that a rater decides; keys and times may differ."""
    if any(getattr(stored, name) != getattr(entry, name) for name in SAID):
        return False
    said = {j.criterion.key: j for j in stored.judgments.select_related("criterion")}
    choices = {key: judgment.choice for key, judgment in said.items()}
    strength = said[OVERALL].strength if OVERALL in said else ""
    is_same = choices == dict(entry.choices) and strength == entry.strength
    return is_same and _marks_of(stored) == Counter(entry.spans)


def _marks_of(stored: Submission) -> Counter[Span]:
    rows = stored.marked_spans.select_related("turn")
    return Counter(
        Span(
            row.side,
            row.type,
            row.severity,
            turn=row.turn.position if row.turn else None,
            start=row.start,
            end=row.end,
            quote=row.quote,
        )
        for row in rows
    )
