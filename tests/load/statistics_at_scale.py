"""The statistics alone at scale: time, memory, and a race against other bootstraps.

    .venv/bin/python -m tests.load.statistics_at_scale

5 systems, 5 criteria, 1,000 rounds; judgments are rows per criterion. The race is over
Bradley-Terry intervals of one criterion on the same judgments.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the site does

import evalica
import numpy as np
from sklearn.linear_model import LogisticRegression

from annotations.stats.criterion_results import criterion_results
from annotations.stats.judgments import Judgments, judgments
from annotations.stats.ranking import ranking
from annotations.stats.resampling import ItemWeights
from annotations.stats.strengths import pair_contrasts

SYSTEMS, CRITERIA, RATERS, PER_COMPARISON = 5, 5, 50, 3
PAIRS = [(a, b) for a in range(SYSTEMS) for b in range(a + 1, SYSTEMS)]


def study(rows: int, seed: int) -> Judgments:
    """One criterion: every pair of an item judged by three raters."""
    generator = np.random.default_rng(seed)
    comparison = np.repeat(np.arange(-(-rows // PER_COMPARISON)), PER_COMPARISON)[:rows]
    pair = np.array(PAIRS)[comparison % len(PAIRS)]
    item = comparison // len(PAIRS)
    rater = (comparison * 7 + np.arange(rows) % PER_COMPARISON * 11) % RATERS
    strengths = np.linspace(0.5, -0.5, SYSTEMS)
    d = strengths[pair[:, 0]] - strengths[pair[:, 1]]
    d = d + generator.normal(0, 0.7, item.max() + 1)[item]
    d = d + generator.normal(0, 0.3, RATERS)[rater]
    odds = np.exp(np.column_stack([d / 2, np.full(rows, -0.5), -d / 2]))
    above = generator.random(rows)[:, None] > np.cumsum(odds, 1) / odds.sum(1)[:, None]
    lengths = generator.integers(100, 2000, (item.max() + 1, SYSTEMS))
    return judgments(
        item,
        rater,
        pair[:, 0],
        pair[:, 1],
        1 - above.sum(axis=1),
        generator.random(rows) < 0.5,
        SYSTEMS,
        lengths=np.stack([lengths[item, pair[:, side]] for side in (0, 1)], axis=1),
        seconds=generator.gamma(3, 20, rows),
    )


def whole(total: int, rounds: int) -> None:
    """Everything for all criteria, one after the other as a report does it."""
    studies = [study(total // CRITERIA, criterion) for criterion in range(CRITERIA)]
    started, worked, base = time.perf_counter(), time.process_time(), peak_megabytes()
    drawn = ItemWeights(studies[0].items.size, 1, rounds)
    for data in studies:
        criterion_results(data, seed=1, rounds=rounds, weights=drawn.again())
    seconds, work = time.perf_counter() - started, time.process_time() - worked
    memory = peak_megabytes() - base
    print(f"{total:>9,} judgments: {seconds:6.2f} s, {work:.2f} s of work, {memory} MB above start")


def race(total: int, rounds: int, few: int) -> None:
    """The others are timed over fewer rounds, and their time is scaled up."""
    data = study(total // CRITERIA, 0)
    own = seconds_of(lambda: ours(data, rounds))
    print(f"{data.n:>9,} judgments, Bradley-Terry, {rounds} rounds: ours {own:.2f} s")
    for name, run in (("evalica", evalica_bootstrap), ("scikit-learn, row by row", arena)):
        scaled = seconds_of(lambda run=run: run(data, few)) * rounds / few
        print(f"          {name}: {scaled:.1f} s, {scaled / own:.0f} times as long")


def ours(data: Judgments, rounds: int) -> None:
    fresh = data.select(np.arange(data.n))  # nothing counted beforehand
    ranking(fresh, ItemWeights(fresh.items.size, 1, rounds), model="bradley_terry")


def evalica_bootstrap(data: Judgments, rounds: int) -> None:
    names = {1: evalica.Winner.X, 0: evalica.Winner.Draw, -1: evalica.Winner.Y}
    evalica.bootstrap(
        evalica.bradley_terry,
        data.first.tolist(),
        data.second.tolist(),
        [names[value] for value in data.value.tolist()],
        n_resamples=rounds,
        bootstrap_method="percentile",
        random_state=1,
    )


def arena(data: Judgments, rounds: int) -> None:
    """As FastChat did: rows drawn anew, ties entered once each way, logistic regression."""
    generator = np.random.default_rng(1)
    design = pair_contrasts(data)[data.pair]
    for _ in range(rounds):
        rows = generator.integers(0, data.n, data.n)
        x, value = np.tile(design[rows], (2, 1)), data.value[rows]
        won = np.concatenate([value >= 0, value > 0])
        LogisticRegression(C=np.inf, fit_intercept=False).fit(x, won)


def seconds_of(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judgments", type=int, nargs="+", default=[20_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--race", type=int, default=100_000, help="judgments in the race")
    parser.add_argument("--few", type=int, default=20, help="rounds that the others get")
    options = parser.parse_args()
    criterion_results(study(2000, 9), seed=1, rounds=50)  # imports and first calls
    for total in options.judgments:
        whole(total, options.rounds)
    if options.race:
        race(options.race, options.rounds, options.few)


if __name__ == "__main__":
    main()
