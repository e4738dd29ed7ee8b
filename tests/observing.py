"""All of a page but its texts, as numbers, and how well they tell which system stands left."""

import re
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from django.http import HttpResponse

from annotations.stats.separability import _fitted

FOLDS = 5
Z = 1.959964


@dataclass(frozen=True)
class Area:
    """The area under the curve on views that it was not fitted to, with Hanley's interval."""

    value: float
    low: float
    high: float
    views: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f}), {self.views} views"


def observed(
    answer: HttpResponse, texts: list[str], token: str, order: int, seconds: float
) -> list[float]:
    """What reaches a browser beside the words: sizes, names, headers, order, time."""
    page = answer.content.decode()
    net = page
    for text in sorted(texts, key=len, reverse=True):
        net = net.replace(text, "")
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    etag = answer.headers.get("ETag", "")
    name = [int(part, 36) % 1296 for part in re.findall(r"[a-z0-9]{2}", token.lower())[:8]]
    numbers = [int(digits) % 10_000 for digits in re.findall(r"\d+", _quiet(net))]
    return [
        *(len(net.encode()), len(net), net.count("<"), len(numbers), sum(numbers)),
        *(checksum(_quiet(net)), checksum(_quiet(net), 7), len(headers), checksum(_quiet(headers))),
        *(len(etag), checksum(etag), len(str(answer.cookies)), len(token), *name),
        *(order, order % 2, order % 4, np.log(seconds)),
    ]


def checksum(text: str, base: int = 101) -> int:
    return sum(text.encode()) % base


def _quiet(text: str) -> str:
    """Without keys that are drawn anew for every answer."""
    return re.sub(r"[A-Za-z0-9_-]{30,}", "", text)


def area_under_the_curve(rows: list[list[float]], is_swapped: list[bool]) -> Area:
    """Ridge on the numbers and all their products, five parts, each told by the other four."""
    x, y = _widened(np.array(rows)), np.where(is_swapped, 1.0, -1.0)
    fold = np.random.Generator(np.random.PCG64(1)).permutation(np.arange(len(x)) % FOLDS)
    scores = np.empty(len(x))
    for number in range(FOLDS):
        fit = fold != number
        scores[~fit] = x[~fit] @ _fitted(x[fit] * y[fit, None])
    return area(scores, y > 0)


def _widened(x: np.ndarray) -> np.ndarray:
    x = _standardised(x[:, x.std(axis=0) > 0])
    products = [x[:, a] * x[:, b] for a, b in combinations(range(x.shape[1]), 2)]
    return _standardised(np.column_stack([x, *products]))


def _standardised(x: np.ndarray) -> np.ndarray:
    spread = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)


def area(scores: np.ndarray, positive: np.ndarray) -> Area:
    """Ranks as in Mann and Whitney; the interval of Hanley and McNeil (1982)."""
    ranks = _mid_ranks(scores)
    n, m = int(positive.sum()), int((~positive).sum())
    a = (ranks[positive].sum() - n * (n + 1) / 2) / (n * m)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (n - 1) * (q1 - a * a) + (m - 1) * (q2 - a * a)) / (n * m)
    half = Z * np.sqrt(max(variance, 0))
    return Area(float(a), float(a - half), float(a + half), n + m)


def _mid_ranks(scores: np.ndarray) -> np.ndarray:
    _values, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = counts.cumsum()
    return (last - (counts - 1) / 2)[place]
