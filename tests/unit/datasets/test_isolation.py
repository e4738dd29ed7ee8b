"""What the reading process prints is what parsing says; a process that dies is told in words."""

import io
import json
import os
import tempfile
from pathlib import Path
from unittest import mock

from django.test import SimpleTestCase

from annotations.datasets import isolation
from annotations.datasets.isolation import look_apart, parse_file, raw_apart
from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.parsing import Content, Request, parse
from annotations.datasets.rows import Reason
from tests.unit.datasets.files import workbook
from tests.unit.datasets.test_items import EXAMPLES, faults

DATA = Path(__file__).parents[2] / "data"


def file_of(data: bytes) -> io.BufferedRandom:
    stream = tempfile.TemporaryFile()  # noqa: SIM115, the caller closes it
    stream.write(data)
    stream.flush()
    return stream


class IsolationTests(SimpleTestCase):
    def test_rows_and_errors_arrive_as_they_are(self):
        for path, content in (
            (EXAMPLES / "items.csv", Content.ITEMS),
            (EXAMPLES / "responses.jsonl", Content.RESPONSES),
            (DATA / "spoilt.responses.jsonl", Content.RESPONSES),
        ):
            with self.subTest(path.name), path.open("rb") as stream:
                request = Request(content)
                told = parse_file(path.name, stream, request, seconds=20)
                self.assertEqual(told, parse(path.name, path.read_bytes(), request))

    def test_columns_of_others_are_mapped(self):
        data = workbook(("编号", "题目"), (1, "头痛怎么办？"))
        mapping = ColumnMapping(
            {"external_id": "编号", "prompt": "题目"}, {"kind": "detect", "language": "detect"}
        )
        request = Request(Content.ITEMS, mapping=mapping)
        with file_of(data) as stream:
            (item,) = parse_file("f", stream, request, seconds=20).items
            look = look_apart("f", stream, request, seconds=20)
            raw = list(raw_apart(stream, request, seconds=20))
        self.assertEqual((item.external_id, item.language), ("1", "zh-hans"))
        self.assertEqual((look.container, look.columns), ("xlsx", ("编号", "题目")))
        self.assertEqual(look.samples, ((2, {"编号": "1", "题目": "头痛怎么办？"}),))
        self.assertEqual(raw, [(1, ["编号", "题目"]), (2, ["1", "头痛怎么办？"])])

    def test_a_process_that_runs_too_long_is_ended_and_told(self):
        with file_of(json.dumps([{}]).encode()) as stream, self.assertLogs(isolation.logger):
            parsed = parse_file("f", stream, Request(Content.ITEMS), seconds=0.01)
        self.assertEqual(faults(parsed), [(None, "", Reason.TOO_COSTLY)])

    def test_the_process_gets_no_secrets(self):
        with mock.patch.dict(os.environ, {"SECRET_KEY": "s", "DATABASE_URL": "d"}):
            told = isolation._environment()
        self.assertLessEqual({"PATH", "PYTHONPATH"}, told.keys())
        self.assertTrue({"SECRET_KEY", "DATABASE_URL"}.isdisjoint(told))
