"""A researcher takes an item out of a running study; nothing is deleted."""

from django.test import TestCase

from annotations.analysis.report import build_report
from annotations.analysis.selectors import judgment_records
from annotations.assignment.services import claim_next_assignment
from annotations.blinding.blinded import blind_progress
from annotations.comparisons.exclusion import withdraw_item
from annotations.exceptions import AnnotationsError, ItemWithdrawn, WrongState
from annotations.judging.drafts import Sent, save_draft
from annotations.judging.reporting import report_problem
from annotations.models import (
    Assignment,
    AuditEvent,
    Draft,
    Judgment,
    ProblemReport,
    Slot,
    StudyRater,
    Submission,
)
from annotations.studies.lifecycle import freeze_study, unblind_study
from annotations.studies.selectors import planned_work
from tests.factories import add_rater, add_researcher, make_running_study
from tests.judging import claim, decline, locked, submit


class WithdrawingTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=3, raters_per_comparison=2, repeat_share="0.4")
        self.rosa = add_researcher(self.study)
        self.judge, self.holder, self.handed = (add_rater(self.study) for _ in range(3))
        self.item = self.study.items.earliest("pk")
        self.comparison = self.study.comparisons.get(item=self.item)
        self.judged = self.hold_item(self.judge)
        submit(self.judged)
        self.declined = self.hold_item(self.handed)
        decline(self.declined)
        self.open_one = self.hold_item(self.holder)

    def hold_item(self, rater: StudyRater) -> Assignment:
        others = self.study.slots.filter(kind="first").exclude(comparison=self.comparison)
        others.filter(status="free").update(status="unreleased")
        try:
            return claim(rater).assignment
        finally:
            others.filter(status="unreleased").update(status="free")

    def withdraw(self, reason: str = "Two answers are mixed up.") -> int:
        return withdraw_item(study=self.study, item=self.item, by=self.rosa, reason=reason)

    def left_to(self, rater: StudyRater) -> tuple[int, int]:
        rater.refresh_from_db()
        self.study.refresh_from_db()
        progress = blind_progress(self.study, rater)
        return progress.done, progress.left

    def test_no_slot_of_it_is_given_out_any_more(self):
        self.assertEqual(self.withdraw(), 1)
        statuses = set(self.comparison.slots.values_list("status", flat=True))
        self.assertEqual(statuses, {Slot.Status.WITHDRAWN})
        newcomer = add_rater(self.study)
        seen = set()
        while assignment := claim(newcomer).assignment:
            seen.add(assignment.comparison_id)
            submit(assignment)
        self.assertEqual(len(seen), 2)
        self.assertNotIn(self.comparison.pk, seen)
        self.assertEqual(planned_work(self.study).comparisons, 2)

    def test_who_has_it_open_is_told_and_gets_the_next_pair(self):
        save_draft(assignment=locked(self.open_one), sent=Sent({}, revision=1))
        self.withdraw()
        self.assertFalse(Draft.objects.exists())
        with self.assertRaises(ItemWithdrawn):
            submit(self.open_one)
        with self.assertRaises(ItemWithdrawn):
            save_draft(assignment=locked(self.open_one), sent=Sent({}, revision=2))
        after = claim_next_assignment(study=self.study, rater=self.holder).assignment
        self.assertNotEqual(after.comparison_id, self.comparison.pk)

    def test_what_was_judged_stays_and_leaves_the_results_only(self):
        self.withdraw()
        self.judged.refresh_from_db()
        self.assertEqual(self.judged.state, Assignment.State.SUBMITTED)
        self.assertEqual(Judgment.objects.filter(submission__assignment=self.judged).count(), 5)
        freeze_study(study=self.study, by=None)
        unblind_study(study=self.study, by=None, reason="Done.")
        flow = build_report(self.study, rounds=10).flow
        self.assertEqual([loss.count for loss in flow.judgments[-2].losses], [1])
        self.assertEqual(flow.analysed, 0)
        records = list(judgment_records(self.study))
        self.assertEqual({(r.is_withdrawn, r.in_analysis_set) for r in records}, {(True, False)})

    def test_everybody_has_the_right_number_left(self):
        before = [self.left_to(rater) for rater in (self.judge, self.holder, self.handed)]
        # Three comparisons and one hidden repeat: one is judged; one of three is open; one is gone.
        self.assertEqual(before, [(1, 3), (0, 4), (0, 3)])
        length = self.study.released_text_length
        self.withdraw()
        after = [self.left_to(rater) for rater in (self.judge, self.holder, self.handed)]
        self.assertEqual(after, [(1, 3), (0, 3), (0, 3)])
        self.assertEqual(self.study.released_count, 2)
        self.comparison.refresh_from_db()
        self.assertEqual(self.study.released_text_length, length - self.comparison.text_length)
        self.assertEqual(self.study.released_by_specialty[""]["count"], 2)

    def test_it_is_recorded_with_its_reason_and_settles_the_reports(self):
        report_problem(assignment=locked(self.open_one), text="Broken", idempotency_key="a" * 32)
        self.withdraw()
        event = AuditEvent.objects.get(action="item.withdraw")
        self.assertEqual(event.target, self.item.external_id)
        self.assertEqual(
            event.data,
            {
                "item": self.item.external_id,
                "item_kind": "single_turn",
                "comparisons": 1,
                "judged": 1,
                "begun": 1,
                "reason": "Two answers are mixed up.",
            },
        )
        self.assertIsNotNone(ProblemReport.objects.get().resolved_at)

    def test_repeating_it_changes_nothing(self):
        self.withdraw()
        self.assertEqual(self.withdraw(), 0)
        self.assertEqual(AuditEvent.objects.filter(action="item.withdraw").count(), 1)
        self.study.refresh_from_db()
        self.assertEqual(self.study.released_count, 2)

    def test_needs_a_reason_and_a_study_that_is_not_frozen(self):
        with self.assertRaises(AnnotationsError):
            self.withdraw("  ")
        freeze_study(study=self.study, by=None)
        with self.assertRaises(WrongState):
            self.withdraw()
        self.assertFalse(self.study.comparisons.exclude(withdrawn_at=None).exists())
        self.assertEqual(Submission.objects.count(), 1)
