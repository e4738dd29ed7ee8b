"""Evidence that may be looked at after every judgment, as often as anybody likes.

Each number is the logarithm of a bet's worth: a stake of 1 against the hypothesis, never reaching
1 / alpha with a higher chance than alpha while the hypothesis holds (Ville 1939; see Ramdas et al.
2023, Game-theoretic statistics and safe anytime-valid inference). The worth of a moment is never
taken back: what counts is the highest so far.
"""

from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Bools = NDArray[np.bool_]


def against_even(hits: Bools) -> float:
    """Against "each is a fair toss": the bets of somebody who knows no share, all alike likely.

    2^n B(h + 1, n - h + 1), after n tosses with h hits.
    """
    if not len(hits):
        return 0.0
    n = np.arange(1, len(hits) + 1)
    h = np.cumsum(hits)
    return float(max(0.0, np.max(n * log(2) + betaln(h + 1, n - h + 1))))


def against_at_most(hits: Bools, tolerated: float, supposed: float) -> float:
    """Against "hits come with a chance of at most ``tolerated``", for one of ``supposed``."""
    if not len(hits):
        return 0.0
    hit, miss = log(supposed / tolerated), log((1 - supposed) / (1 - tolerated))
    return float(max(0.0, np.max(np.cumsum(np.where(hits, hit, miss)))))


def run_chance(run: int, tries: int, share: float) -> float:
    """At most this likely: a run of ``run`` or more hits somewhere in ``tries``.

    By adding up the places where one may begin: at the start, or after a miss.
    """
    if run <= 0 or share >= 1:
        return 1.0
    places = 1 + max(0, tries - run) * (1 - share)
    return float(min(1.0, places * share**run)) if tries >= run else 0.0


def longest_true(hits: Bools) -> tuple[int, int]:
    """Length of the longest stretch of hits, and where it begins."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], hits, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(ends - starts))
    return int(ends[longest] - starts[longest]), int(starts[longest])
