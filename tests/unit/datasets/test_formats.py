"""The same rows from every format; encodings are told, never guessed from a few bytes."""

import datetime
import json

from django.test import SimpleTestCase

from annotations.datasets.messages import describe
from annotations.datasets.parsing import Content, Request, parse, parse_items, parse_responses
from annotations.datasets.rows import Reason
from tests.unit.datasets.files import csv_text, parquet, workbook
from tests.unit.datasets.test_items import faults

HEADER = ("external_id", "kind", "language", "prompt", "specialty")
ROWS = (
    ("a", "single_turn", "zh-hans", "头痛三天，应该做什么检查？\n需要住院吗？", "神经内科"),
    ("b", "single_turn", "zh-hans", "孩子发烧39℃，能吃布洛芬吗？", "儿科"),
)


class EncodingTests(SimpleTestCase):
    def assert_rows(self, data: bytes):
        parsed = parse_items("f", data)
        self.assertEqual(parsed.errors, ())
        told = tuple(tuple(getattr(item, name) for name in HEADER) for item in parsed.items)
        self.assertEqual(told, ROWS)

    def test_csv_in_each_encoding_and_with_each_line_end(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            for ends in ("\n", "\r\n"):
                with self.subTest(encoding=encoding, ends=ends):
                    self.assert_rows(csv_text(HEADER, *ROWS, ends=ends).encode(encoding))

    def test_json_lines_in_gb18030(self):
        told = (dict(zip(HEADER, row, strict=True)) for row in ROWS)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
        self.assert_rows(text.encode("gb18030"))

    def test_characters_that_only_gb18030_has(self):
        row = ("a", "single_turn", "zh-hans", "患者𠮷某服用中药䶮方，剂量±5mg", "内科")
        text = csv_text(HEADER, row, *ROWS[1:])
        (first, _) = parse_items("f", text.encode("gb18030")).items
        self.assertEqual(first.prompt, row[3])

    def test_cells_copied_from_a_spreadsheet_are_parted_by_tabs(self):
        text = "\n".join("\t".join(f'"{cell}"' for cell in row) for row in (HEADER, *ROWS))
        self.assert_rows(text.encode())

    def test_utf_16_is_named(self):
        text = csv_text(HEADER, *ROWS)
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            parsed = parse_items("f", text.encode(encoding))
            self.assertEqual(faults(parsed), [(None, "", Reason.UTF_16)])
        self.assertIn("UTF-16", describe(parsed.errors[0]))

    def test_other_encodings_are_refused_and_not_read_as_rare_characters(self):
        for text, encoding in (
            ("頭痛三天應該做什麼檢查需要住院嗎", "big5"),
            ("頭が痛いときはどうすればいいですか", "shift_jis"),
            ("Naïve coöperation, déjà vécu à Genève", "latin-1"),
        ):
            with self.subTest(encoding):
                data = csv_text(HEADER, ("a", "single_turn", "en", text, "x")).encode(encoding)
                self.assertEqual(faults(parse_items("f", data)), [(None, "", Reason.NOT_UTF8)])

    def test_one_broken_byte_of_utf_8_is_told_with_its_line(self):
        data = csv_text(HEADER, *ROWS).encode()
        at = data.index("孩子".encode())
        parsed = parse_items("f", data[:at] + b"\xff" + data[at:])
        self.assertEqual(faults(parsed), [(None, "", Reason.NOT_UTF8)])
        # The header, a row of two lines, and this one.
        self.assertEqual(parsed.errors[0].params, {"line": 4})

    def test_files_that_are_no_tables_are_named(self):
        for start, reason in (
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.OLD_EXCEL),
            (b"\x1f\x8b\x08", Reason.PACKED),
            (b"%PDF-1.7", Reason.NOT_TEXT),
        ):
            parsed = parse_items("f", start + bytes(100))
            self.assertEqual(faults(parsed), [(None, "", reason)])


class WorkbookTests(SimpleTestCase):
    def test_says_the_same_as_csv(self):
        items = parse_items("f", workbook(HEADER, *ROWS)).items
        same = parse_items("f", csv_text(HEADER, *ROWS).encode()).items
        self.assertEqual(items, same)

    def test_rows_are_the_spreadsheet_s_even_after_empty_ones(self):
        data = workbook(HEADER, ROWS[0], (), ("", None, " "), ("c", "single", "en", "Why?"))
        self.assertEqual(faults(parse_items("f", data)), [(5, "kind", Reason.UNKNOWN_VALUE)])

    def test_numbers_and_dates_become_their_text(self):
        day = datetime.datetime(2024, 3, 1)
        data = workbook(
            HEADER,
            (7, "single_turn", "en", 5.0, day),
            (8.0, "single_turn", "en", 0.25, True),
        )
        told = [(i.external_id, i.prompt, i.specialty) for i in parse_items("f", data).items]
        self.assertEqual(told, [("7", "5", "2024-03-01"), ("8", "0.25", "true")])

    def test_an_error_of_a_formula_is_a_bad_row(self):
        data = workbook(HEADER, ("a", "single_turn", "en", "#REF!"))
        self.assertEqual(faults(parse_items("f", data)), [(2, "prompt", Reason.FORMULA_ERROR)])

    def test_takes_the_first_sheet_that_holds_something_or_the_one_named(self):
        data = workbook(title="Empty", A=(HEADER, ROWS[0]), B=(HEADER, ROWS[1]))
        self.assertEqual([item.external_id for item in parse_items("f", data).items], ["a"])
        named = parse("f", data, Request(Content.ITEMS, sheet="B"))
        self.assertEqual([item.external_id for item in named.items], ["b"])

    def test_a_header_that_is_wrong_is_told_once(self):
        data = workbook(("external_id", "kind", "question"), ("a", "single_turn", "Why?"))
        self.assertEqual(faults(parse_items("f", data)), [(1, "question", Reason.UNKNOWN_FIELD)])

    def test_a_row_longer_than_the_header(self):
        data = workbook(HEADER, (*ROWS[0], "more"))
        self.assertEqual(faults(parse_items("f", data)), [(2, "", Reason.WRONG_CELL_COUNT)])

    def test_what_is_no_workbook_is_told(self):
        good = workbook(HEADER, *ROWS)
        for data in (good[:-200], good[:100], b"PK\x03\x04" + bytes(1000)):
            self.assertEqual(faults(parse_items("f", data)), [(None, "", Reason.BROKEN_WORKBOOK)])


class ParquetTests(SimpleTestCase):
    def test_says_the_same_as_csv(self):
        data = parquet([dict(zip(HEADER, row, strict=True)) for row in ROWS], row_group_size=1)
        found = parse_items("f", data).items
        self.assertEqual([item.row for item in found], [1, 2])
        told = tuple(tuple(getattr(item, name) for name in HEADER) for item in found)
        self.assertEqual(told, ROWS)

    def test_messages_of_a_chat_dataset(self):
        turns = [
            {"role": "user", "content": "我咳嗽。"},
            {"role": "assistant", "content": "多久了？"},
        ]
        (row,) = parse_responses("f", parquet([{"external_id": "a", "turns": turns}])).responses
        self.assertEqual(
            [(turn.role, turn.text) for turn in row.turns],
            [("patient", "我咳嗽。"), ("assistant", "多久了？")],
        )

    def test_what_json_has_no_word_for(self):
        extra = {"at": datetime.datetime(2024, 3, 1), "score": float("nan"), "raw": b"ab"}
        row = dict(zip(HEADER, ROWS[0], strict=True)) | {"extra": extra}
        (item,) = parse_items("f", parquet([row])).items
        self.assertEqual(item.extra, {"at": "2024-03-01T00:00:00", "score": None, "raw": "YWI="})

    def test_what_is_no_parquet_is_told(self):
        good = parquet([dict(zip(HEADER, ROWS[0], strict=True))])
        for data in (good[:-20], b"PAR1" + bytes(50), good[:60] + bytes(40) + good[100:]):
            self.assertEqual(faults(parse_items("f", data)), [(None, "", Reason.BROKEN_PARQUET)])
