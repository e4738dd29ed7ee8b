"""Our own layout of items: what a good file gives, and what every spoilt row is told."""

import json
from pathlib import Path

from django.test import SimpleTestCase

from annotations.datasets.parsing import Format, parse_items
from annotations.datasets.rows import ParsedFile, Reason, RowError

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
GOOD = {"external_id": "a", "kind": "single_turn", "language": "en", "prompt": "Why?"}


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def faults(parsed: ParsedFile) -> list[tuple[int | None, str, Reason]]:
    return [(error.row, error.field, error.reason) for error in parsed.errors]


class ItemFileTests(SimpleTestCase):
    def parse_example(self, name: str) -> ParsedFile:
        return parse_items(name, (EXAMPLES / name).read_bytes())

    def test_example_gives_two_questions_and_a_case(self):
        parsed = self.parse_example("items.jsonl")
        self.assertEqual(parsed.errors, ())
        self.assertEqual([item.external_id for item in parsed.items], ["q1", "q2", "c1"])
        first, second, case = parsed.items
        self.assertEqual((first.kind, first.language, first.row), ("single_turn", "en", 1))
        self.assertEqual((first.category, first.specialty), ("medication", "cardiology"))
        self.assertEqual(second.extra, {"source": "written for this project"})
        self.assertEqual((case.kind, case.prompt), ("multi_turn", ""))
        self.assertTrue(case.case.startswith("男，45岁，伏案工作。\n"))

    def test_csv_says_the_same_as_json_lines(self):
        def told(name: str) -> list[tuple]:
            return [
                (i.external_id, i.kind, i.prompt, i.case, i.reference, i.extra)
                for i in self.parse_example(name).items
            ]

        self.assertEqual(told("items.csv"), told("items.jsonl"))

    def test_csv_rows_count_as_a_spreadsheet_does(self):
        self.assertEqual([item.row for item in self.parse_example("items.csv").items], [2, 3, 4])

    def test_byte_order_mark_and_crlf_of_excel_are_no_content(self):
        text = (EXAMPLES / "items.csv").read_text(encoding="utf-8").replace("\n", "\r\n")
        parsed = parse_items("items.csv", b"\xef\xbb\xbf" + text.encode())
        self.assertEqual(parsed.errors, ())
        self.assertEqual(
            [item.case for item in parsed.items],
            [item.case for item in self.parse_example("items.csv").items],
        )

    def test_a_json_list_of_the_same_rows_is_read_too(self):
        parsed = parse_items("items.json", json.dumps([GOOD]).encode())
        self.assertEqual([item.row for item in parsed.items], [1])

    def test_a_whole_number_is_an_id(self):
        parsed = parse_items("f", lines({**GOOD, "external_id": 17}))
        self.assertEqual(parsed.items[0].external_id, "17")

    def test_separators_within_a_text_do_not_end_a_line(self):
        text = "one\u2028two\x0bthree\x85four"
        line = json.dumps({**GOOD, "prompt": text}, ensure_ascii=False)
        parsed = parse_items("f", line.encode())
        self.assertEqual(parsed.items[0].prompt, text)


class SpoiltItemTests(SimpleTestCase):
    def test_every_bad_row_is_named_at_once_and_good_rows_are_kept(self):
        parsed = parse_items(
            "items.jsonl",
            lines(
                GOOD,
                {**GOOD, "kind": "exam"},
                {**GOOD, "external_id": "c", "language": "zh"},
                {**GOOD, "external_id": "d", "prompt": "\u200b \n"},
                {"external_id": "e", "kind": "multi_turn", "language": "en"},
                {**GOOD, "external_id": "f", "case": "A case."},
                {**GOOD, "external_id": "g", "promt": "?"},
                {**GOOD, "external_id": True},
                {**GOOD, "external_id": "i", "prompt": "a\x00b"},
                {**GOOD, "external_id": "j", "prompt": "a\ud800b"},
                {**GOOD, "external_id": "k", "extra": [1]},
                {**GOOD, "external_id": "l", "prompt": "x" * 100_001},
                ["not", "an", "object"],
                GOOD,
                {**GOOD, "external_id": "o", "extra": {"deep": {"\ud800": 1}}},
                {**GOOD, "external_id": "p"},
            ),
        )
        self.assertEqual(
            faults(parsed),
            [
                (2, "kind", Reason.UNKNOWN_VALUE),
                (3, "language", Reason.UNKNOWN_VALUE),
                (4, "prompt", Reason.EMPTY),
                (5, "case", Reason.MISSING),
                (6, "case", Reason.NOT_FOR_KIND),
                (7, "promt", Reason.UNKNOWN_FIELD),
                (8, "external_id", Reason.WRONG_TYPE),
                (9, "prompt", Reason.BAD_CHARACTER),
                (10, "prompt", Reason.BAD_CHARACTER),
                (11, "extra", Reason.WRONG_TYPE),
                (12, "prompt", Reason.TOO_LONG),
                (13, "", Reason.NOT_AN_OBJECT),
                (14, "external_id", Reason.DUPLICATE_ID),
                (15, "extra", Reason.BAD_CHARACTER),
            ],
        )
        self.assertEqual([item.external_id for item in parsed.items], ["a", "p"])

    def test_a_row_names_all_its_faults(self):
        parsed = parse_items("f", lines({"kind": "single_turn"}))
        self.assertEqual(
            faults(parsed),
            [
                (1, "external_id", Reason.MISSING),
                (1, "prompt", Reason.MISSING),
                (1, "language", Reason.MISSING),
            ],
        )

    def test_the_second_of_two_equal_ids_says_where_the_first_stands(self):
        parsed = parse_items("f", lines(GOOD, {**GOOD, "prompt": "Other?"}))
        expected = RowError("f", 2, "external_id", Reason.DUPLICATE_ID, {"value": "a", "first": 1})
        self.assertEqual(parsed.errors, (expected,))

    def test_a_question_and_a_case_may_share_an_id(self):
        case = {"external_id": "a", "kind": "multi_turn", "language": "en", "case": "A case."}
        parsed = parse_items("f", lines(GOOD, case))
        self.assertEqual((len(parsed.items), parsed.errors), (2, ()))

    def test_csv_faults(self):
        head = b"external_id,kind,language,prompt\n"
        parsed = parse_items("f.csv", head + b"1,single_turn,en\n\n2,single_turn,en,\n3,,en,Why?\n")
        self.assertEqual(
            faults(parsed),
            [
                (2, "", Reason.WRONG_CELL_COUNT),
                (4, "prompt", Reason.MISSING),
                (5, "kind", Reason.MISSING),
            ],
        )

    def test_a_wrong_header_is_said_once(self):
        parsed = parse_items("f.csv", b"external_id,kind,promt,kind\n1,x,y,z\n2,x,y,z\n")
        self.assertEqual(
            faults(parsed),
            [(1, "promt", Reason.UNKNOWN_FIELD), (1, "kind", Reason.DUPLICATE_COLUMN)],
        )

    def test_after_a_broken_quote_nothing_is_guessed(self):
        head = b"external_id,kind,language,prompt\n"
        data = head + b'1,single_turn,en,a\n2,single_turn,en,"a"b\n3,x,y,z\n'
        parsed = parse_items("f.csv", data)
        self.assertEqual(faults(parsed), [(3, "", Reason.INVALID_CSV)])
        self.assertEqual(len(parsed.items), 1)

    def test_a_format_that_was_named_is_not_guessed(self):
        parsed = parse_items("f", b"external_id\n", Format.JSONL)
        self.assertEqual(faults(parsed), [(1, "", Reason.INVALID_JSON)])
