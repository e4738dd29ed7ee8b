#!/usr/bin/env python3
"""Compute the main results of this bundle again: python3 recompute.py [BUNDLE folder]

Needs Python 3.8 or newer; with numpy the bootstrap is drawn again too, from the recorded seed.
Reads data/*.csv alone and compares with results/win_difference.jsonl. What is computed, and how:

- win difference D = (wins - losses) / n, with ties in n;
- "experts like these": D -+ t * s, s from the two-way sandwich V_item + V_rater - V_cell, each
  times G / (G - 1) of its G clusters, the larger of that and V_item, t with
  min(items, raters) - 1 degrees of freedom, cut at -1 and 1 (Cameron, Gelbach and Miller 2011);
- "independent judgments": MOVER from Wilson's limits of both shares (Zou and Donner 2008);
- win ratio and decisive win rate: exact limits (Clopper and Pearson 1934);
- win odds and win rate with half ties: their limits follow from those of D;
- "these experts": percentiles of a bootstrap over the items, numpy's PCG64 with the manifest's
  seed; an item is drawn with all its judgments, and all pairs of a criterion together.
"""

import csv
import json
import math
import os
import sys
from collections import defaultdict

VALUE = {"win": 1, "tie": 0, "loss": -1}
CHUNK = 2**21
LEVEL = 0.95
# Published numbers have ten significant digits.
CLOSE = {"rel_tol": 5e-9, "abs_tol": 5e-10}


def read(root, name):
    path = os.path.join(root, *name.split("/")) + ".csv"
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def counted(root):
    """What the results count: the analysis set without what the protocol's rules leave out."""
    excluded = {row["submission"] for row in read(root, "data/exclusions")}
    return [
        row
        for row in read(root, "data/judgments")
        if row["in_analysis_set"] == "true"
        and row["submission"] not in excluded
        and row["outcome_a"]
    ]


# Distributions, without a library.


def beta_cdf(x, a, b):
    """Regularised incomplete beta function (Numerical Recipes, 6.4)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(front + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, 10000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d, c = 1 / (1 + step * d), 1 + step / c
            h *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return front * h


def invert(cdf, p, low, high):
    """By halving: slow, sure, and the same everywhere."""
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2


def beta_quantile(p, a, b):
    return invert(lambda x: beta_cdf(x, a, b), p, 0.0, 1.0)


def t_quantile(p, degrees):
    x = beta_quantile(2 * (1 - p), degrees / 2, 0.5)
    return math.sqrt(degrees * (1 - x) / x)


def normal_quantile(p):
    return invert(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)), p, -40.0, 40.0)


# Intervals


def exact(successes, n):
    tail = (1 - LEVEL) / 2
    low = beta_quantile(tail, successes, n - successes + 1) if successes else 0.0
    high = beta_quantile(1 - tail, successes + 1, n - successes) if successes < n else 1.0
    return low, high


def wilson(successes, n):
    z, p = normal_quantile((1 + LEVEL) / 2), successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    return low, 1.0 if successes == n else min(1.0, centre + half)


def independent(wins, losses, n):
    p, q = wins / n, losses / n
    (w_low, w_high), (l_low, l_high) = wilson(wins, n), wilson(losses, n)
    r = 0.0 if {p, q} & {0.0, 1.0} else -math.sqrt(p * q / ((1 - p) * (1 - q)))

    def distance(a, b):
        return math.sqrt(a * a + b * b - 2 * r * a * b)

    low = p - q - distance(p - w_low, l_high - q)
    return max(-1.0, low), min(1.0, p - q + distance(w_high - p, q - l_low))


def two_way(rows, difference):
    """ "Experts like these"; None with one item, one rater, or no spread."""
    keys = {
        "item": lambda row: (row["task_type"], row["item"]),
        "rater": lambda row: row["rater"],
        "cell": lambda row: (row["task_type"], row["item"], row["rater"]),
    }
    variances, sizes = {}, {}
    for name, key in keys.items():
        sums = defaultdict(list)
        for row in rows:
            sums[key(row)].append((VALUE[row["outcome_a"]] - difference) / len(rows))
        g = sizes[name] = len(sums)
        total = math.fsum(math.fsum(part) ** 2 for part in sums.values())
        variances[name] = total * (g / (g - 1) if g > 1 else 1.0)
    variance = max(variances["item"] + variances["rater"] - variances["cell"], variances["item"])
    degrees = min(sizes["item"], sizes["rater"]) - 1
    if degrees < 1 or variance <= 1e-24:
        return None
    half = t_quantile((1 + LEVEL) / 2, degrees) * math.sqrt(variance)
    return max(-1.0, difference - half), min(1.0, difference + half)


class Drawn:
    """How often each item was drawn in each round; the same for everything of these items."""

    def __init__(self, items, seed, rounds):
        self.at = {item: place for place, item in enumerate(sorted(items))}
        self.seed, self.rounds = seed, rounds

    def limits(self, rows):
        """Percentiles of the win difference of these rows; None where it is not published."""
        import numpy

        net, judged = numpy.zeros(len(self.at)), numpy.zeros(len(self.at))
        for row in rows:
            place = self.at[row["task_type"], row["item"]]
            net[place] += VALUE[row["outcome_a"]]
            judged[place] += 1
        if (judged > 0).sum() < 5:
            return None
        values = []
        for weights in self.weights(numpy):
            with numpy.errstate(invalid="ignore", divide="ignore"):
                values.append((weights @ net) / (weights @ judged))
        values = numpy.concatenate(values)
        finite = values[numpy.isfinite(values)]
        if len(finite) < 0.99 * len(values) or numpy.ptp(finite) == 0:
            return None
        tail = (1 - LEVEL) / 2
        return tuple(float(limit) for limit in numpy.quantile(finite, [tail, 1 - tail]))

    def weights(self, numpy):
        generator = numpy.random.Generator(numpy.random.PCG64(self.seed))
        size = len(self.at)
        step = max(1, CHUNK // max(1, size))
        for start in range(0, self.rounds, step):
            rounds = min(step, self.rounds - start)
            drawn = generator.integers(0, size, size=(rounds, size))
            drawn += numpy.arange(rounds)[:, None] * size
            counts = numpy.bincount(drawn.ravel(), minlength=rounds * size)
            yield counts.reshape(rounds, size).astype(numpy.float64)


# Comparing


class Tally:
    """How many published numbers were compared, and which differ."""

    def __init__(self):
        self.compared, self.different, self.skipped = 0, [], 0

    def add(self, where, published, computed):
        self.compared += 1
        if published is None or computed is None:
            alike = published is None and computed is None
        else:
            alike = math.isclose(published, computed, **CLOSE)
        if not alike:
            self.different.append(f"{where}: {published!r}, computed {computed!r}")


def parts(rows):
    """The whole, and every task type, category and specialty."""
    yield "all", "", rows
    for kind in ("task_type", "category", "specialty"):
        for value in sorted({row[kind] for row in rows}):
            yield kind, value, [row for row in rows if row[kind] == value]


def estimates(rows):
    """Values and limits of everything about one pair that does not need numpy."""
    count = {name: sum(row["outcome_a"] == name for row in rows) for name in VALUE}
    wins, losses, n = count["win"], count["loss"], len(rows)
    difference = (wins - losses) / n
    like, alone = two_way(rows, difference), independent(wins, losses, n)
    decisive = exact(wins, wins + losses) if wins + losses else None

    def moved(limits, by):
        return limits and tuple(by(limit) for limit in limits)

    def odds(d):
        return (1 + d) / (1 - d) if d < 1 else None

    def half(d):
        return (1 + d) / 2

    ends = decisive and tuple(p / (1 - p) if p < 1 else None for p in decisive)
    return {
        "win_difference": (
            difference,
            {"experts_like_these": like, "independent_judgments": alone},
        ),
        "win_odds": (odds(difference), {"experts_like_these": moved(like, odds)}),
        "half_tie_win_rate": (half(difference), {"experts_like_these": moved(like, half)}),
        "win_ratio": (wins / losses if losses else None, {"exact": ends}),
        "decisive_win_rate": (
            wins / (wins + losses) if wins + losses else None,
            {"exact": decisive},
        ),
    }


def compare(root, tally, with_bootstrap):
    with open(os.path.join(root, "manifest.json"), encoding="utf-8") as stream:
        analysis = json.load(stream)["study"]["analysis"]
    published = defaultdict(dict)
    with open(os.path.join(root, "results", "win_difference.jsonl"), encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            cell = [row[k] for k in ("criterion", "part", "part_value", "system_a", "system_b")]
            published[tuple(cell)][row["estimand"]] = row
    judgments = defaultdict(list)
    for row in counted(root):
        judgments[row["criterion"]].append(row)
    for criterion, all_rows in judgments.items():
        for part, value, rows in parts(all_rows):
            items = {(row["task_type"], row["item"]) for row in rows}
            drawn = Drawn(items, analysis["seed"], analysis["rounds"])
            pairs = defaultdict(list)
            for row in rows:
                pairs[row["system_a"], row["system_b"]].append(row)
            for pair, own in pairs.items():
                cell = (criterion, part, value, *pair)
                if cell not in published:
                    continue  # a part that is the whole
                compare_pair(
                    published.pop(cell), own, drawn if with_bootstrap else None, tally, cell
                )
    tally.skipped = len(published)


def compare_pair(rows, own, drawn, tally, cell):
    for estimand, (value, limits) in estimates(own).items():
        row = rows[estimand]
        tally.add((*cell, estimand), row["value"], value)
        for name, ends in limits.items():
            for at, end in enumerate(("low", "high")):
                found = ends[at] if ends else None
                tally.add((*cell, estimand, name, end), row[name + "_" + end], found)
    if drawn is not None:
        ends = drawn.limits(own)
        for at, end in enumerate(("low", "high")):
            found = rows["win_difference"]["these_experts_" + end]
            tally.add((*cell, "these_experts", end), found, ends[at] if ends else None)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    try:
        import numpy

        print(f"numpy {numpy.__version__}: the bootstrap is drawn again.")
        with_bootstrap = True
    except ImportError:
        print("Without numpy: the bootstrap is not drawn again.")
        with_bootstrap = False
    tally = Tally()
    compare(root, tally, with_bootstrap)
    for line in tally.different[:20]:
        print("DIFFERENT " + line)
    print(f"{tally.skipped} pairs of sensitivity analyses are counted by verify.py only.")
    print(f"{tally.compared} numbers compared, {len(tally.different)} differences.")
    sys.exit(1 if tally.different else 0)


if __name__ == "__main__":
    main()
