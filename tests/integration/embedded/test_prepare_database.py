"""prepare_database: two roles, neither of which can do the other's work."""

import os
from contextlib import closing
from io import StringIO

import psycopg2
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase

from evalsite.roles import connect, run, with_database

NAMES = ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL")


class PrepareDatabaseTests(SimpleTestCase):
    """On a database of its own, beside the suite's on the same server."""

    def setUp(self) -> None:
        before = {name: os.environ[name] for name in NAMES}
        self.addCleanup(os.environ.update, before)
        for name in NAMES[1:]:
            url = before[name].replace("evalsite:", "other:").replace("_owner:", "_other_owner:")
            os.environ[name] = with_database(url, f"other_{os.getpid()}")
        self.addCleanup(self.drop)

    def drop(self) -> None:
        with closing(connect(os.environ["DATABASE_ADMIN_URL"])) as admin:
            run(admin, [f"DROP DATABASE IF EXISTS other_{os.getpid()} WITH (FORCE)"])

    def prepare(self) -> str:
        out = StringIO()
        call_command("prepare_database", stdout=out)
        return out.getvalue()

    def as_owner(self, *statements: str) -> None:
        with closing(connect(os.environ["DATABASE_OWNER_URL"])) as connection:
            run(connection, statements)

    def as_runtime(self, *statements: str) -> None:
        with closing(connect(os.environ["DATABASE_URL"])) as connection:
            run(connection, statements)

    def test_repeating_it_changes_nothing(self):
        self.assertEqual(self.prepare(), self.prepare())
        self.as_owner("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)")
        self.prepare()
        self.as_runtime("UPDATE kept SET n = 2")

    def test_runtime_role_writes_rows_and_nothing_else(self):
        self.prepare()
        self.as_owner("CREATE TABLE rows (id serial, n int)")
        self.as_runtime(
            "INSERT INTO rows (n) VALUES (1)",
            "UPDATE rows SET n = 2",
            "DELETE FROM rows",
        )
        for refused in (
            "TRUNCATE rows",
            "ALTER TABLE rows DISABLE TRIGGER ALL",
            "DROP TABLE rows",
            "CREATE TABLE mine (n int)",
            "CREATE TEMPORARY TABLE mine (n int)",
            "CREATE SCHEMA mine",
            "SET ROLE evalsite_other_owner",
            "ALTER TABLE rows OWNER TO other",
        ):
            with (
                self.subTest(refused),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
            ):
                self.as_runtime(refused)

    def test_one_role_for_both_is_refused(self):
        os.environ["DATABASE_OWNER_URL"] = os.environ["DATABASE_URL"]
        with self.assertRaisesMessage(CommandError, "name the same role"):
            self.prepare()

    def test_printed_sql_holds_no_password_and_does_the_same(self):
        out = StringIO()
        call_command("prepare_database", print_sql=True, stdout=out)
        self.assertNotIn("PASSWORD", out.getvalue())
        self.assertIn('CREATE DATABASE "other_', out.getvalue())
        self.assertIn("REVOKE CREATE ON SCHEMA public FROM PUBLIC;", out.getvalue())
