"""Nobody changes the ledger: not the site, not by the ORM, not by the admin, not by SQL.

The tests run as the roles of a real site. Privileges keep the runtime role out; triggers
stop the owner and a superuser as well. Each guard is shown to hold without the other.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
from django.contrib.admin import ModelAdmin, site
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import ProtectedError

from annotations.exports.services import export_counts
from annotations.judging.content import submission_content
from annotations.ledger import content_sha256
from annotations.models import AuditEvent, Export, Judgment, MarkedSpan, Submission, Turn
from annotations.studies.verification import verify_site_audit, verify_study
from evalsite.roles import Login, connect, run, with_database
from tests import databases
from tests.base import LedgerTransactionTestCase
from tests.factories import add_rater, make_running_study
from tests.results import always, judge

# A model of the ledger, and a text column of it.
LEDGER = {
    Submission: "comment",
    Judgment: "choice",
    MarkedSpan: "quote",
    AuditEvent: "action",
    Export: "filename",
}
RUNTIME = Login.of(os.environ["DATABASE_URL"]).role
# A bare TRUNCATE of a table that others point to stops at that already.
STOPPED = "append-only|cannot truncate a table referenced"
Attempt = Callable[[], object]


class LedgerTestCase(LedgerTransactionTestCase):
    """A study with a row in every table of the ledger, committed."""

    databases = {"default", "owner"}

    def setUp(self):
        self.study = make_running_study(single_turn=3, raters_per_comparison=1, repeat_share=0)
        judge(self.study, add_rater(self.study), always("win"), comment="复查")
        add_revision_with_span(self.study.submissions.get(sequence=3))
        export_counts(study=self.study, by=None).stream.close()
        for model in LEDGER:
            self.assertTrue(model.objects.exists(), model)
        self.before = self.fingerprint()

    def fingerprint(self) -> dict[str, tuple[int, str]]:
        """Every value of every row of the ledger."""
        found = {}
        with connection.cursor() as cursor:
            for table in tables():
                cursor.execute(
                    f"SELECT count(*), md5(string_agg(r::text, '|' ORDER BY r.id)) FROM {table} r"
                )
                found[table] = cursor.fetchone()
        return found

    def refused(self, attempt: Attempt, *errors: type[Exception]) -> Exception:
        with self.assertRaises(errors or (DatabaseError,)) as caught, transaction.atomic():
            attempt()
        self.assertEqual(self.fingerprint(), self.before)
        return caught.exception

    def as_superuser(self, *statements: str) -> None:
        url = with_database(os.environ["DATABASE_ADMIN_URL"], databases.clone_name())
        with closing(connect(url)) as server:
            run(server, statements)


def add_revision_with_span(first: Submission) -> None:
    """A second revision with the same choices and a marked piece, hashed as the site does it."""
    revision = Submission(
        study=first.study,
        assignment=first.assignment,
        revision=2,
        supersedes=first,
        idempotency_key="second",
        reason="seen too late",
        opened_at=first.opened_at,
        submitted_at=first.submitted_at,
    )
    judgments = [
        Judgment(submission=revision, criterion=judgment.criterion, choice=judgment.choice)
        for judgment in first.judgments.select_related("criterion")
    ]
    span = MarkedSpan(submission=revision, side="left", turn=Turn.objects.first(), start=0, end=6)
    span.quote, span.type, span.severity = "Answer", "false", "mild"
    content = submission_content(revision, revision.assignment, judgments, [span])
    revision.content_sha256 = content_sha256(content)
    for row in (revision, *judgments, span):
        row.save(force_insert=True)


def tables() -> list[str]:
    return [model._meta.db_table for model in LEDGER]


def execute(sql: str, using: str = "default") -> Attempt:
    def attempt() -> None:
        with connections[using].cursor() as cursor:
            cursor.execute(sql)

    return attempt


def raw_attempts(
    model: type[models.Model], using: str = "default"
) -> Iterator[tuple[str, Attempt]]:
    table, column = model._meta.db_table, LEDGER[model]
    for sql in (
        f"UPDATE {table} SET \"{column}\" = 'x'",
        f"UPDATE {table} SET id = id",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"TRUNCATE {table} CASCADE",
        f"WITH gone AS (DELETE FROM {table} RETURNING id) SELECT count(*) FROM gone",
        f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = 1",
        f"MERGE INTO {table} a USING {table} b ON a.id = b.id WHEN MATCHED THEN DELETE",
    ):
        yield sql, execute(sql, using)
    for field in model._meta.concrete_fields:
        if field.null:
            for value in ("NULL", f'"{field.column}"'):
                sql = f'UPDATE {table} SET "{field.column}" = {value}'
                yield sql, execute(sql, using)


def orm_attempts(model: type[models.Model]) -> Iterator[tuple[str, Attempt]]:
    column, rows = LEDGER[model], model.objects.all()
    changed = list(rows)
    for row in changed:
        setattr(row, column, "x")
    first, name = changed[0], model.__name__
    admin = ModelAdmin(model, site)
    yield f"{name}.update()", lambda: rows.update(**{column: "x"})
    yield f"{name}.delete()", rows.delete
    yield f"{name}._raw_delete()", lambda: rows._raw_delete("default")
    yield f"{name}.bulk_update()", lambda: model.objects.bulk_update(changed, [column])
    yield (
        f"{name}.bulk_create(update_conflicts)",
        lambda: model.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=[column]
        ),
    )
    yield f"{name}.save() of a row", first.save
    yield f"{name}.delete() of a row", first.delete
    yield (
        f"{name}.update_or_create()",
        lambda: model.objects.update_or_create(pk=first.pk, defaults={column: "y"}),
    )
    yield f"{name} changed in the admin", lambda: admin.save_model(None, first, None, True)
    yield f"{name} deleted in the admin", lambda: admin.delete_model(None, first)
    yield f"{name} chosen and deleted in the admin", lambda: admin.delete_queryset(None, rows)


class RuntimeRoleTests(LedgerTestCase):
    def test_every_way_to_change_a_row_is_refused(self):
        count = 0
        for model in LEDGER:
            for name, attempt in raw_attempts(model):
                count += 1
                with self.subTest(name):
                    error = self.refused(attempt)
                    self.assertIsInstance(error.__cause__, psycopg2.errors.InsufficientPrivilege)
            for name, attempt in orm_attempts(model):
                count += 1
                with self.subTest(name):
                    # Rows that others point to are refused by Django before the database is asked.
                    self.refused(attempt, DatabaseError, ProtectedError)
        self.assertGreaterEqual(count, 100)
        for verdict in (*verify_study(self.study), verify_site_audit()):
            self.assertTrue(verdict.holds, verdict)

    def test_the_guards_cannot_be_switched_off(self):
        for table in tables():
            for sql in (
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"ALTER TABLE {table} DISABLE TRIGGER refuse_row_change",
                f"DROP TRIGGER refuse_row_change ON {table}",
                f"ALTER TABLE {table} OWNER TO CURRENT_USER",
                f"DROP TABLE {table} CASCADE",
                "DROP FUNCTION annotations_refuse_change() CASCADE",
                "SET session_replication_role = replica",
                f'SET ROLE "{Login.of(os.environ["DATABASE_OWNER_URL"]).role}"',
            ):
                with self.subTest(sql):
                    self.refused(execute(sql))

    def test_a_grant_to_itself_grants_nothing(self):
        # PostgreSQL answers with a warning only, so what counts is what can be done afterwards.
        table = Judgment._meta.db_table
        execute(f'GRANT ALL ON {table} TO "{RUNTIME}"')()
        self.refused(execute(f"DELETE FROM {table}"))

    def test_the_ledger_is_not_offered_in_the_admin(self):
        self.assertEqual([model for model in LEDGER if site.is_registered(model)], [])


class OwnerTests(LedgerTestCase):
    def test_the_owner_is_stopped_by_the_triggers(self):
        for model in LEDGER:
            for name, attempt in raw_attempts(model, using="owner"):
                with self.subTest(name):
                    self.assertRegex(str(self.refused(attempt)), STOPPED)

    def test_a_superuser_is_stopped_even_as_a_replica(self):
        for table in tables():
            for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                for role in ("origin", "replica"):
                    with self.subTest(sql, role=role):
                        with self.assertRaisesRegex(psycopg2.Error, STOPPED):
                            self.as_superuser(f"SET session_replication_role = {role}", sql)
                        self.assertEqual(self.fingerprint(), self.before)


class ControlTests(LedgerTestCase):
    """Each guard alone holds; without both, the attempt succeeds, and the chain shows it."""

    table = Submission._meta.db_table
    attempt = staticmethod(execute(f"UPDATE {table} SET comment = 'changed' WHERE sequence = 2"))

    def grant(self) -> None:
        self.as_superuser(f'GRANT UPDATE, DELETE, TRUNCATE ON {self.table} TO "{RUNTIME}"')

    def disable_triggers(self) -> None:
        self.as_superuser(f"ALTER TABLE {self.table} DISABLE TRIGGER refuse_row_change")

    def test_with_the_privilege_the_trigger_still_refuses(self):
        self.grant()
        self.assertIn("append-only", str(self.refused(self.attempt)))

    def test_without_the_trigger_the_privilege_is_still_missing(self):
        self.disable_triggers()
        self.assertIn("permission denied", str(self.refused(self.attempt)))

    def test_without_both_it_succeeds_and_the_chain_shows_where(self):
        self.grant()
        self.disable_triggers()
        self.attempt()
        self.assertNotEqual(self.fingerprint(), self.before)
        submissions, audit = verify_study(self.study)
        self.assertEqual(
            (submissions.broken_at, submissions.reason), (2, "its content is not what was hashed")
        )
        self.assertTrue(audit.holds)
