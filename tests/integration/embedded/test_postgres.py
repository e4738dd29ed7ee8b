"""The embedded PostgreSQL where a machine makes it hard."""

import os
import signal
import tempfile
from pathlib import Path
from unittest import skipUnless

import psycopg2

from evalsite.embedded import EmbeddedError, postgres
from evalsite.embedded.accounts import server_account
from evalsite.embedded.binaries import find_binaries, reachable_by
from evalsite.embedded.postgres import make_cluster, start_cluster
from tests.integration.embedded.servers import ServerTestCase


class PostgresTests(ServerTestCase):
    def test_listens_on_a_unix_socket_alone_and_asks_for_a_password(self):
        self.start()
        self.assertEqual(self.ask("SHOW listen_addresses"), "")
        self.assertEqual(self.ask("SHOW password_encryption"), "scram-sha-256")
        with self.assertRaisesMessage(psycopg2.OperationalError, "authentication failed"):
            psycopg2.connect(self.cluster().url(password="wrong"))

    def test_kill_9_of_the_server_loses_nothing_that_was_committed(self):
        self.durable = True
        child = self.start()
        self.ask("CREATE TABLE kept AS SELECT 7 AS n; SELECT 1")
        os.kill(child.pid, signal.SIGKILL)
        child.process.wait()
        self.assertTrue((self.state / "pg" / "postmaster.pid").exists())
        self.start()
        self.assertEqual(self.ask("SELECT n FROM kept"), 7)

    def test_stop_is_orderly_and_repeatable(self):
        child = self.start()
        child.stop()
        child.stop()
        self.assertFalse((self.state / "pg" / "postmaster.pid").exists())
        self.assertIn("database system is shut down", child.last_words())

    def test_lock_file_with_the_number_of_another_program_is_dropped(self):
        self.start().stop()
        cluster = self.cluster()
        lock = f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.sockets}\n\n0 0\nready\n"
        (cluster.data / "postmaster.pid").write_text(lock)
        self.start()
        self.assertEqual(self.ask("SELECT 1"), 1)

    def test_half_made_cluster_is_never_used(self):
        half = self.state / "pg.new"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        self.assertTrue(make_cluster(self.cluster()))
        self.assertFalse(half.exists())
        self.start()
        self.assertEqual(self.ask("SELECT 1"), 1)

    def test_password_file_does_not_outlive_initdb(self):
        make_cluster(self.cluster())
        self.assertEqual(sorted(path.name for path in self.state.iterdir()), ["pg"])

    def test_lost_password_is_named(self):
        make_cluster(self.cluster())
        with self.assertRaisesMessage(EmbeddedError, "var/pg_password"):
            self.start(self.cluster(password="another"))

    def test_data_of_a_major_that_is_not_here_is_named(self):
        make_cluster(self.cluster())
        (self.state / "pg" / "PG_VERSION").write_text("9\n")
        with self.assertRaisesMessage(EmbeddedError, "made by PostgreSQL 9, and only 1"):
            self.cluster()

    def test_unknown_locale_and_umask_077(self):
        self.umask(0o077)
        for name in ("LC_ALL", "LANG"):
            self.setenv(name, "xx_XX.nonsense")
        self.start()
        self.assertEqual(self.ask("SELECT 'é' > 'z'"), True)
        self.assertEqual(self.ask("SHOW server_encoding"), "UTF8")

    def assertRaisesMessage(self, kind: type[Exception], text: str):
        return self.assertRaisesRegex(kind, text)


class LongPathTests(ServerTestCase):
    name = str(Path(*["a folder with blanks" * 4] * 2))

    def test_deep_folder_with_blanks(self):
        self.assertGreater(len(str(self.state)), 160)
        self.start()
        self.assertEqual(self.ask("SELECT 1"), 1)


@skipUnless(os.geteuid() == 0, "only root hands PostgreSQL to another account")
class ClosedFolderTests(ServerTestCase):
    """Root's home is 0700: neither data nor programs below it can be used by another account."""

    def setUp(self) -> None:
        super().setUp()
        shared = Path(tempfile.mkdtemp(prefix="evalsite-shared-", dir=self.state.parent)) / "lib"
        self.enterContext(_replaced(postgres, "SHARED_STATE", shared))
        self.shared = shared
        shared.parent.chmod(0o711)
        self.state.chmod(0o700)

    def test_data_goes_where_the_account_can_enter(self):
        self.umask(0o077)
        self.start()
        self.assertEqual(self.ask("SELECT 1"), 1)
        self.assertFalse((self.state / "pg").exists())
        self.assertEqual(self.state.stat().st_mode & 0o777, 0o700)

    def test_data_that_can_no_longer_be_entered_is_named(self):
        (self.state / "pg").mkdir()
        with self.assertRaisesRegex(EmbeddedError, "can no longer enter"):
            self.cluster()


@skipUnless(os.geteuid() == 0, "only root hands PostgreSQL to another account")
class CopiedProgramsTests(ServerTestCase):
    def test_programs_are_copied_with_modes_that_let_the_account_run_them(self):
        from evalsite.embedded import binaries

        self.umask(0o077)
        self.enterContext(_replaced(binaries, "SHARED_STATE", self.state / "lib"))
        (self.state / "lib").mkdir()
        account, found = server_account(), find_binaries()
        if account.can_enter(found.folder):
            self.assertIs(reachable_by(account, found), found)
        self.enterContext(_replaced(type(account), "can_enter", lambda *_: False))
        copied = reachable_by(account, found)
        self.assertNotEqual(copied.folder, found.folder)
        cluster = self.cluster()
        self.assertEqual(cluster.binaries, copied)
        cluster.data = self.state / "pg"
        make_cluster(cluster)
        child = start_cluster(cluster)
        self.addCleanup(child.stop)
        self.assertEqual(self.ask("SELECT 1"), 1)


class _replaced:
    """Another value for an attribute while the block runs."""

    def __init__(self, owner: object, name: str, value: object) -> None:
        self.owner, self.name, self.value = owner, name, value

    def __enter__(self) -> None:
        self.before = getattr(self.owner, self.name)
        setattr(self.owner, self.name, self.value)

    def __exit__(self, *error: object) -> None:
        setattr(self.owner, self.name, self.before)
