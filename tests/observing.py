"""All of a page but its texts, as numbers, and how well they tell which system stands left."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from django.http import HttpResponse

FOLDS = 5
RIDGE = 1.0
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


class Told:
    """Ridge regression on the numbers and all their products, each fifth told by the other four."""

    def __init__(self, rows: list[list[float]]) -> None:
        self.x = _widened(np.array(rows))
        order = np.random.Generator(np.random.PCG64(1)).permutation(np.arange(len(rows)) % FOLDS)
        self.parts = [self._part(order == number) for number in range(FOLDS)]

    def _part(self, held_out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What turns the sides of the others into weights: it is the same for all sides."""
        x = self.x[~held_out]
        penalised = x.T @ x + RIDGE * np.eye(x.shape[1])
        return held_out, np.linalg.solve(penalised, x.T)

    def area(self, is_swapped: Sequence[bool]) -> Area:
        y = np.where(is_swapped, 1.0, -1.0)
        scores = np.empty(len(y))
        for held_out, solved in self.parts:
            scores[held_out] = self.x[held_out] @ (solved @ y[~held_out])
        return area(scores, y > 0)

    def chance(self, found: Area, redrawn: Iterable[Sequence[bool]]) -> float:
        """How often sides drawn from another seed, which no page can know, lie as far from 0.5."""
        areas = np.array([self.area(sides).value for sides in redrawn])
        as_far = np.abs(areas - 0.5) >= abs(found.value - 0.5)
        return float((as_far.sum() + 1) / (len(areas) + 1))


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
