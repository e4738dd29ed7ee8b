"""Texts that trouble programs: they leave as they came."""

import io
import json

import pyarrow.parquet as pq
from django.db import transaction
from django.test import TestCase
from openpyxl import load_workbook

from annotations.assignment.services import claim_next_assignment
from annotations.exports.services import export_table
from annotations.exports.spreadsheet import CUT, LONGEST_TEXT
from annotations.exports.writers import Format
from annotations.models import User
from tests.bundles import bundle_bytes, unpacked
from tests.factories import add_rater, make_running_study
from tests.results import click, hand_in, unblind

TEXTS = (
    "\u202eeht edisni\u202c \u2066isolated\u2069",  # direction turned over
    "zero\u200bwidth\u200d\ufeff\u2060",
    "e" + "\u0301" * 100_000,
    "Ηuatuo НuаtuоGРТ",  # Greek and Cyrillic letters that look Latin
    "line\nbreak\r\nand\ttab \u2028 \x85",
    "\x01\x1f\x7f",
    "=1+1\u202e",
    "👩🏽‍⚕️ 𠮷 ﷽",
    '"quoted", and _x0041_',
)


class HostileTextsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            single_turn=len(TEXTS), raters_per_comparison=1, repeat_share=0
        )
        texts = iter(TEXTS)
        rater = add_rater(cls.study)
        for text in texts:
            judge_one(cls.study, rater, text)
        unblind(cls.study)

    def read(self, form: Format) -> bytes:
        exported = export_table(study=self.study, by=None, what="judgments-wide", form=form)
        with exported.stream as stream:
            return stream.read()

    def test_json_lines_and_parquet_keep_every_text(self):
        lines = [line for line in self.read(Format.JSONL).split(b"\n") if line]
        self.assertEqual([json.loads(line)["comment"] for line in lines], list(TEXTS))
        table = pq.read_table(io.BytesIO(self.read(Format.PARQUET)))
        self.assertEqual(table.column("comment").to_pylist(), list(TEXTS))

    def test_a_spreadsheet_holds_what_fits_into_a_cell(self):
        book = load_workbook(io.BytesIO(self.read(Format.XLSX)))
        head, *rows = book["data"].iter_rows()
        column = [cell.value for cell in head].index("comment")
        cells = [row[column].value for row in rows]
        self.assertTrue(cells[2].endswith(CUT))
        self.assertLessEqual(len(cells[2]), LONGEST_TEXT)
        self.assertEqual(cells[0], TEXTS[0])
        self.assertEqual(cells[6], TEXTS[6])

    def test_the_bundle_holds_under_its_own_check(self):
        with unpacked(bundle_bytes(self.study)) as bundle:
            found = bundle.verify()
        self.assertEqual((found.returncode, found.stderr), (0, ""), found.stdout)

    def test_nul_and_half_characters_do_not_get_in(self):
        for text in ("\x00", "\ud800"):
            with self.assertRaises((ValueError, UnicodeEncodeError)), transaction.atomic():
                User.objects.create(name=text)


def judge_one(study, rater, comment: str) -> None:
    """The next pair, with this comment."""
    assignment = claim_next_assignment(study=study, rater=rater).assignment
    keys = [criterion.key for criterion in study.criteria.all()]
    swapped = assignment.slot.swapped
    hand_in(assignment, {key: click("win", swapped) for key in keys}, comment=comment)
