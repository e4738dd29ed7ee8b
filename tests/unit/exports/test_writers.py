"""Bytes that people and programs can read, and spreadsheets do not compute."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from annotations.exports.tables import Column
from annotations.exports.writers import Format, inert, lines

COLUMNS = tuple(Column(key, key, key) for key in ("text", "number", "flag", "time"))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# PostgreSQL stores neither NUL nor half a character.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def written(*rows, form: Format = Format.CSV) -> bytes:
    return b"".join(lines(rows, COLUMNS, form))


class CsvTests(SimpleTestCase):
    def test_bytes(self):
        data = written(('咳嗽, "dry"\nor not', -1.5, True, NOON), ("", None, False, None))
        self.assertEqual(
            data.decode(),
            "\ufefftext,number,flag,time\r\n"
            '"咳嗽, ""dry""\nor not",-1.5,true,2026-11-23T12:00:00.000000+00:00\r\n'
            ",,false,\r\n",
        )

    def test_numbers_keep_every_digit(self):
        for number in (-1, 0, -0.1, 1e-7, 0.1 + 0.2, 123456789012345678):
            cell = read_csv(written(("x", number, True, NOON)))[1][1]
            self.assertEqual(json.loads(cell), number)

    def test_times_are_utc_wherever_they_come_from(self):
        shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
        self.assertEqual(written(("x", 1, True, shanghai)), written(("x", 1, True, NOON)))

    @given(TEXTS)
    def test_any_text_comes_back_but_for_the_apostrophe(self, text):
        cell = read_csv(written((text, 1, True, NOON)))[1][0]
        self.assertIn(cell, (text, f"'{text}"))
        self.assertEqual(cell, inert(text))


class FormulaTests(SimpleTestCase):
    def test_formulas_become_text(self):
        for text in (
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            '@SUM(1+1)*cmd|" /C calc"!A0',
            "\t=1+1",
            "\r\n=1+1",
            "  =1+1",
            "\u3000=1+1",
            "\ufeff=1+1",
            "\u200b=1+1",
            "＝1+1",
            "＋1",
            "－1",
            "＠A1",
            "|calc",
            '=HYPERLINK("http://example.org","x")',
            "-",
            "- the left one is better",
            "\x1f=1+1",
            "\u202e=1+1",
            "\u2066@A1",
        ):
            with self.subTest(text):
                self.assertEqual(inert(text), f"'{text}")

    def test_plain_texts_and_numbers_stay(self):
        for text in ("-1", "+3", "-0.5", "-1e-5", ".5", "-.5", "", "a=b", "左边更好", "1-2", "'=1"):
            with self.subTest(text):
                self.assertEqual(inert(text), text)

    @given(TEXTS)
    def test_nothing_that_starts_a_formula_is_left_but_numbers(self, text):
        cell = inert(text)
        if cell.lstrip().startswith(("=", "+", "-", "@")):
            float(cell)


class JsonLinesTests(SimpleTestCase):
    def test_bytes(self):
        data = written(("=1+1 咳嗽", -1.5, True, NOON), ("", None, False, None), form=Format.JSONL)
        self.assertEqual(
            data.decode(),
            '{"text": "=1+1 咳嗽", "number": -1.5, "flag": true, '
            '"time": "2026-11-23T12:00:00.000000+00:00"}\n'
            '{"text": "", "number": null, "flag": false, "time": null}\n',
        )

    @given(TEXTS)
    def test_any_text_comes_back_as_it_was(self, text):
        data = written((text, 1, True, NOON), form=Format.JSONL)
        self.assertEqual(data.count(b"\n"), 1)
        self.assertEqual(json.loads(data)["text"], text)

    def test_what_json_does_not_know_is_refused(self):
        with pytest.raises(ValueError):
            written(("x", float("nan"), True, NOON), form=Format.JSONL)


class StreamTests(SimpleTestCase):
    def test_rows_are_asked_for_one_at_a_time(self):
        asked = []

        def rows():
            for number in range(3):
                asked.append(number)
                yield ("x", number, True, NOON)

        for form, first in ((Format.CSV, []), (Format.JSONL, [0])):
            asked.clear()
            next(lines(rows(), COLUMNS, form))
            self.assertEqual(asked, first)
