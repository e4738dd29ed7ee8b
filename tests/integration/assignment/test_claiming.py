"""A rater asks for the next pair."""

from datetime import timedelta
from itertools import count
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.assignment.services import Claim, claim_next_assignment, expire_leases
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Kind, Response, Slot, Study
from annotations.studies.lifecycle import pause_study
from tests import factories
from tests.factories import add_rater, make_running_study
from tests.judging import entry_for


def claim(rater) -> Claim:
    study = Study.objects.get(pk=rater.study_id)
    return claim_next_assignment(study=study, rater=rater)


def judge(assignment: Assignment, choice: str = "left") -> None:
    assignment.refresh_from_db()
    criteria = list(assignment.rater.study.criteria.all())
    submit_judgments(assignment=assignment, entry=entry_for(criteria, choice), criteria=criteria)


class ClaimingTests(TestCase):
    def test_a_repeated_claim_returns_the_same_assignment(self):
        study = make_running_study(single_turn=3)
        rater = add_rater(study)
        self.assertEqual(claim(rater).assignment, claim(rater).assignment)
        self.assertEqual(Assignment.objects.count(), 1)

    def test_a_claim_holds_the_slot_until_the_lease_ends(self):
        study = make_running_study(lease_seconds=3600)
        assignment = claim(add_rater(study)).assignment
        self.assertEqual(Slot.objects.get(pk=assignment.slot_id).status, Slot.Status.HELD)
        left = assignment.leased_until - timezone.now()
        self.assertAlmostEqual(left.total_seconds(), 3600, delta=60)

    def test_no_more_raters_than_planned_and_the_next_one_waits(self):
        study = make_running_study(raters_per_comparison=2, repeat_share=0)
        raters = [add_rater(study) for _ in range(3)]
        claims = [claim(rater) for rater in raters]
        self.assertEqual([c.assignment is not None for c in claims], [True, True, False])
        self.assertTrue(claims[2].waiting)
        for held in claims[:2]:
            judge(held.assignment)
        self.assertTrue(claim(raters[2]).finished)

    def test_nobody_gets_a_comparison_twice(self):
        study = make_running_study(single_turn=4, raters_per_comparison=3, repeat_share=0)
        rater = add_rater(study)
        seen = []
        while (claimed := claim(rater)).assignment:
            seen.append(claimed.assignment.comparison_id)
            judge(claimed.assignment)
        self.assertEqual(sorted(seen), sorted(study.comparisons.values_list("pk", flat=True)))
        self.assertTrue(claimed.finished)

    def test_a_panel_member_takes_the_slots_of_their_seat_only(self):
        study = make_running_study(single_turn=3, panel="fixed", raters_per_comparison=2)
        first, second = add_rater(study), add_rater(study)
        self.assertEqual(claim(second).assignment.slot.seat, 2)
        self.assertEqual(claim(first).assignment.slot.seat, 1)

    def test_in_a_pool_the_rarer_side_is_preferred(self):
        study = make_running_study(single_turn=40, raters_per_comparison=2, repeat_share=0)
        rater = add_rater(study)
        for number in range(1, 21):
            judge(claim(rater).assignment)
            rater.refresh_from_db()
            self.assertLessEqual(abs(2 * rater.swapped_count - number), 1)

    def test_a_quota_ends_the_work(self):
        study = make_running_study(single_turn=3)
        rater = add_rater(study, quota=1)
        judge(claim(rater).assignment)
        self.assertTrue(claim(rater).finished)

    def test_a_paused_study_gives_no_new_pair_but_keeps_the_held_one(self):
        study = make_running_study(single_turn=2)
        holder, other = add_rater(study), add_rater(study)
        held = claim(holder).assignment
        pause_study(study=study, by=None)
        self.assertEqual(claim(holder).assignment, held)
        self.assertTrue(claim(other).paused)

    def test_an_unreleased_comparison_is_waited_for_but_not_a_failed_one(self):
        study = make_running_study(single_turn=1)
        rater = add_rater(study)
        Slot.objects.update(status=Slot.Status.UNRELEASED)
        self.assertTrue(claim(rater).waiting)
        Response.objects.filter(system__position=0).update(
            status=Response.Status.FAILED, completed_at=None
        )
        self.assertTrue(claim(rater).finished)

    def test_the_database_refuses_a_slot_that_is_not_free(self):
        study = make_running_study()
        slot = Slot.objects.filter(kind=Kind.REPEAT).get()
        with self.assertRaisesMessage(IntegrityError, "is not free"), transaction.atomic():
            Assignment.objects.create(
                slot=slot,
                rater=add_rater(study),
                comparison=slot.comparison,
                kind=slot.kind,
                leased_until=timezone.now(),
            )

    def test_the_database_refuses_a_second_holder(self):
        study = make_running_study()
        held = claim(add_rater(study)).assignment
        with self.assertRaisesMessage(IntegrityError, "one_holder"), transaction.atomic():
            Assignment.objects.create(
                slot=held.slot,
                rater=add_rater(study),
                comparison=held.comparison,
                leased_until=timezone.now(),
            )

    def test_the_database_refuses_to_move_a_placement(self):
        make_running_study()
        slot = Slot.objects.first()
        with self.assertRaisesMessage(IntegrityError, "is final"), transaction.atomic():
            Slot.objects.filter(pk=slot.pk).update(swapped=not slot.swapped)


class LeaseTests(TestCase):
    def setUp(self):
        self.study = make_running_study(raters_per_comparison=1, repeat_share=0)
        self.rater, self.other = add_rater(self.study), add_rater(self.study)
        self.late = claim(self.rater).assignment
        Assignment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    def test_a_hold_that_ran_out_goes_to_a_colleague(self):
        self.assertTrue(claim(self.other).waiting)
        self.assertEqual(expire_leases(), 1)
        self.assertEqual(expire_leases(), 0)
        self.assertEqual(claim(self.other).assignment.slot_id, self.late.slot_id)

    def test_it_is_reopened_for_its_own_rater_while_the_slot_is_free(self):
        expire_leases()
        again = claim(self.rater).assignment
        self.assertEqual((again.pk, again.token), (self.late.pk, self.late.token))
        self.assertGreater(again.leased_until, timezone.now())

    def test_late_work_counts_while_the_slot_is_free(self):
        expire_leases()
        judge(self.late)
        self.late.refresh_from_db()
        self.assertEqual(self.late.state, Assignment.State.SUBMITTED)
        self.assertTrue(claim(self.other).finished)

    def test_late_work_is_kept_as_surplus_once_a_colleague_has_the_slot(self):
        expire_leases()
        judge(claim(self.other).assignment)
        judge(self.late, "right")
        self.late.refresh_from_db()
        self.assertEqual(self.late.state, Assignment.State.SURPLUS)
        self.assertEqual(self.late.submissions.get().judgments.count(), 5)
        self.assertEqual(Slot.objects.get(kind=Kind.FIRST).status, Slot.Status.DONE)
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.submitted_count, 0)


class HiddenRepeatTests(TestCase):
    def setUp(self):
        # The order follows from the names of the items: the same ones whatever ran before.
        self.enterContext(mock.patch.object(factories, "_numbers", count(1)))

    def test_it_is_offered_to_its_own_rater_ten_pairs_later_at_the_earliest(self):
        study = make_running_study(single_turn=30, raters_per_comparison=1, repeat_share="0.1")
        rater = add_rater(study)
        order = []
        while (claimed := claim(rater)).assignment:
            order.append(claimed.assignment.slot)
            judge(claimed.assignment)
        repeats = [slot for slot in order if slot.kind == Kind.REPEAT]
        self.assertEqual(len(repeats), 3)
        for slot in repeats:
            first = next(s for s in order if s.pk == slot.first_slot_id)
            self.assertGreater(order.index(slot) - order.index(first), 10)
        rater.refresh_from_db()
        self.assertEqual((rater.submitted_count, rater.first_count), (33, 30))

    def test_it_never_goes_to_anybody_else(self):
        study = make_running_study(single_turn=12, raters_per_comparison=1, repeat_share="0.1")
        rater, other = add_rater(study), add_rater(study)
        for _ in range(11):
            judge(claim(rater).assignment)
        kinds = []
        while (claimed := claim(other)).assignment:
            kinds.append(claimed.assignment.kind)
            judge(claimed.assignment)
        self.assertEqual(set(kinds), {Kind.FIRST})
        self.assertTrue(claimed.finished)
