"""Placements: balanced by construction, recomputable from the seed."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from annotations.blinding.placement import commitment, placements, shuffled

counts = st.integers(min_value=0, max_value=60)
raters = st.integers(min_value=1, max_value=11)
seeds = st.text(min_size=1, max_size=8)


def keys(count: int) -> list[str]:
    return [f"item-{number}" for number in range(count)]


class PlacementTests(SimpleTestCase):
    @given(counts, raters, seeds)
    def test_every_comparison_is_balanced_within_one(self, count, k, seed):
        for pattern in placements(keys(count), k, seed, "0-1").values():
            self.assertLessEqual(abs(2 * sum(pattern) - k), 1)

    @given(counts, raters, seeds)
    def test_every_block_of_four_has_one_to_three_swapped(self, count, k, seed):
        patterns = placements(keys(count), k, seed, "0-1")
        in_order = [
            bit for key in shuffled(keys(count), seed, "placement", "0-1") for bit in patterns[key]
        ]
        for start in range(0, len(in_order) - 3, 4):
            self.assertIn(sum(in_order[start : start + 4]), (1, 2, 3))

    @given(counts, raters, seeds)
    def test_every_seat_and_the_whole_pair_are_balanced_within_one(self, count, k, seed):
        patterns = list(placements(keys(count), k, seed, "0-1").values())
        for seat in range(k):
            swapped = sum(pattern[seat] for pattern in patterns)
            self.assertLessEqual(abs(2 * swapped - count), 1)
        self.assertLessEqual(abs(2 * sum(map(sum, patterns)) - count * k), 1)

    def test_the_same_seed_draws_the_same_and_another_seed_another(self):
        drawn = placements(keys(40), 3, "seed", "0-1")
        self.assertEqual(drawn, placements(reversed(keys(40)), 3, "seed", "0-1"))
        self.assertNotEqual(drawn, placements(keys(40), 3, "other seed", "0-1"))
        self.assertNotEqual(drawn, placements(keys(40), 3, "seed", "0-2"))

    def test_the_draw_is_not_always_the_same_pattern(self):
        self.assertGreater(len(set(placements(keys(40), 3, "seed", "0-1").values())), 2)

    def test_the_commitment_hides_the_seed_and_is_fixed(self):
        # sha256("huatuoeval-seed:seed"), by any other tool
        self.assertEqual(
            commitment("seed"), "ea2580386e68d06afa06700288e47c19d32dd5471b9b9b9706e94206d51cfe13"
        )
