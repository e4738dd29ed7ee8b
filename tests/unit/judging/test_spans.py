"""Marks as the browser sends them: what is read, and what is refused."""

import json
from dataclasses import asdict, replace
from typing import Any

from django.test import SimpleTestCase

from annotations.judging.spans import MOST_SPANS, Span, SpanError, read_spans, refuse_faults

TEXTS = {("left", 0): "停用阿司匹林", ("right", 1): "many words"}
SPAN = Span("left", "dangerous", "severe", turn=0, start=2, end=6, quote="阿司匹林")
OMISSION = Span("right", "omission", "moderate")


class ReadingTests(SimpleTestCase):
    def refused(self, text: str) -> int:
        with self.assertRaises(SpanError) as caught:
            read_spans(text)
        return caught.exception.number

    def test_nothing_is_no_mark(self):
        for text in ("", " ", "[]"):
            self.assertEqual(read_spans(text), ())

    def test_marks_come_back_as_they_were_written(self):
        written = json.dumps([asdict(SPAN), asdict(OMISSION)])
        self.assertEqual(read_spans(written), (SPAN, OMISSION))

    def test_an_omission_needs_no_other_fields(self):
        written = '[{"side": "right", "type": "omission", "severity": "moderate"}]'
        self.assertEqual(read_spans(written), (OMISSION,))

    def test_what_is_no_list_of_marks_is_refused(self):
        for text in ("{", "{}", "null", "1", "[1", "[" * 50 + "]" * 50, "[NaN]", "9" * 9_000):
            with self.subTest(text[:9]):
                self.assertEqual(self.refused(text), 0)
        self.assertEqual(self.refused(json.dumps([asdict(OMISSION)] * (MOST_SPANS + 1))), 0)
        self.assertEqual(self.refused(f'[{{"quote": "{"x" * 200_000}"}}]'), 0)

    def test_the_number_of_the_wrong_mark_is_said(self):
        wrong: list[Any] = [
            1,
            [],
            {},
            asdict(SPAN) | {"extra": 1},
            asdict(SPAN) | {"side": "middle"},
            asdict(SPAN) | {"type": "rude"},
            asdict(SPAN) | {"severity": ""},
            asdict(SPAN) | {"start": "2"},
            asdict(SPAN) | {"start": True},
            asdict(SPAN) | {"end": 6.0},
            asdict(SPAN) | {"quote": ["x"]},
        ]
        for row in wrong:
            with self.subTest(row):
                self.assertEqual(self.refused(json.dumps([asdict(OMISSION), row])), 2)


class FaultTests(SimpleTestCase):
    def test_a_piece_of_an_answer_and_an_omission_are_taken(self):
        refuse_faults([SPAN, OMISSION], TEXTS)

    def test_what_does_not_stand_in_an_answer_is_refused(self):
        wrong = [
            replace(SPAN, side="right"),
            replace(SPAN, turn=1),
            replace(SPAN, turn=None),
            replace(SPAN, start=None),
            replace(SPAN, start=-1),
            replace(SPAN, start=6),
            replace(SPAN, end=7, quote="阿司匹林"),
            replace(SPAN, quote="阿司匹"),
            replace(SPAN, type="omission"),
            replace(SPAN, type="rude"),
            replace(OMISSION, type="false"),
            replace(OMISSION, turn=1),
            replace(OMISSION, quote="many"),
        ]
        for span in wrong:
            with self.subTest(span), self.assertRaises(SpanError) as caught:
                refuse_faults([OMISSION, span], TEXTS)
            self.assertEqual(caught.exception.number, 2)

    def test_there_is_an_end_to_marking(self):
        with self.assertRaises(SpanError):
            refuse_faults([OMISSION] * (MOST_SPANS + 1), TEXTS)
