"""What a superuser does to the ledger behind the site's back is found by the chain.

Given a head published earlier also a cut tail is; without one it cannot be, and no test
pretends otherwise. TAMPERINGS sets how many random acts are tried, CLEAN_RUNS how often nothing is
done: TAMPERINGS=1000 CLEAN_RUNS=1000 .venv/bin/python -m pytest tests/integration/test_tampering.py
"""

import io
import os
import random
from contextlib import closing

from django.core.management import CommandError, call_command

from annotations.judging.content import submission_content
from annotations.ledger import GENESIS, chain_hash, content_sha256
from annotations.models import Submission
from annotations.studies.verification import verify_study
from evalsite.roles import connect, with_database
from tests import databases
from tests.base import LedgerTransactionTestCase
from tests.factories import add_rater, make_running_study
from tests.results import always, judge

TAMPERINGS = int(os.environ.get("TAMPERINGS", "30"))
CLEAN_RUNS = int(os.environ.get("CLEAN_RUNS", "5"))
TABLES = ("annotations_submission", "annotations_judgment")
# One row of the chain each; %(n)s is its number. The last one stays in the middle of the chain.
EDITS = (
    "UPDATE annotations_submission SET comment = comment || ' ' WHERE sequence = %(n)s",
    "UPDATE annotations_submission SET both_bad = NOT both_bad WHERE sequence = %(n)s",
    "UPDATE annotations_submission SET active_seconds = 1 WHERE sequence = %(n)s",
    "UPDATE annotations_submission SET submitted_at = submitted_at - interval '1 microsecond'"
    " WHERE sequence = %(n)s",
    "UPDATE annotations_submission SET content_sha256 = repeat('a', 64) WHERE sequence = %(n)s",
    "UPDATE annotations_submission SET hash = repeat('a', 64) WHERE sequence = %(n)s",
    "UPDATE annotations_judgment SET choice = 'tie' WHERE submission_id ="
    " (SELECT id FROM annotations_submission WHERE sequence = %(n)s)",
    "DELETE FROM annotations_judgment WHERE id = (SELECT min(id) FROM annotations_judgment WHERE"
    " submission_id = (SELECT id FROM annotations_submission WHERE sequence = %(n)s))",
    "DELETE FROM annotations_submission WHERE sequence = %(n)s",
    "UPDATE annotations_submission a SET assignment_id = b.assignment_id, revision = 9,"
    " supersedes_id = b.id FROM annotations_submission b"
    " WHERE a.sequence = %(n)s AND b.sequence = %(n)s %% 12 + 1",
    "UPDATE annotations_submission SET sequence = CASE sequence WHEN %(n)s THEN 1000 ELSE"
    " sequence END",
    "UPDATE annotations_slot SET swapped = NOT swapped WHERE id = (SELECT slot_id FROM"
    " annotations_assignment a JOIN annotations_submission s ON s.assignment_id = a.id"
    " WHERE sequence = %(n)s)",
    # A row more, linked to the last one as it should be.
    "INSERT INTO annotations_submission SELECT (s).* FROM (SELECT jsonb_populate_record(last,"
    " jsonb_build_object('id', 1000000 + last.id, 'sequence', last.sequence + 1,"
    " 'revision', 9, 'supersedes_id', last.id, 'idempotency_key', 'forged',"
    " 'previous_hash', last.hash, 'hash', annotations_chain_hash(last.hash, last.sequence + 1,"
    " last.content_sha256))) AS s FROM annotations_submission last"
    " WHERE sequence = 12 AND %(n)s > 0) AS forged",
    # What was handed in for two pairs in each other's place.
    "UPDATE annotations_submission a SET idempotency_key = b.idempotency_key,"
    " submitted_at = b.submitted_at FROM annotations_submission b"
    " WHERE a.id <> b.id AND a.sequence IN (%(n)s, %(n)s %% 12 + 1)"
    " AND b.sequence IN (%(n)s, %(n)s %% 12 + 1)",
    # The tail, from here on.
    "DELETE FROM annotations_submission WHERE sequence >= %(n)s",
)


class TamperingTests(LedgerTransactionTestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=12, raters_per_comparison=1, repeat_share=0)
        judge(self.study, add_rater(self.study), always("win"), comment="复查", active_seconds=9.5)
        self.head = Submission.objects.latest("sequence").hash

    def finds(self, head: str | None) -> bool:
        return not verify_study(self.study, head=head)[0].holds

    def test_every_act_is_found_given_the_head(self):
        draw = random.Random(20261123)
        missed = []
        self.assertFalse(self.finds(self.head))
        with closing(self.superuser()) as server, server.cursor() as cursor:
            for number in range(TAMPERINGS):
                act = EDITS[number % len(EDITS)], {"n": draw.randint(1, 12)}
                cursor.execute(*act)
                self.assertGreater(cursor.rowcount, 0, act)
                if not self.finds(self.head):
                    missed.append(act)
                self.put_back(cursor)
        self.assertEqual(missed, [])
        self.assertFalse(self.finds(self.head))

    def test_nothing_is_found_where_nothing_was_done(self):
        for _ in range(CLEAN_RUNS):
            self.assertFalse(self.finds(self.head))

    def test_a_chain_made_anew_shows_only_against_a_head_from_outside(self):
        """Whoever can write everything can link everything again, and does it well."""
        with closing(self.superuser()) as server, server.cursor() as cursor:
            cursor.execute(
                "UPDATE annotations_submission SET comment = 'better' WHERE sequence = 5"
            )
            previous = GENESIS
            for row in self.study.submissions.order_by("sequence"):
                content = submission_content(
                    row, row.assignment, row.judgments.all(), row.marked_spans.all()
                )
                digest = content_sha256(content)
                link = chain_hash(previous, row.sequence, digest)
                cursor.execute(
                    "UPDATE annotations_submission SET content_sha256 = %s, previous_hash = %s,"
                    " hash = %s WHERE id = %s",
                    (digest, previous, link, row.pk),
                )
                previous = link
        self.assertFalse(self.finds(None))
        self.assertTrue(self.finds(self.head))

    def superuser(self):
        """With every guard off, and a copy of the rows to put back."""
        server = connect(with_database(os.environ["DATABASE_ADMIN_URL"], databases.clone_name()))
        with server.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in (*TABLES, "annotations_slot"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(f"CREATE TEMPORARY TABLE copy_{table} AS SELECT * FROM {table}")
        return server

    def put_back(self, cursor) -> None:
        for table in (*TABLES, "annotations_slot"):
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM copy_{table}")

    def test_a_cut_tail_shows_only_against_a_head_from_outside(self):
        with closing(self.superuser()) as server, server.cursor() as cursor:
            cursor.execute("DELETE FROM annotations_submission WHERE sequence > 10")
        self.assertFalse(self.finds(None))
        self.assertTrue(self.finds(self.head))

    def test_the_command_says_which_chain_holds_and_where_one_is_broken(self):
        slug = self.study.slug
        out = self.verify(slug, "--head", self.head)
        self.assertIn(f"OK {slug} submissions: 12 rows, head {self.head}", out)
        self.assertIn(f"OK {slug} audit: 1 rows", out)
        self.assertIn("OK site audit: 0 rows, head none", self.verify())
        with closing(self.superuser()) as server, server.cursor() as cursor:
            cursor.execute(EDITS[0], {"n": 7})
        with self.assertRaisesMessage(CommandError, "1 of 2 chains do not hold."):
            self.verify(slug)
        self.assertIn(
            f"BROKEN {slug} submissions at number 7: its content is not what was hashed", self.out
        )

    def verify(self, *args: str) -> str:
        stream = io.StringIO()
        try:
            call_command("verify_ledger", *args, stdout=stream, no_color=True)
        finally:
            self.out = stream.getvalue()
        return self.out
