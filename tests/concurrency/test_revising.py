"""Two tabs change the same judgment at once: one wins, the other is told."""

from unittest import mock

from django.db import transaction
from django.db.models.query import QuerySet
from django.test import tag
from django.utils import timezone

from annotations.access import judged_assignment_of_rater
from annotations.assignment.services import claim_next_assignment
from annotations.exceptions import ChangedMeanwhile
from annotations.judging.revising import revise_judgments
from annotations.ledger import first_broken_link
from annotations.models import StudyRater, Submission
from tests.base import LedgerTransactionTestCase
from tests.factories import add_rater, make_running_study
from tests.judging import entry_for

from .test_claiming import at_once, hand_in

TABS = 8


def change(rater: StudyRater, token: str, comment: str, **fields: str) -> Submission:
    with transaction.atomic():
        assignment = judged_assignment_of_rater(
            rater.user, rater.study.public_id, token, locked=True
        )
        criteria = list(assignment.rater.study.criteria.all())
        entry = entry_for(criteria, comment=comment, reason="slip", **fields)
        return revise_judgments(
            assignment=assignment,
            entry=entry,
            criteria=criteria,
            based_on=1,
            opened_at=timezone.now(),
        )


@tag("concurrency")
class RevisingAtOnceTests(LedgerTransactionTestCase):
    def change_at_once(self, **fields: str) -> list:
        study = make_running_study(single_turn=2)
        rater = add_rater(study)
        token = claim_next_assignment(study=study, rater=rater).assignment.token
        hand_in(rater, token, "k" * 32)
        tabs = [lambda n=n: change(rater, token, f"tab {n}", **fields) for n in range(TABS)]
        return at_once(tabs)

    def assert_one_won(self, results: list) -> None:
        won = [result for result in results if isinstance(result, Submission)]
        lost = [result for result in results if isinstance(result, ChangedMeanwhile)]
        self.assertEqual((len(won), len(lost)), (1, TABS - 1), results)
        self.assertEqual(won, [Submission.objects.get(revision=2)])
        self.assertEqual(won[0].judgments.count(), 5)
        self.assertEqual(Submission.objects.count(), 2)
        rows = Submission.objects.order_by("sequence").values_list(
            "sequence", "content_sha256", "previous_hash", "hash"
        )
        self.assertIsNone(first_broken_link(rows))

    def test_one_wins_and_the_others_are_told(self):
        self.assert_one_won(self.change_at_once())

    def test_without_the_lock_the_constraints_let_one_win_all_the_same(self):
        with mock.patch.object(QuerySet, "select_for_update", lambda self, **options: self):
            self.assert_one_won(self.change_at_once())

    def test_a_double_click_is_one_revision(self):
        results = self.change_at_once(idempotency_key="d" * 32)
        self.assertEqual({result.pk for result in results}, {Submission.objects.last().pk})
        self.assertEqual(Submission.objects.count(), 2)
