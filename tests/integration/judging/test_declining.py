"""A rater hands a pair on: somebody else gets it, this rater never again."""

from datetime import timedelta
from itertools import count
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from annotations.assignment.services import expire_leases
from annotations.blinding.blinded import blind_progress
from annotations.exceptions import AssignmentGone, InvalidSubmission, WrongState
from annotations.judging.drafts import Sent, save_draft
from annotations.models import Assignment, Draft, Kind, Slot, Study, StudyRater, Submission
from annotations.studies.lifecycle import freeze_study
from annotations.studies.selectors import handed_on
from tests import factories
from tests.factories import add_rater, make_running_study
from tests.judging import claim, decline, locked, submit


class DecliningTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=2, raters_per_comparison=1, repeat_share=0)
        self.rater, self.other = add_rater(self.study), add_rater(self.study)
        self.pair = claim(self.rater).assignment

    def test_the_row_keeps_reason_note_and_time_and_the_draft_goes(self):
        save_draft(assignment=locked(self.pair), sent=Sent({"comment": "x"}, revision=1))
        before = timezone.now()
        decline(self.pair, "missing_context", " The drug is not named. ")
        self.pair.refresh_from_db()
        self.assertEqual(self.pair.state, Assignment.State.DECLINED)
        self.assertEqual(self.pair.decline_reason, "missing_context")
        self.assertEqual(self.pair.decline_note, "The drug is not named.")
        self.assertGreaterEqual(self.pair.declined_at, before)
        self.assertFalse(Draft.objects.exists())

    def test_another_rater_gets_the_slot_and_this_one_never_again(self):
        decline(self.pair)
        seen = []
        while assignment := claim(self.rater).assignment:
            seen.append(assignment.comparison_id)
            submit(assignment)
        self.assertEqual(len(seen), 1)
        self.assertNotIn(self.pair.comparison_id, seen)
        self.assertEqual(claim(self.other).assignment.slot_id, self.pair.slot_id)
        self.assertTrue(claim(self.rater).finished)

    def test_repeating_it_keeps_the_first_reason(self):
        decline(self.pair)
        decline(self.pair, "other", "I changed my mind")
        self.pair.refresh_from_db()
        self.assertEqual((self.pair.decline_reason, self.pair.decline_note), ("unreadable", ""))
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.declined_count, 1)

    def test_what_is_handed_on_is_not_left_to_its_rater(self):
        decline(self.pair)
        self.rater.refresh_from_db()
        self.study.refresh_from_db()
        progress = blind_progress(self.study, self.rater)
        self.assertEqual((progress.done, progress.left), (0, 1))

    def test_a_judged_pair_cannot_be_handed_on_nor_the_reverse(self):
        submit(self.pair)
        with self.assertRaises(AssignmentGone):
            decline(self.pair)
        second = claim(self.rater).assignment
        decline(second)
        with self.assertRaisesMessage(AssignmentGone, "handed this pair on"):
            submit(second)
        self.assertEqual(Submission.objects.count(), 1)

    def test_reasons_are_checked(self):
        for reason, note in (("", ""), ("bored", ""), ("other", "  "), ("recognised", "")):
            with self.subTest(reason), self.assertRaises(InvalidSubmission):
                decline(self.pair, reason, note)
        self.pair.refresh_from_db()
        self.assertEqual(self.pair.state, Assignment.State.OPEN)
        decline(self.pair, "other", "My own patient.")

    def test_a_frozen_study_takes_it_no_more(self):
        expired = claim(self.other).assignment
        Assignment.objects.filter(pk=expired.pk).update(state="expired")
        freeze_study(study=self.study, by=None)
        with self.assertRaises(AssignmentGone):
            decline(self.pair)
        with self.assertRaises(WrongState):
            decline(expired)

    def test_a_hold_that_ran_out_does_not_free_what_a_colleague_took(self):
        Assignment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        expire_leases()
        self.study.slots.exclude(pk=self.pair.slot_id).update(status="unreleased")
        taken = claim(self.other).assignment
        self.assertEqual(taken.slot_id, self.pair.slot_id)
        decline(self.pair)
        self.assertEqual(Slot.objects.get(pk=taken.slot_id).status, Slot.Status.HELD)

    def test_a_hidden_repeat_is_not_offered_anew(self):
        self.enterContext(mock.patch.object(factories, "_numbers", count(1000)))
        study = make_running_study(single_turn=30, raters_per_comparison=1, repeat_share="0.05")
        rater = add_rater(study)
        kinds = []
        while assignment := claim(rater).assignment:
            kinds.append(assignment.kind)
            decline(assignment) if assignment.kind == Kind.REPEAT else submit(assignment)
        self.assertEqual(kinds.count(Kind.REPEAT), 2)
        rater.refresh_from_db()
        self.assertEqual((rater.submitted_count, rater.declined_count), (30, 0))


class PanelTests(TestCase):
    """A seat's slot is open to the seat only: nobody else can take what its holder hands on."""

    def setUp(self):
        self.study = make_running_study(
            single_turn=1, panel="fixed", raters_per_comparison=2, repeat_share=0
        )
        self.first, self.second = add_rater(self.study), add_rater(self.study)
        decline(claim(self.first).assignment, "outside_specialty")

    def test_nobody_waits_for_it_and_it_is_reported(self):
        submit(claim(self.second).assignment)
        self.assertTrue(claim(self.first).finished)
        self.assertTrue(claim(self.second).finished)
        found = handed_on(self.study)
        self.assertEqual(found.by_reason, (("Outside my specialty", 1),))
        self.assertEqual(found.without_rater, 1)

    def test_whoever_takes_over_the_seat_gets_it(self):
        StudyRater.objects.filter(pk=self.first.pk).update(status=StudyRater.Status.REMOVED)
        successor = add_rater(self.study, seat=1)
        self.assertEqual(handed_on(self.study).without_rater, 0)
        self.assertEqual(claim(successor).assignment.slot.seat, 1)


class RecognisedTests(TestCase):
    def test_where_the_study_says_so_it_is_handed_on_and_never_judged(self):
        study = make_running_study(hands_on_recognised=True, repeat_share=0)
        pair = claim(add_rater(study)).assignment
        with self.assertRaises(InvalidSubmission):
            submit(pair, recognised=True)
        self.assertFalse(Submission.objects.exists())
        decline(pair, "recognised")
        pair.refresh_from_db()
        self.assertEqual(pair.decline_reason, "recognised")

    def test_elsewhere_it_is_a_flag_of_the_judgment(self):
        study = make_running_study(repeat_share=0)
        self.assertTrue(submit(claim(add_rater(study)).assignment, recognised=True).recognised)
        self.assertEqual(Study.objects.get().pk, study.pk)
