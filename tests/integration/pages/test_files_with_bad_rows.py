"""Files with rows that cannot be used: all are named, and none comes in unasked."""

import io
import json

import openpyxl
from django.http import HttpResponse

from annotations.models import Item, Upload
from tests.unit.datasets.files import csv_text, workbook

from .files import HEADER, ROWS, FilesTestCase


class BadRowsTests(FilesTestCase):
    """A thousand rows, seventeen of them bad, in nine ways."""

    HEADER = ("external_id", "kind", "language", "prompt", "case", "reference", "extra")
    # row: (what to change, column, what is said)
    SPOILT = {
        12: ({"external_id": ""}, "external_id", "is missing"),
        57: (
            {"external_id": "q10"},
            "external_id",
            "the id “q10” stands in row 10 of this file already",
        ),
        58: (
            {"external_id": "q10"},
            "external_id",
            "the id “q10” stands in row 10 of this file already",
        ),
        101: ({"kind": "triple"}, "kind", "is “triple”, allowed: single_turn, multi_turn"),
        102: ({"kind": ""}, "kind", "is missing"),
        233: ({"language": "fr"}, "language", "is “fr”, allowed: zh-hans, en"),
        234: ({"language": "klingon"}, "language", "is “klingon”, allowed: zh-hans, en"),
        300: ({"prompt": ""}, "prompt", "is missing"),
        301: ({"prompt": " \u200b "}, "prompt", "is empty"),
        302: ({"prompt": "\u3000"}, "prompt", "is empty"),
        444: (
            {"prompt": "太长" * 60_000},
            "prompt",
            "has 120000 characters, at most 100000 are allowed",
        ),
        512: ({"case": "有病例"}, "case", "has no place in an item of the kind single_turn"),
        513: ({"case": "也有"}, "case", "has no place in an item of the kind single_turn"),
        700: ({"extra": "{broken"}, "extra", "this is not valid JSON"),
        701: ({"extra": "[1, 2]"}, "extra", "has the wrong type, expected: object"),
        999: (
            {"reference": "a\x00b"},
            "reference",
            "holds the character U+0000, which cannot be stored",
        ),
        1001: ({"extra": '{"a": NaN}'}, "extra", "this is not valid JSON"),
    }

    def rows(self) -> list[dict[str, str]]:
        rows = []
        for number in range(2, 1002):
            row = {
                "external_id": f"q{number}",
                "kind": "single_turn",
                "language": "zh-hans",
                "prompt": f"第{number}题：咳嗽{number}天怎么办？",
            }
            rows.append(row | self.SPOILT.get(number, ({},))[0])
        return rows

    def told(self, page: HttpResponse) -> list[tuple]:
        return [(one.row, one.column, one.reason) for one in page.context["bad"]]

    def test_every_bad_row_is_told_at_once_and_the_good_ones_only_on_demand(self):
        table = [[row.get(name, "") for name in self.HEADER] for row in self.rows()]
        lines = [[cell.replace('"', '""') for cell in row] for row in table]
        page = self.send(csv_text(self.HEADER, *lines).encode("gb18030"))
        self.assertEqual(page.context["report"].bad_rows, 17)
        self.assertContains(page, "17 rows are bad; nothing is imported yet")
        told = self.told(page)
        self.assertEqual([row for row, _, _ in told], sorted(self.SPOILT))
        for row, column, reason in told:
            _, expected_column, expected = self.SPOILT[row]
            with self.subTest(row):
                self.assertEqual(column, expected_column)
                self.assertTrue(reason.startswith(expected), reason)
        self.act("import_file")
        self.assertFalse(Item.objects.exists())
        self.assert_download(Upload.objects.get().token)
        page = self.act("import_file", only_good="yes")
        self.assertContains(page, "Imported: 983 new items, 17 bad rows left out.")
        self.assertEqual(Item.objects.count(), 983)

    def assert_download(self, token: str) -> None:
        answer = self.client.get(self.url("bad_rows", token=token))
        self.assertIn('filename="items-bad-rows.csv"', answer.headers["Content-Disposition"])
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        self.assertTrue(text.startswith("what_is_wrong,external_id,kind,"))
        self.assertEqual(text.count("\r\n"), 18)
        self.assertIn("kind: is “triple”, allowed: single_turn, multi_turn", text)
        self.assertIn("第999题", text)

    def test_a_mended_download_comes_in(self):
        self.send(workbook(HEADER, *ROWS, ("3", "", "内科", "")), "items.xlsx")
        self.act("import_file", only_good="yes")
        self.send(workbook(HEADER, *ROWS, ("3", "", "内科", "")), "items.xlsx")
        token = Upload.objects.get().token
        answer = self.client.get(self.url("bad_rows", token=token))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        self.assertEqual(rows[0], ["what_is_wrong", *HEADER])
        self.assertEqual(rows[1][:2], ["prompt: is missing", "3"])
        book.active["C2"] = "腹痛怎么办？"
        mended = io.BytesIO()
        book.save(mended)
        self.act("discard_file")
        self.send(mended.getvalue(), "items-bad-rows.xlsx")
        self.act("import_file")
        self.assertEqual(Item.objects.get(external_id="3").prompt, "腹痛怎么办？")

    def test_bad_lines_come_back_as_lines(self):
        lines = b'{"id": "1", "question": "Why?"}\n{"id": "2"}\n{"id": "3", "question"\n'
        self.send(lines, "items.jsonl")
        answer = self.client.get(self.url("bad_rows", token=Upload.objects.get().token))
        told = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
        self.assertEqual(told[0], {"what_is_wrong": "prompt: is missing", "id": "2"})
        self.assertEqual(told[1]["line"], '{"id": "3", "question"')
