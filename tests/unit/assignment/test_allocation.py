"""The plan of a study's judgments."""

from collections import Counter

from django.test import SimpleTestCase

from annotations.assignment.allocation import REPEAT_GAP, PlannedSlot, plan_slots


def plan(count: int, **options) -> list[PlannedSlot]:
    settings = {
        "raters_per_comparison": 3,
        "has_seats": False,
        "repeat_share": 0.05,
        "seed": "seed",
    } | options
    return plan_slots({f"item-{number}": "0-1" for number in range(count)}, **settings)


def firsts(planned: list[PlannedSlot]) -> list[PlannedSlot]:
    return [slot for slot in planned if slot.repeats is None]


def repeats(planned: list[PlannedSlot]) -> list[PlannedSlot]:
    return [slot for slot in planned if slot.repeats is not None]


class FirstSlotTests(SimpleTestCase):
    def test_every_comparison_gets_k_slots(self):
        counted = Counter(slot.comparison for slot in firsts(plan(20)))
        self.assertEqual(set(counted.values()), {3})
        self.assertEqual(len(counted), 20)

    def test_an_open_pool_covers_every_comparison_before_any_twice(self):
        in_order = sorted(firsts(plan(20)), key=lambda slot: slot.position)
        self.assertEqual([slot.position for slot in in_order], list(range(1, 61)))
        self.assertEqual(len({slot.comparison for slot in in_order[:20]}), 20)
        self.assertEqual({slot.seat for slot in in_order}, {None})

    def test_every_seat_of_a_panel_has_its_own_order_of_all_comparisons(self):
        planned = firsts(plan(20, has_seats=True))
        orders = {
            seat: [
                slot.comparison
                for slot in sorted(planned, key=lambda slot: slot.position)
                if slot.seat == seat
            ]
            for seat in (1, 2, 3)
        }
        self.assertEqual({len(set(order)) for order in orders.values()}, {20})
        self.assertEqual(len({tuple(order) for order in orders.values()}), 3)


class RepeatTests(SimpleTestCase):
    def test_five_percent_rounded_and_at_least_one(self):
        self.assertEqual(len(repeats(plan(120))), 6)
        self.assertEqual(len(repeats(plan(5))), 1)
        self.assertEqual(len(repeats(plan(120, repeat_share=0))), 0)
        self.assertEqual(plan(0), [])

    def test_half_are_swapped_overall_and_in_every_seat(self):
        for seats in (1, 2, 3, 4):
            planned = plan(240, raters_per_comparison=seats, has_seats=True)
            sides = {(s.comparison, s.number): s.swapped for s in firsts(planned)}
            flipped = Counter()
            for slot in repeats(planned):
                flipped[slot.seat] += (
                    1 if slot.swapped != sides[slot.comparison, slot.number] else -1
                )
            self.assertEqual(sum(flipped.values()), 0, seats)
            self.assertLessEqual(max(map(abs, flipped.values())), 1, seats)

    def test_each_comes_early_enough_to_be_offered_again(self):
        for slot in repeats(plan(120, has_seats=True)):
            self.assertLessEqual(slot.position, 120 - REPEAT_GAP)

    def test_the_plan_is_recomputed_from_the_seed(self):
        self.assertEqual(plan(30), plan(30))
        self.assertNotEqual(plan(30), plan(30, seed="another"))
