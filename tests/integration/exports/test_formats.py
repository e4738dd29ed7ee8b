"""Parquet, XLSX, wide tables and preference pairs, of one study."""

import io
import json

import pyarrow.parquet as pq
from django.test import TestCase
from openpyxl import load_workbook

from annotations.exceptions import WrongState
from annotations.exports.services import RESULT_TABLES, export_table
from annotations.exports.writers import Format, plain
from tests.bundles import COMMENT, rich_study
from tests.factories import make_running_study
from tests.results import unblind


class FormatsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study(single_turn=3, multi_turn=1)

    def read(self, what: str, form: Format) -> bytes:
        with export_table(study=self.study, by=None, what=what, form=form).stream as stream:
            return stream.read()

    def lines(self, what: str) -> list[dict]:
        text = self.read(what, Format.JSONL).decode()
        return [json.loads(line) for line in text.split("\n") if line]

    def test_every_file_in_every_format_says_the_same(self):
        for what in RESULT_TABLES:
            rows = self.lines(what)
            with self.subTest(what):
                self.assertEqual(self.parquet(what), [self.typed(row) for row in rows])
                self.assertEqual(self.sheet(what), [[*map(self.cell, r.values())] for r in rows])

    def parquet(self, what: str) -> list[dict]:
        table = pq.read_table(io.BytesIO(self.read(what, Format.PARQUET)))
        return [{key: self.typed_value(v) for key, v in row.items()} for row in table.to_pylist()]

    def typed(self, row: dict) -> dict:
        return {key: self.typed_value(value) for key, value in row.items()}

    def typed_value(self, value):
        """A time as its text."""
        return value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else value

    def sheet(self, what: str) -> list[list]:
        book = load_workbook(io.BytesIO(self.read(what, Format.XLSX)))
        cells = [[cell.value for cell in row] for row in book["data"].iter_rows(min_row=2)]
        types = {cell.data_type for row in book["data"].iter_rows() for cell in row}
        self.assertLessEqual(types, {"s", "inlineStr", "n"})
        return cells

    def cell(self, value):
        """Numbers as numbers, everything else as text, nothing and an empty text as nothing."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return value if is_number else plain(value) or None

    def test_the_same_study_gives_the_same_bytes(self):
        for form in Format:
            first, second = self.read("judgments", form), self.read("judgments", form)
            self.assertEqual(first, second)

    def test_a_comment_that_looks_like_a_formula_is_text(self):
        book = load_workbook(io.BytesIO(self.read("judgments", Format.XLSX)))
        found = [c for row in book["data"].iter_rows() for c in row if c.value == COMMENT]
        self.assertTrue(found)
        self.assertEqual({cell.data_type for cell in found} - {"s", "inlineStr"}, set())


class PreferencePairsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study(single_turn=4, multi_turn=2, exclusion_rules=[])

    def pairs(self) -> list[dict]:
        exported = export_table(
            study=self.study, by=None, what="preference-pairs", form=Format.JSONL
        )
        with exported.stream as stream:
            return [json.loads(line) for line in stream.read().decode().split("\n") if line]

    def test_one_pair_per_judged_comparison(self):
        pairs = self.pairs()
        self.assertEqual(len(pairs), 6)
        for pair in pairs:
            votes = [pair[f"votes_{name}"] for name in ("chosen", "tie", "rejected")]
            self.assertEqual(sum(votes), pair["raters"])
            self.assertGreaterEqual(votes[0], votes[2])
            self.assertEqual(pair["tie"], votes[0] == votes[2])
            self.assertEqual(pair["agreement"], max(votes) / sum(votes))

    def test_messages_are_those_that_raters_read(self):
        for pair in self.pairs():
            item = self.study.items.get(external_id=pair["item"], kind=pair["task_type"])
            for role in ("chosen", "rejected"):
                system = self.study.systems.get(name=pair[f"{role}_system"])
                turns = item.responses.get(system=system).turns.order_by("position")
                texts = [message["content"] for message in (*pair["prompt"], *pair[role])]
                question = [item.prompt] if item.kind == "single_turn" else []
                self.assertEqual(texts, [*question, *(turn.shown_text for turn in turns)])
                self.assertEqual(pair[role][0]["role"], "assistant")
            self.assertEqual(pair["prompt"][-1]["role"], "user")
            self.assertEqual(pair["shared_messages"], len(pair["prompt"]))

    def test_answers_that_are_not_handed_out_stay(self):
        kept = unblind(make_running_study(repeat_share=0, export_responses=False))
        with self.assertRaises(WrongState):
            export_table(study=kept, by=None, what="preference-pairs", form=Format.JSONL)
