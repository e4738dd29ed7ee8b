"""What may leave, and that every column is explained."""

import re
from dataclasses import fields

from django.test import SimpleTestCase

from annotations.analysis.feedback import HandedOnRecord, ReportRecord
from annotations.analysis.marks import SpanRecord
from annotations.analysis.selectors import JudgmentRecord
from annotations.analysis.tables import TABLES
from annotations.exports.selectors import ChoiceCounts
from annotations.exports.tables import (
    COUNTS,
    HANDED_ON,
    JUDGMENTS,
    MARKED_SPANS,
    PROBLEM_REPORTS,
    rows_of,
)
from annotations.exports.tables.results import TITLES, result_column

CHINESE = re.compile(r"[\u4e00-\u9fff]")


class TablesTests(SimpleTestCase):
    def test_every_column_is_explained_in_both_languages(self):
        for column in (*JUDGMENTS, *MARKED_SPANS, *HANDED_ON, *PROBLEM_REPORTS, *COUNTS):
            with self.subTest(column.key):
                self.assertTrue(column.text("en"))
                self.assertRegex(column.text("zh-hans"), CHINESE)

    def test_keys_are_unique_and_plain(self):
        for columns in (JUDGMENTS, MARKED_SPANS, HANDED_ON, PROBLEM_REPORTS, COUNTS):
            keys = [column.key for column in columns]
            self.assertEqual(len(keys), len(set(keys)))
            self.assertTrue(all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys))

    def test_columns_are_the_fields_of_their_records(self):
        for columns, record in (
            (JUDGMENTS, JudgmentRecord),
            (MARKED_SPANS, SpanRecord),
            (HANDED_ON, HandedOnRecord),
            (PROBLEM_REPORTS, ReportRecord),
            (COUNTS, ChoiceCounts),
        ):
            self.assertEqual([c.key for c in columns], [f.name for f in fields(record)])

    def test_counts_of_a_blinded_study_have_no_system_item_or_rater(self):
        forbidden = re.compile(r"system|item|rater|comparison|outcome")
        self.assertEqual([c.key for c in COUNTS if forbidden.search(c.key)], [])

    def test_only_listed_columns_leave(self):
        class Record:
            study, criterion, left, tie, right, not_applicable = "s", "overall", 1, 2, 3, 0
            email = "rosa@example.org"

        self.assertEqual(list(rows_of([Record()], COUNTS)), [("s", "overall", 1, 2, 3, 0)])


class ResultColumnsTests(SimpleTestCase):
    def test_every_column_of_the_results_is_explained(self):
        for name, (columns, _) in TABLES.items():
            with self.subTest(name):
                self.assertIn(name, TITLES)
                for column in map(result_column, columns):
                    self.assertTrue(column.en)
                    self.assertRegex(column.zh, r"[\u4e00-\u9fff]|=|/")
