"""How near the remaining time comes, after ten pairs, for invented raters.

    python -m tests.load.remaining_time

Half of the pairs are single-turn (median of 700 code points), half multi-turn (1,450), in random
order. A rater has a pace; every pair scatters around it (lognormal, sigma 0.35), and the pace
drifts slowly: over the whole study by a normal share. The naive estimate, the mean time per pair
times the pairs that are left, stands beside it.
"""

import random
from dataclasses import dataclass
from math import exp
from statistics import fmean

from annotations.judging.pace import Amount, Remaining, seconds_left, text_left

NOISE, TOLERANCE, PAIRS_DONE, MEMORY = 0.35, 0.2, 10, 40
# Median and spread of the code points of a pair, by kind.
LENGTHS = ((700, 0.40), (1450, 0.27))
SECONDS_PER_CODE_POINT = 60 / 325


@dataclass(frozen=True)
class Within:
    """Shares of the runs in which an estimate was within a fifth of the truth."""

    estimate: float
    mean_per_pair: float


def within(*, runs: int, pairs: int, drift: float, seed: int = 1) -> Within:
    draw = random.Random(seed)
    errors = [_errors(draw, pairs, drift) for _ in range(runs)]
    return Within(
        *(fmean(abs(e) <= TOLERANCE for e in column) for column in zip(*errors, strict=True))
    )


def _errors(draw: random.Random, pairs: int, drift: float) -> tuple[float, float]:
    """Of the estimate, before it is rounded for people, and of the naive one."""
    lengths, seconds = _rater(draw, pairs, drift)
    truth, left = sum(seconds[PAIRS_DONE:]), pairs - PAIRS_DONE
    text = text_left(
        Amount(pairs, sum(lengths)),
        Amount(PAIRS_DONE, sum(lengths[:PAIRS_DONE])),
        Remaining(firsts=left, repeats=0),
    )
    pace = _pace(lengths, seconds)
    assert seconds_left(pace, PAIRS_DONE, text)
    return pace * text / truth - 1, fmean(seconds[:PAIRS_DONE]) * left / truth - 1


def _rater(draw: random.Random, pairs: int, drift: float) -> tuple[list[int], list[float]]:
    kinds = [LENGTHS[number % 2] for number in range(pairs)]
    draw.shuffle(kinds)
    lengths = [round(median * exp(draw.gauss(0, spread))) for median, spread in kinds]
    own, change = SECONDS_PER_CODE_POINT * exp(draw.gauss(0, 0.3)), draw.gauss(0, drift)
    seconds = [
        own * length * exp(draw.gauss(0, NOISE) + change * number / pairs)
        for number, length in enumerate(lengths)
    ]
    return lengths, seconds


def _pace(lengths: list[int], seconds: list[float]) -> float:
    """As the trigger ``annotations_follow_pace`` keeps it."""
    pace = 0.0
    for number in range(PAIRS_DONE):
        pace += (seconds[number] / lengths[number] - pace) / min(number + 1, MEMORY)
    return pace


if __name__ == "__main__":
    print("share of 5,000 runs within ±20 % after 10 pairs")
    print("pairs  drift  estimate  mean per pair")
    for pairs in (100, 200, 400):
        for drift in (0.0, 0.05, 0.1):
            found = within(runs=5_000, pairs=pairs, drift=drift)
            print(f"{pairs:5}  {drift:5}  {found.estimate:8.1%}  {found.mean_per_pair:13.1%}")
