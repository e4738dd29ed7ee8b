"""A rater changes what they handed in."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.access import judged_assignment_of_rater
from annotations.assignment.services import claim_next_assignment
from annotations.exceptions import AssignmentGone, ChangedMeanwhile, ReasonMissing, WrongState
from annotations.judging.history import current_revision, openable_by
from annotations.judging.revising import revise_judgments
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Slot, Study, StudyRater, Submission
from annotations.studies.lifecycle import freeze_study, pause_study
from annotations.studies.verification import verify_study
from tests.factories import add_rater, make_running_study
from tests.judging import claim, entry_for, submit_late, withdraw


class RevisingCase(TestCase):
    single_turn = 3
    repeat_share = 0.0

    def setUp(self):
        self.study = make_running_study(
            single_turn=self.single_turn, raters_per_comparison=1, repeat_share=self.repeat_share
        )
        self.criteria = list(self.study.criteria.all())
        self.rater = add_rater(self.study)

    def judge(self, **fields) -> Assignment | None:
        """The next pair, judged; None when there is none."""
        study = Study.objects.get(pk=self.study.pk)
        assignment = claim_next_assignment(study=study, rater=self.rater).assignment
        if assignment:
            entry = entry_for(self.criteria, **fields)
            submit_judgments(assignment=assignment, entry=entry, criteria=self.criteria)
        return assignment

    def judge_late(self) -> Assignment:
        """The next pair, handed in when a colleague had judged it."""
        assignment = claim(self.rater).assignment
        submit_late(assignment, add_rater(self.study))
        return assignment

    def revise(self, assignment: Assignment, *, based_on: int = 1, **fields) -> Submission:
        fields = {"choice": "right", "reason": "slip"} | fields
        with transaction.atomic():
            return revise_judgments(
                assignment=judged_assignment_of_rater(
                    self.rater.user, self.study.public_id, assignment.token, locked=True
                ),
                entry=entry_for(self.criteria, **fields),
                criteria=self.criteria,
                based_on=based_on,
                opened_at=timezone.now() - timedelta(minutes=1),
            )

    def openable(self) -> set[int]:
        rater = StudyRater.objects.get(pk=self.rater.pk)
        study = Study.objects.get(pk=self.study.pk)
        return set(openable_by(study, rater).values_list("pk", flat=True))


class RevisingTests(RevisingCase):
    def test_a_revision_stands_beside_what_it_replaces(self):
        StudyRater.objects.update(guideline_accepted=3)
        Study.objects.update(guideline_version=3)
        self.rater.refresh_from_db()
        self.study.refresh_from_db()
        assignment = self.judge(comment="left")
        second = self.revise(assignment, comment="right", active_seconds=12.5)
        first = second.supersedes
        self.assertEqual((first.revision, second.revision), (1, 2))
        self.assertEqual(first.judgments.get(criterion__key="overall").choice, "left")
        self.assertEqual(second.judgments.get(criterion__key="overall").choice, "right")
        self.assertEqual((second.reason, second.comment), ("slip", "right"))
        self.assertEqual((second.guideline_version, second.active_seconds), (3, 12.5))
        self.assertEqual((second.submitted_at - second.opened_at).seconds, 60)
        self.assertEqual(current_revision(assignment), second)

    def test_the_chain_still_holds_and_the_counts_stay(self):
        assignment = self.judge()
        self.judge()
        self.revise(assignment)
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.submitted_count, 2)

    def test_it_can_be_revised_again(self):
        assignment = self.judge()
        self.revise(assignment)
        third = self.revise(assignment, based_on=2, choice="tie")
        self.assertEqual((third.revision, third.supersedes.revision), (3, 2))

    def test_the_same_key_again_changes_nothing(self):
        assignment = self.judge()
        first = self.revise(assignment, idempotency_key="a" * 32)
        again = self.revise(assignment, idempotency_key="a" * 32)
        self.assertEqual(first, again)
        self.assertEqual(Submission.objects.count(), 2)

    def test_without_a_change_there_is_no_revision(self):
        assignment = self.judge(comment="As before", active_seconds=30)
        same = self.revise(assignment, choice="left", comment="As before", active_seconds=5)
        self.assertEqual(same.revision, 1)
        self.assertEqual(Submission.objects.count(), 1)

    def test_every_part_of_the_content_counts_as_a_change(self):
        assignment = self.judge(choice="tie")
        for based_on, change in enumerate(
            (
                {"comment": "new"},
                {"comment": "new", "harm_left": True},
                {"comment": "new", "harm_right": True},
                {"comment": "new", "recognised": True},
                {"comment": "new", "both_bad": True},
                {"choice": "left"},
            ),
            start=1,
        ):
            revised = self.revise(assignment, based_on=based_on, **({"choice": "tie"} | change))
            self.assertEqual(revised.revision, based_on + 1)

    def test_a_change_needs_a_reason(self):
        assignment = self.judge()
        with self.assertRaises(ReasonMissing):
            self.revise(assignment, reason="")
        self.assertEqual(Submission.objects.count(), 1)

    def test_a_change_on_an_older_state_is_told_so(self):
        assignment = self.judge()
        self.revise(assignment)
        with self.assertRaises(ChangedMeanwhile):
            self.revise(assignment, choice="tie", based_on=1)
        self.assertEqual(Submission.objects.count(), 2)

    def test_while_paused_it_can_be_revised_and_after_the_freeze_never(self):
        assignment = self.judge()
        pause_study(study=self.study, by=None)
        self.revise(assignment)
        freeze_study(study=self.study, by=None)
        with self.assertRaises(WrongState):
            self.revise(assignment, based_on=2, choice="tie")
        self.assertEqual(Submission.objects.count(), 2)

    def test_late_work_kept_as_surplus_can_be_revised(self):
        assignment = self.judge_late()
        self.assertEqual(self.revise(assignment).revision, 2)

    def test_what_was_withdrawn_can_not(self):
        assignment = self.judge()
        withdraw(assignment)
        with self.assertRaises(AssignmentGone):
            self.revise(assignment)

    def test_without_the_newest_consent_nothing_is_revised(self):
        assignment = self.judge()
        Study.objects.update(consent_version=1)
        with self.assertRaises(WrongState):
            self.revise(assignment)


class ClosedTests(RevisingCase):
    def test_whoever_has_guessed_revises_no_more_and_gets_no_pair(self):
        assignment = self.judge()
        StudyRater.objects.update(closed_at=timezone.now())
        with self.assertRaises(WrongState):
            self.revise(assignment)
        claim = claim_next_assignment(study=self.study, rater=self.rater)
        self.assertTrue(claim.finished)

    def test_nor_does_the_database_take_a_revision(self):
        assignment = self.judge()
        StudyRater.objects.update(closed_at=timezone.now())
        first = assignment.submissions.get()
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            Submission.objects.create(
                study=self.study,
                assignment=assignment,
                revision=2,
                supersedes=first,
                idempotency_key="late",
                opened_at=first.opened_at,
                submitted_at=timezone.now(),
                content_sha256="0" * 64,
            )
        name = caught.exception.__cause__.diag.constraint_name
        self.assertEqual(name, "submission_rater_revises")


class HiddenRepeatTests(RevisingCase):
    """Every pair has a repeat: none may be given away, none seen beside its first judgment."""

    single_turn, repeat_share = 24, 1.0

    def test_a_pair_can_never_be_opened_while_its_repeat_is_due_or_open(self):
        given_repeats = 0
        while assignment := self.judge():
            self.rater.refresh_from_db()
            openable = Assignment.objects.filter(pk__in=self.openable())
            held = claim_next_assignment(study=self.study, rater=self.rater).assignment
            due = Slot.objects.repeats_due(self.rater, self.rater.submitted_count)
            hidden = set(due.values_list("comparison", flat=True))
            if held:
                hidden.add(held.comparison_id)
                self.assertLessEqual(len(openable), 10)
                shown = list(openable.values_list("comparison", flat=True))
                self.assertFalse(hidden & set(shown))
                self.assertEqual(len(shown), len(set(shown)), "two of the same would tell")
            given_repeats += assignment.kind == "repeat"
        self.assertGreaterEqual(given_repeats, 10)

    def test_with_one_more_it_could(self):
        """The window is as wide as it can be: eleven pairs would show one whose repeat is open."""
        first, *_ = [self.judge() for _ in range(11)]
        held = claim_next_assignment(study=self.study, rater=self.rater).assignment
        self.assertEqual((held.kind, held.comparison), ("repeat", first.comparison))
        self.assertNotIn(first.pk, self.openable())

    def test_whoever_is_through_may_open_everything(self):
        first = self.judge()
        while self.judge():
            pass
        self.rater.refresh_from_db()
        self.assertEqual(len(self.openable()), self.rater.submitted_count)
        self.assertEqual(self.revise(first).revision, 2)

    def test_too_far_back_is_refused_on_handing_in_too(self):
        first = self.judge()
        for _ in range(10):
            self.judge()
        with self.assertRaises(AssignmentGone):
            self.revise(first)

    def test_a_revision_puts_its_repeat_off(self):
        first = self.judge()
        for _ in range(7):
            self.judge()
        repeat = Slot.objects.get(first_slot=first.slot)
        self.assertEqual(repeat.due_after, 11)
        self.revise(first)
        repeat.refresh_from_db()
        self.assertEqual(repeat.due_after, 18)

    def test_withdrawn_pairs_keep_their_place_among_the_ten(self):
        judged = [self.judge() for _ in range(12)]
        withdraw(judged[-1])
        self.assertEqual(self.openable(), {assignment.pk for assignment in judged[2:-1]})
