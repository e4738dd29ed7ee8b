"""A rater hands in a pair."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.exceptions import AssignmentGone, InvalidSubmission, WrongState
from annotations.judging.content import submission_content
from annotations.judging.services import submit_judgments
from annotations.ledger import GENESIS, chain_hash, content_sha256, first_broken_link
from annotations.models import Assignment, Judgment, Submission
from annotations.studies.lifecycle import freeze_study
from tests.factories import add_rater, make_running_study
from tests.judging import entry_for


class SubmittingTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=3, scale="five_point")
        self.criteria = list(self.study.criteria.all())
        self.rater = add_rater(self.study)
        self.assignment = self.claim()

    def claim(self) -> Assignment:
        return claim_next_assignment(study=self.study, rater=self.rater).assignment

    def submit(self, assignment=None, **fields) -> Submission:
        return submit_judgments(
            assignment=assignment or self.assignment,
            entry=entry_for(self.criteria, **fields),
            criteria=self.criteria,
        )

    def test_every_choice_is_stored_as_it_was_clicked(self):
        submission = self.submit(strength="much", comment="左边提到了复查")
        self.assertEqual(
            list(submission.judgments.values_list("criterion__key", "choice", "strength")),
            [
                ("overall", "left", "much"),
                ("professionalism", "left", ""),
                ("accuracy", "left", ""),
                ("richness", "left", ""),
                ("humanistic_care", "left", ""),
            ],
        )
        self.assertEqual(submission.comment, "左边提到了复查")
        self.assignment.refresh_from_db()
        self.assertEqual(self.assignment.state, Assignment.State.SUBMITTED)

    def test_the_same_key_again_changes_nothing_and_answers_the_same(self):
        first = self.submit(idempotency_key="a" * 32)
        self.assertEqual(self.submit(idempotency_key="a" * 32), first)
        self.assertEqual(Submission.objects.count(), 1)

    def test_what_was_changed_meanwhile_is_not_taken_for_stored(self):
        self.submit(idempotency_key="a" * 32, comment="first")
        for change in ({"choice": "right"}, {"comment": "second"}, {"harm_left": True}):
            with self.subTest(change), self.assertRaises(AssignmentGone):
                self.submit(idempotency_key="a" * 32, **{"comment": "first"} | change)
        self.assertEqual(Submission.objects.get().comment, "first")

    def test_active_time_is_no_longer_than_the_pair_was_out(self):
        out = timezone.now() - timedelta(seconds=90)
        Assignment.objects.filter(pk=self.assignment.pk).update(claimed_at=out)
        self.assignment.refresh_from_db()
        self.assertAlmostEqual(self.submit(active_seconds=86_400).active_seconds, 90, delta=5)

    def test_a_judged_pair_judged_otherwise_in_another_tab_is_told_so(self):
        first = self.submit()
        self.assertEqual(self.submit(), first)
        with self.assertRaises(AssignmentGone):
            self.submit(choice="right")
        self.assertEqual(Submission.objects.count(), 1)

    def test_contradictions_are_refused_and_nothing_is_stored(self):
        for fields in (
            {"both_bad": True},
            {"choice": "tie", "strength": "much"},
            {"choice": "not_applicable"},
            {"choice": "middle"},
            {"strength": "enormous"},
        ):
            with self.subTest(fields), self.assertRaises(InvalidSubmission):
                self.submit(**fields)
        with self.assertRaises(InvalidSubmission):
            submit_judgments(
                assignment=self.assignment,
                entry=entry_for(self.criteria[:3]),
                criteria=self.criteria,
            )
        self.assertFalse(Submission.objects.exists())

    def test_nothing_enters_a_frozen_study(self):
        freeze_study(study=self.study, by=None)
        with self.assertRaises(WrongState):
            self.submit(self.stale_assignment())
        self.assignment.refresh_from_db()
        self.assertEqual(self.assignment.state, Assignment.State.WITHDRAWN)
        with self.assertRaises(AssignmentGone):
            self.submit()
        self.assertFalse(Submission.objects.exists())

    def stale_assignment(self) -> Assignment:
        """As a request that read the study before it was frozen would see it."""
        stale = Assignment.objects.select_related("rater__study", "slot").get(pk=self.assignment.pk)
        stale.state, stale.rater.study.state = "open", "running"
        return stale

    def test_both_bad_goes_with_a_tie(self):
        self.assertTrue(self.submit(choice="tie", both_bad=True).both_bad)


class ChainTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=4, raters_per_comparison=1, repeat_share=0)
        self.criteria = list(self.study.criteria.all())
        rater = add_rater(self.study)
        for choice in ("left", "tie", "right", "left"):
            claimed = claim_next_assignment(study=self.study, rater=rater)
            submit_judgments(
                assignment=claimed.assignment,
                entry=entry_for(self.criteria, choice),
                criteria=self.criteria,
            )

    def rows(self):
        return list(
            self.study.submissions.order_by("sequence").values_list(
                "sequence", "content_sha256", "previous_hash", "hash"
            )
        )

    def test_each_row_covers_the_one_before_it(self):
        rows = self.rows()
        self.assertEqual([row[0] for row in rows], [1, 2, 3, 4])
        self.assertEqual(rows[0][2], GENESIS)
        self.assertEqual(rows[0][3], chain_hash(GENESIS, 1, rows[0][1]))
        self.assertIsNone(first_broken_link(rows))

    def test_an_edit_a_gap_and_a_swap_are_found(self):
        rows = self.rows()
        edited = [rows[0], (2, "0" * 64, *rows[1][2:]), *rows[2:]]
        self.assertEqual(first_broken_link(edited), 2)
        self.assertEqual(first_broken_link([*rows[:1], *rows[2:]]), 2)
        self.assertEqual(first_broken_link([rows[1], rows[0]]), 1)

    def test_the_content_is_rebuilt_from_the_tables(self):
        for submission in self.study.submissions.all():
            content = submission_content(
                submission,
                submission.assignment,
                submission.judgments.all(),
                submission.marked_spans.all(),
            )
            self.assertEqual(content_sha256(content), submission.content_sha256)

    def test_a_chosen_sequence_or_hash_is_overruled(self):
        last = self.study.submissions.order_by("-sequence").first()
        forged = Submission.objects.create(
            study=self.study,
            assignment=last.assignment,
            revision=2,
            supersedes=last,
            idempotency_key="forged",
            opened_at=last.opened_at,
            submitted_at=last.submitted_at,
            content_sha256="f" * 64,
            sequence=77,
            previous_hash="e" * 64,
            hash="d" * 64,
        )
        forged.refresh_from_db()
        self.assertEqual((forged.sequence, forged.previous_hash), (5, last.hash))
        self.assertEqual(forged.hash, chain_hash(last.hash, 5, "f" * 64))


class DatabaseRuleTests(TestCase):
    """What holds however a row is written."""

    def setUp(self):
        study = make_running_study()
        self.criteria = {criterion.key: criterion for criterion in study.criteria.all()}
        rater = add_rater(study)
        assignment = claim_next_assignment(study=study, rater=rater).assignment
        self.submission = submit_judgments(
            assignment=assignment,
            entry=entry_for(self.criteria.values(), "tie", both_bad=True),
            criteria=list(self.criteria.values()),
        )
        self.study = study

    def refused(self, name: str, **fields):
        revision = Submission.objects.create(
            study=self.study,
            assignment=self.submission.assignment,
            revision=2,
            supersedes=self.submission,
            idempotency_key="second",
            both_bad=fields.pop("both_bad", False),
            opened_at=self.submission.opened_at,
            submitted_at=self.submission.submitted_at,
            content_sha256="0" * 64,
        )
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            Judgment.objects.create(submission=revision, **fields)
        self.assertIn(name, caught.exception.__cause__.diag.constraint_name)

    def test_strength_only_on_overall(self):
        accuracy = self.criteria["accuracy"]
        self.refused(
            "judgment_strength_on_overall_only", criterion=accuracy, choice="left", strength="much"
        )

    def test_strength_only_with_a_side(self):
        self.refused(
            "judgment_strength_needs_a_side",
            criterion=self.criteria["overall"],
            choice="tie",
            strength="much",
        )

    def test_overall_always_applies(self):
        overall = self.criteria["overall"]
        self.refused("judgment_overall_applies", criterion=overall, choice="not_applicable")

    def test_both_bad_is_a_tie(self):
        self.refused(
            "submission_both_bad_is_a_tie",
            criterion=self.criteria["overall"],
            choice="left",
            both_bad=True,
        )

    def test_these_tests_run_as_the_runtime_role(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tableowner <> current_user FROM pg_tables "
                "WHERE tablename = 'annotations_submission'"
            )
            self.assertEqual(cursor.fetchone(), (True,))
