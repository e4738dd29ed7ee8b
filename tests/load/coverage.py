"""How often intervals and tests are right: simulated studies with a known truth.

    .venv/bin/python -m tests.load.coverage --runs 4000 --rounds 1000 --seed 1

The design is 100 questions times 10 experts, all judged, with question and expert
effects. Every run goes through the code that the report uses.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from annotations.stats.estimate import EXPERTS_LIKE_THESE, INDEPENDENT, THESE_EXPERTS, NotEstimable
from annotations.stats.judgments import Judgments, judgments
from annotations.stats.resampling import ItemWeights
from annotations.stats.significance import sign_flip_tests, sign_test, two_way_t_tests
from annotations.stats.simulation import Design, Sampler, Truth
from annotations.stats.win_difference import pair_results

DESIGN = Design(items=100, raters=10, raters_per_item=10)
# Question ICC 0.13 and expert ICC 0.03, as in published panels of physicians.
TRUTH = Truth(wins=0.45, losses=0.30, item_icc=0.13, rater_icc=0.03)
NULL = Truth(wins=0.375, losses=0.375, item_icc=0.13, rater_icc=0.03)


@dataclass
class Tally:
    """Of how many runs something held."""

    held: int = 0
    runs: int = 0

    def add(self, held: bool) -> None:
        self.held += held
        self.runs += 1

    @property
    def share(self) -> float:
        return self.held / self.runs


@dataclass
class Coverage:
    """Shares of runs; the first four should be near 0.95, the tests near 0.05."""

    two_way: Tally
    item_own_target: Tally
    item_wrong_target: Tally
    judgment_bootstrap: Tally
    independent: Tally
    t_test: Tally
    sign_flips: Tally
    sign_test: Tally


def studies(
    design: Design, truth: Truth, runs: int, seed: int
) -> Iterator[tuple[Judgments, float]]:
    """One study a run, with what its very raters would give over all questions."""
    generator, sampler = np.random.default_rng(seed), Sampler(design, truth)
    item = np.repeat(np.arange(design.items), design.raters_per_item)
    rater, zeros = design.panel().ravel(), np.zeros(design.judgments, np.int16)
    for _ in range(runs):
        values, own = sampler.draw(generator, 1)
        left = generator.random(design.judgments) < 0.5
        yield judgments(item, rater, zeros, zeros + 1, values.ravel(), left, 2), float(own[0])


def simulate(
    runs: int,
    *,
    rounds: int = 1000,
    seed: int = 1,
    design: Design = DESIGN,
    truth: Truth = TRUTH,
    null: Truth = NULL,
) -> Coverage:
    result = Coverage(*(Tally() for _ in range(8)))
    for run, (data, own) in enumerate(studies(design, truth, runs, seed)):
        cover(result, data, own, truth.win_difference, rounds, seed=seed * 10**6 + run)
    for run, (data, _) in enumerate(studies(design, null, runs, seed + 1)):
        reject(result, data, rounds, seed=seed * 10**6 + run)
    return result


def cover(
    result: Coverage, data: Judgments, own: float, truth: float, rounds: int, seed: int
) -> None:
    found = pair_results(data, ItemWeights(data.items.size, seed, rounds))[0]
    result.two_way.add(covers(found.win_difference.bounds(EXPERTS_LIKE_THESE), truth))
    result.item_own_target.add(covers(found.win_difference.bounds(THESE_EXPERTS), own))
    result.item_wrong_target.add(covers(found.win_difference.bounds(THESE_EXPERTS), truth))
    result.independent.add(covers(found.win_difference.bounds(INDEPENDENT), truth))
    result.judgment_bootstrap.add(judgment_bootstrap_covers(data, truth, rounds, seed))


def judgment_bootstrap_covers(data: Judgments, truth: float, rounds: int, seed: int) -> bool:
    """As arenas do it: single judgments drawn anew, whatever item and rater they are of."""
    shares = data.totals.sum(axis=(0, 1)) / data.n
    drawn = np.random.default_rng(seed).multinomial(data.n, shares, size=rounds)
    low, high = np.quantile((drawn[:, 0] - drawn[:, 2]) / data.n, [0.025, 0.975])
    return bool(low <= truth <= high)


def reject(result: Coverage, data: Judgments, rounds: int, seed: int) -> None:
    result.t_test.add(is_significant(two_way_t_tests(data)[0].p_value))
    result.sign_flips.add(
        is_significant(sign_flip_tests(data, seed=seed, rounds=rounds)[0].p_value)
    )
    result.sign_test.add(is_significant(sign_test(data.counts(0), data.sample).p_value))


def covers(bounds, truth: float) -> bool:
    return not isinstance(bounds, NotEstimable) and bounds.low <= truth <= bounds.high


def is_significant(p_value) -> bool:
    return not isinstance(p_value, NotEstimable) and p_value < 0.05


LINES = (
    ("two_way", "two-way interval, new questions and new experts", "94-97 %"),
    ("item_own_target", "item-clustered interval, these experts (its own target)", "93-97 %"),
    ("item_wrong_target", "item-clustered interval, taken for new experts", "too low"),
    ("judgment_bootstrap", "judgment bootstrap (arenas), new questions and experts", "too low"),
    ("independent", "MOVER for independent judgments, new questions and experts", "too low"),
    ("t_test", "false positives of the primary test (two-way t)", "3-7 %"),
    ("sign_flips", "false positives of sign flips of whole questions", "holds for these experts"),
    ("sign_test", "false positives of the exact sign test", "too high"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result = simulate(options.runs, rounds=options.rounds, seed=options.seed)
    for name, text, wanted in LINES:
        print(f"{100 * getattr(result, name).share:5.1f} %  {text} ({wanted})")


if __name__ == "__main__":
    main()
