"""Guess indices by their definitions; separability on answers that differ or do not."""

import random

from django.test import SimpleTestCase

from annotations.stats.blinding_index import Guesses, bang_index, james_index
from annotations.stats.separability import FEATURES, separability, style_of


class GuessIndexTests(SimpleTestCase):
    def test_by_the_definitions(self):
        """James' index written out once more, by its formula for two groups and three answers."""
        groups = {"treatment": Guesses(82, 27, 170), "placebo": Guesses(29, 25, 83)}
        self.assertAlmostEqual(bang_index(groups["treatment"]), (82 - 27) / 279)
        self.assertAlmostEqual(bang_index(groups["placebo"]), (29 - 25) / 137)
        n, unknown = 416, 253 / 416
        observed = 0.5 * (27 / n + 25 / n) / (1 - unknown)
        named = {"treatment": (82 + 25) / n, "placebo": (27 + 29) / n}
        claimed = {"treatment": (82 + 27) / n, "placebo": (25 + 29) / n}
        expected = 0.5 * (
            named["placebo"] * claimed["treatment"] + named["treatment"] * claimed["placebo"]
        )
        expected /= (1 - unknown) ** 2
        kappa = (observed - expected) / expected
        self.assertAlmostEqual(james_index(groups), (1 + unknown + (1 - unknown) * kappa) / 2)
        self.assertAlmostEqual(james_index(groups), 0.7479, 4)

    def test_the_ends(self):
        knew = {"a": Guesses(10), "b": Guesses(10)}
        self.assertEqual((bang_index(knew["a"]), james_index(knew)), (1.0, 0.0))
        unknown = {"a": Guesses(unknown=10), "b": Guesses(unknown=4)}
        self.assertEqual((bang_index(unknown["a"]), james_index(unknown)), (0.0, 1.0))
        chance = {"a": Guesses(5, 5), "b": Guesses(5, 5)}
        self.assertEqual((bang_index(chance["a"]), james_index(chance)), (0.0, 0.5))
        self.assertIsNone(bang_index(Guesses()))
        self.assertIsNone(james_index({}))


class SeparabilityTests(SimpleTestCase):
    def answers(self, seed: int, *, lists: bool) -> list[tuple[float, ...]]:
        draw = random.Random(seed)
        return [style_of(self.text(draw, lists=lists)) for _ in range(60)]

    def text(self, draw: random.Random, *, lists: bool) -> str:
        lines = [f"{'1. ' if lists else ''}{'rest ' * draw.randint(3, 9)}" for _ in range(5)]
        return "\n".join(lines)

    def test_one_that_makes_lists_is_always_told(self):
        found = separability(self.answers(1, lists=True), self.answers(2, lists=False), seed=1)
        self.assertGreater(found.auc, 0.99)
        self.assertGreater(dict(found.weights)["numbered"], 0)

    def test_two_alike_are_not_told(self):
        found = separability(self.answers(1, lists=True), self.answers(2, lists=True), seed=1)
        self.assertLess(abs(found.auc - 0.5), 0.2)
        self.assertLess(found.interval.low, 0.5)

    def test_the_same_seed_says_the_same_and_turning_a_pair_round_changes_nothing(self):
        first, second = self.answers(1, lists=True), self.answers(2, lists=False)
        found = separability(first, second, seed=7)
        self.assertEqual(found, separability(first, second, seed=7))
        self.assertAlmostEqual(found.auc, separability(second, first, seed=7).auc)

    def test_a_few_items_are_too_few(self):
        rows = self.answers(1, lists=True)[:9]
        self.assertIsNone(separability(rows, rows, seed=1))
        self.assertEqual(len(style_of("")), len(FEATURES))
