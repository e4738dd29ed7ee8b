"""A file is of one moment, also while raters hand in."""

from threading import Thread

from django.db import InternalError, connection, transaction

from annotations.exports.selectors import choice_counts
from annotations.models import Judgment, Study, Submission
from annotations.studies.snapshot import snapshot
from tests.base import LedgerTransactionTestCase
from tests.factories import add_rater, make_running_study
from tests.results import always, judge


class SnapshotTests(LedgerTransactionTestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=6, raters_per_comparison=1, repeat_share=0)
        self.rater = add_rater(self.study)

    def judge_meanwhile(self) -> None:
        """Another connection hands in and commits."""
        thread = Thread(target=self._judge)
        thread.start()
        thread.join()

    def _judge(self) -> None:
        try:
            judge(self.study, self.rater, always("tie"))
        finally:
            connection.close()

    def counts(self) -> tuple[int, int]:
        ties = [counts.tie for counts in choice_counts(self.study)]
        return Submission.objects.count(), sum(ties)

    def test_what_is_committed_meanwhile_is_not_seen(self):
        with snapshot():
            self.assertEqual(self.counts(), (0, 0))
            self.judge_meanwhile()
            self.assertEqual(self.counts(), (0, 0))
        self.assertEqual(self.counts(), (6, 30))

    def test_without_it_the_numbers_of_one_file_would_be_of_two_moments(self):
        with transaction.atomic():
            submissions = Submission.objects.count()
            self.judge_meanwhile()
            judgments = Judgment.objects.count()
        self.assertNotEqual(judgments, 5 * submissions)

    def test_nothing_can_be_written_inside(self):
        with self.assertRaisesMessage(InternalError, "read-only"), snapshot():
            Study.objects.filter(pk=self.study.pk).update(slug="changed")

    def test_a_transaction_under_way_cannot_become_one(self):
        with (
            transaction.atomic(),
            self.assertRaisesMessage(RuntimeError, "durable"),
            snapshot(),
        ):
            self.fail("entered")

    def test_rows_come_from_a_cursor_on_the_server(self):
        self.judge_meanwhile()
        with snapshot():
            rows = Judgment.objects.order_by("pk").iterator(chunk_size=2)
            next(rows)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django_curs_%'")
                self.assertEqual(cursor.fetchone(), (1,))
            rows.close()
