"""Files that are broken, hostile or enormous are refused in words, quickly, and never crash."""

import io
import json
import time
import tracemalloc

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from annotations.datasets.parsing import Format, parse_items, parse_responses
from annotations.datasets.reading import UnreadableError
from annotations.datasets.rows import Reason
from annotations.datasets.tables import open_source, read_records
from tests.unit.datasets.test_items import GOOD, faults, lines

MEGABYTE = 1024**2


class AbsurdFileTests(SimpleTestCase):
    def assert_refused(self, data: bytes, *expected: tuple) -> None:
        started = time.perf_counter()
        parsed = parse_items("f", data)
        seconds = time.perf_counter() - started
        self.assertEqual(faults(parsed), list(expected))
        self.assertLess(seconds, 5)

    def test_nested_a_hundred_thousand_deep(self):
        self.assert_refused(b"[" * 100_000, (None, "", Reason.TOO_DEEP))
        self.assert_refused(b'{"a":' * 100_000, (1, "", Reason.TOO_DEEP))
        self.assert_refused(lines({**GOOD, "extra": "[" * 9_000}), (1, "extra", Reason.TOO_DEEP))

    def test_brackets_within_a_text_are_not_depth(self):
        self.assert_refused(lines({**GOOD, "prompt": '\\" [[[[ \\\\' + "[" * 5_000}))

    def test_depth_is_allowed_to_the_limit_and_not_beyond(self):
        inner = 30  # the row and its extra are two levels
        self.assert_refused(lines({**GOOD, "extra": {"x": json.loads("[" * inner + "]" * inner)}}))
        inner += 1
        self.assert_refused(
            lines({**GOOD, "extra": {"x": json.loads("[" * inner + "]" * inner)}}),
            (1, "", Reason.TOO_DEEP),
        )

    def test_one_huge_unclosed_text(self):
        data = b'{"a":"' + b'\\"' * (5 * MEGABYTE)
        self.assert_refused(data, (1, "", Reason.INVALID_JSON))

    def test_millions_of_empty_values(self):
        data = b"[" + b"{}," * (3 * MEGABYTE) + b"{}]"
        parsed = parse_items("f", data)
        self.assertEqual(parsed.errors[-1].reason, Reason.TOO_MANY_ERRORS)
        tracemalloc.start()
        parse_items("f", data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 32 * MEGABYTE)

    def test_too_large(self):
        self.assert_refused(b"x" * (50 * MEGABYTE + 1), (None, "", Reason.FILE_TOO_LARGE))

    def test_a_million_columns(self):
        self.assert_refused(b"a," * MEGABYTE, (1, "", Reason.TOO_MANY_COLUMNS))

    def test_too_many_rows(self):
        source = open_source("f", io.BytesIO(b"a\n" * 100_002))
        with self.assertRaises(UnreadableError) as caught:
            self.assertEqual(sum(1 for _ in read_records(source, None)), 100_000)
        self.assertEqual(caught.exception.errors[0].reason, Reason.TOO_MANY_ROWS)

    def test_too_many_faults(self):
        parsed = parse_items("f", lines({**GOOD, "external_id": "x" * 121}) * 20_002)
        self.assertEqual(len(parsed.errors), 20_002)
        self.assertEqual(parsed.errors[-1].reason, Reason.TOO_MANY_ERRORS)

    def test_a_list_that_breaks_off_gives_its_beginning_and_tells_the_place(self):
        good = json.dumps(GOOD)
        for end, place in (
            (f"[{good},\n{{]", "line 1 column 82"),
            (f"[{good},\n{{]}}]", "line 2 column 2"),
            (f"[{good}]\n}}", "line 1 column"),
            (f"[{good},]", "line 1 column"),
        ):
            with self.subTest(end[-5:]):
                parsed = parse_items("f", end.encode())
                self.assertEqual(len(parsed.items), 1)
                self.assertEqual(faults(parsed), [(None, "", Reason.INVALID_JSON)])
                self.assertIn(place, parsed.errors[0].params["detail"])

    def test_empty(self):
        for data in (b"", b" \n\n", b"\xef\xbb\xbf"):
            self.assert_refused(data, (None, "", Reason.FILE_EMPTY))

    def test_no_rows(self):
        for data in (b"[]", b"external_id,kind\n", b"external_id,kind\n\n,\n"):
            self.assert_refused(data, (None, "", Reason.NO_ROWS))

    def test_json_that_postgresql_could_not_store(self):
        for value in ("NaN", "-Infinity", "1e999", "9" * 5_000, '{"a": 1, "a": 2}'):
            row = json.dumps({**GOOD, "extra": {"x": "?"}}).replace('"?"', value)
            self.assert_refused(row.encode(), (1, "", Reason.INVALID_JSON))

    def test_a_cell_larger_than_a_cell_may_be(self):
        data = b"external_id,kind\n" + b"x" * 200_000 + b",y\n"
        self.assert_refused(data, (2, "", Reason.INVALID_CSV))

    def test_a_quote_that_never_closes(self):
        data = b'external_id,kind\n"x,y\nz,y\n'
        self.assert_refused(data, (2, "", Reason.INVALID_CSV))


class AnyFileTests(SimpleTestCase):
    """Whatever the bytes: rows and errors, never an exception."""

    @given(st.binary(max_size=300), st.sampled_from(Format))
    def test_any_bytes(self, data: bytes, file_format: Format):
        parse_items("f", data, file_format)
        parse_responses("f", data, file_format)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
        st.sampled_from(
            ["external_id", "turns", "answer", "extra", "id", "Description", "model_output"]
        ),
    )
    def test_any_json_in_any_field(self, value: object, field: str):
        good = {"external_id": "a", "id": 1, "query": "q"}
        parsed = parse_responses("f", json.dumps([{**good, field: value}]).encode())
        self.assertLessEqual(len(parsed.responses), 1)
