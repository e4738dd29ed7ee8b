"""What makes a bundle the same everywhere, and what a profile leaves out."""

import ast
import io
import os
import runpy
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from django.test import SimpleTestCase

from annotations.exports.bundle import services
from annotations.exports.bundle.archive import write_archive
from annotations.exports.bundle.profiles import Profile, Terms
from annotations.exports.bundle.results import rounded
from annotations.exports.tables import Table
from annotations.exports.tables.columns import Column, Type, time, words
from annotations.studies.deviations import DEPARTURES

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
TABLE = Table(
    "t",
    "A table",
    "表",
    (
        Column("actor", "Who", "谁"),
        time("at", "When", "时间"),
        words("note", "Words", "文字"),
        Column("data", "Particulars", "细节", Type.JSON),
    ),
)
ROW = ("user:0a", NIGHT, "my words", {"reason": "because", "n": 3, "sha": "f" * 64, "ok": True})


class ArchiveTests(SimpleTestCase):
    def archive(self, names: tuple[str, ...], moment: int) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                path = Path(folder) / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(name)
                os.utime(path, (moment, moment))
                path.chmod(0o600 if moment % 2 else 0o640)
            target = io.BytesIO()
            write_archive(Path(folder), target, "study")
        return target.getvalue()

    def test_neither_order_nor_date_nor_mode_of_a_file_shows(self):
        one = self.archive(("b.txt", "a/c.txt"), 1_000_000_001)
        two = self.archive(("a/c.txt", "b.txt"), 1_700_000_000)
        self.assertEqual(one, two)
        with zipfile.ZipFile(io.BytesIO(one)) as archive:
            self.assertEqual(archive.namelist(), ["study/a/c.txt", "study/b.txt"])
            self.assertEqual({info.compress_type for info in archive.infolist()}, {0})


class ProfileTests(SimpleTestCase):
    def test_pseudonymised_keeps_everything_but_identity(self):
        terms = Terms(Profile.PSEUDONYMISED)
        self.assertEqual(list(terms.rows(TABLE, [ROW])), [ROW])
        self.assertEqual(terms.table(TABLE), TABLE)

    def test_deidentified_keeps_no_words_and_no_hour(self):
        terms = Terms(Profile.DEIDENTIFIED)
        data = {"reason": None, "n": 3, "sha": "f" * 64, "ok": True}
        self.assertEqual(list(terms.rows(TABLE, [ROW])), [("user", "2026-11-23", data)])
        self.assertEqual(terms.table(TABLE).keys, ["actor", "at", "data"])
        self.assertEqual(terms.table(TABLE).columns[1].type, Type.DAY)


class ScriptsTests(SimpleTestCase):
    def test_an_old_python_reads_them(self):
        for name in ("verify.py", "recompute.py"):
            source = (services.FILES / name).read_text("utf-8")
            ast.parse(source, feature_version=(3, 8))

    def test_verify_needs_nothing_but_python(self):
        tree = ast.parse((services.FILES / "verify.py").read_text("utf-8"))
        names = {
            n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names
        }
        names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        plain = {"argparse", "csv", "hashlib", "io", "json", "math", "os", "re", "struct", "sys"}
        self.assertLessEqual(names, plain | {"zipfile", "collections", "itertools"})

    def test_verify_knows_the_same_departures_as_the_product(self):
        # It stands alone, so it has a list of its own.
        known = runpy.run_path(str(services.FILES / "verify.py"))["DEPARTURES"]
        self.assertEqual(known, DEPARTURES)

    def test_ten_digits_are_published(self):
        self.assertEqual(rounded(0.1 + 0.2), 0.3)
        self.assertEqual(rounded(-1 / 3), -0.3333333333)
        self.assertEqual(rounded(123456789012.0), 123456789000.0)
