"""How long the rest will take a rater, from their own pace so far. Pure.

The pace is the mean of seconds per code point over the pairs judged, every pair with the same
weight: reading times scatter in proportion to the text, so a long pair says no more about the
pace than a short one. The database keeps it (``annotations_follow_pace``), over the last forty
pairs or so, because people get faster, or tired.
"""

from dataclasses import dataclass

# Fewer say too little, and a number that jumps is worse than none.
PAIRS_BEFORE_ESTIMATE = 3
_MINUTE, _HOUR = 60, 3600
# Up to so many seconds, a step that is fine enough: nobody plans by odd minutes.
_STEPS = ((_HOUR, 5 * _MINUTE), (3 * _HOUR, 10 * _MINUTE), (10 * _HOUR, 30 * _MINUTE))


@dataclass(frozen=True)
class Amount:
    """So many pairs, and the code points that a rater reads of them."""

    pairs: int
    text_length: float

    @property
    def per_pair(self) -> float:
        return self.text_length / self.pairs if self.pairs else 0.0


@dataclass(frozen=True)
class Remaining:
    """What is still to come, at most: pairs never seen, and hidden repeats of seen ones."""

    firsts: int
    repeats: int


def text_left(released: Amount, read: Amount, remaining: Remaining) -> float:
    """Code points still to be read. ``read`` are the first judgments among the released pairs."""
    unread = Amount(
        pairs=max(0, released.pairs - read.pairs),
        text_length=max(0.0, released.text_length - read.text_length),
    )
    return remaining.firsts * unread.per_pair + remaining.repeats * released.per_pair


def seconds_left(pace: float | None, paced_count: int, text_length: float) -> int | None:
    """Rounded as people say it; None while the pace is not known well, or nothing is left."""
    if pace is None or paced_count < PAIRS_BEFORE_ESTIMATE or text_length <= 0:
        return None
    return rounded(pace * text_length)


def rounded(seconds: float) -> int:
    """To 5 minutes within an hour, 10 within three, half an hour within ten, then to hours."""
    step = next((step for limit, step in _STEPS if seconds < limit), _HOUR)
    return max(step, round(seconds / step) * step)
