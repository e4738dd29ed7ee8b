"""Every reason has its sentence, with all placeholders filled."""

from django.test import SimpleTestCase

from annotations.datasets.messages import SENTENCES, describe, describe_place
from annotations.datasets.parsing import parse_items
from annotations.datasets.rows import Reason, RowError
from tests.unit.datasets.test_items import GOOD, lines


class MessageTests(SimpleTestCase):
    def test_every_reason_has_a_sentence(self):
        self.assertEqual(set(SENTENCES), set(Reason))

    def test_place_and_reason(self):
        error = parse_items("items.jsonl", lines({**GOOD, "kind": "exam"})).errors[0]
        self.assertEqual(describe_place(error), "items.jsonl, row 1, field kind")
        self.assertEqual(describe(error), "is “exam”, allowed: single_turn, multi_turn")

    def test_a_fault_of_the_whole_file_has_no_row(self):
        error = RowError("a.csv", None, "", Reason.NOT_UTF8, {"line": 3})
        self.assertEqual(describe_place(error), "a.csv")
        self.assertIn("line 3", describe(error))

    def test_expected_types_are_words(self):
        error = parse_items("f", lines({**GOOD, "extra": 1})).errors[0]
        self.assertEqual(describe(error), "has the wrong type, expected: object")
        count = RowError("f", 2, "", Reason.WRONG_CELL_COUNT, {"expected": 4, "found": 3})
        self.assertEqual(describe(count), "the row has 3 cells, the header 4")
