"""Studies invented from a seed, small enough for slow oracles."""

import numpy as np

from annotations.stats.judgments import Judgments, judgments


def panel(
    seed: int,
    *,
    systems: int = 4,
    items: int = 30,
    raters: int = 6,
    raters_per_item: int = 3,
    missing: float = 0.15,
    tie_rate: float = 0.25,
) -> Judgments:
    """Every pair on every item by some raters, with item and rater effects, a left-side
    advantage and a length effect; ``missing`` of the judgments are not there."""
    generator = np.random.default_rng(seed)
    strength = np.linspace(0.8, -0.8, systems)
    item_effect, rater_effect = generator.normal(0, 0.6, items), generator.normal(0, 0.4, raters)
    length = generator.integers(50, 900, (items, systems))
    rows = []
    for item in range(items):
        for first in range(systems):
            for second in range(first + 1, systems):
                for rater in generator.permutation(raters)[:raters_per_item]:
                    if generator.random() < missing:
                        continue
                    left = generator.random() < 0.5
                    sizes = length[item, first], length[item, second]
                    gap = (sizes[0] - sizes[1]) / (sizes[0] + sizes[1])
                    d = strength[first] - strength[second] + item_effect[item] + 0.4 * gap
                    d += rater_effect[rater] + (0.3 if left else -0.3)
                    odds = np.exp([d / 2, np.log(tie_rate * 3), -d / 2])
                    value = generator.choice([1, 0, -1], p=odds / odds.sum())
                    seconds = generator.gamma(3, 20)
                    rows.append((item, rater, first, second, value, left, *sizes, seconds))
    table = np.array(rows)
    return judgments(*table[:, :6].T, systems=systems, lengths=table[:, 6:8], seconds=table[:, 8])


STUDIES = [panel(seed) for seed in (1, 2)] + [
    panel(3, systems=2, items=60, raters=9, raters_per_item=4),
    panel(4, systems=3, tie_rate=0.05, raters=4, raters_per_item=4, missing=0),
]
