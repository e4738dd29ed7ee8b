"""The same bytes from another time zone, locale or hash seed, after a dump and a restore, and
whatever the clock did meanwhile."""

import os
import subprocess
import tempfile
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from unittest import mock, skipUnless

from django.test import TestCase
from django.utils import timezone

from evalsite.embedded import EmbeddedError
from evalsite.embedded.binaries import find_binaries
from evalsite.roles import connect, run, with_database
from tests import databases
from tests.base import LedgerTransactionTestCase
from tests.bundles import bundle_bytes, rich_study, unpacked
from tests.processes import MACHINES, exported


def programs() -> Path | None:
    """Where pg_dump and pg_restore are, if they are here."""
    try:
        folder = find_binaries().folder
    except EmbeddedError:
        return None
    return folder if (folder / "pg_dump").exists() else None


class ProcessesTests(LedgerTransactionTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.study = rich_study(single_turn=3, multi_turn=1)

    def test_time_zone_locale_and_hash_seed_make_no_difference(self):
        here = sha256(bundle_bytes(self.study)).hexdigest()
        for number, machine in enumerate(MACHINES):
            with self.subTest(machine):
                found = exported(self.study.slug, self.folder / f"{number}.zip", machine)
                self.assertEqual(found, here)

    @skipUnless(programs(), "pg_dump is not among PostgreSQL's programs here")
    def test_a_dump_that_was_restored_gives_the_same_bytes(self):
        here = sha256(bundle_bytes(self.study)).hexdigest()
        name = f"restored_{databases.clone_name()}"
        admin = os.environ["DATABASE_ADMIN_URL"]
        dump = self.folder / "study.dump"
        self.run_program("pg_dump", "-Fc", "-f", dump, with_database(admin, databases.clone_name()))
        with closing(connect(admin)) as server:
            run(server, [f'CREATE DATABASE "{name}"'])
        try:
            self.run_program("pg_restore", "-d", with_database(admin, name), dump)
            url = with_database(os.environ["DATABASE_URL"], name)
            restored = {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}
            path = self.folder / "restored.zip"
            found = exported(self.study.slug, path, MACHINES[0], **restored)
            self.assertEqual(found, here)
        finally:
            with closing(connect(admin)) as server:
                run(server, [f'DROP DATABASE "{name}" WITH (FORCE)'])

    def run_program(self, program: str, *arguments: object) -> None:
        folder = programs()
        assert folder
        subprocess.run([folder / program, *map(str, arguments)], check=True, capture_output=True)


class ClockTests(TestCase):
    def test_a_clock_that_is_set_back_changes_neither_order_nor_check(self):
        real, calls = timezone.now, iter(range(10**9))

        def jumping():
            """Back by an hour for every other half of the moments."""
            return real() - timedelta(hours=1) * (next(calls) // 40 % 2)

        with mock.patch("django.utils.timezone.now", jumping):
            study = rich_study(single_turn=3, multi_turn=1)
        data = bundle_bytes(study)
        with unpacked(data) as bundle:
            rows = bundle.rows("data/submissions")
            numbers = [row["submission"] for row in rows]
            self.assertEqual(numbers, list(range(1, len(rows) + 1)))
            times = [row["submitted_at"] for row in rows]
            self.assertNotEqual(times, sorted(times))
            self.assertTrue(all(time.endswith("+00:00") for time in times))
            self.assertEqual(bundle.verify().returncode, 0)
        self.assertEqual(bundle_bytes(study), data)
