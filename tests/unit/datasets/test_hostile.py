"""Small ones of tests.faults.hostile_files, and files with broken bytes: told, never a crash."""

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.datasets.parsing import parse_items, parse_responses
from tests.faults.hostile_files import FILES, try_file
from tests.unit.datasets.files import csv_text, parquet, workbook

SMALL = 0.02
TRIED = (
    "xlsx that unpacks to 4 GB",
    "xlsx that lies about it",
    "xlsx of one shared megabyte",
    "xlsx with a billion laughs",
    "xlsx 10^6 elements deep",
    "parquet of one repeated megabyte",
    "49 MB of NUL",
)
ROWS = (("external_id", "kind", "language", "prompt"), ("a", "single_turn", "zh-hans", "头痛？"))
GOOD_FILES = (
    workbook(*ROWS),
    parquet([dict(zip(ROWS[0], ROWS[1], strict=True))] * 3),
    csv_text(*ROWS).encode("gb18030"),
)


class HostileFileTests(SimpleTestCase):
    def test_each_is_refused_in_words_soon_and_with_little_memory(self):
        for hostile in FILES:
            if hostile.name in TRIED:
                for outcome in try_file(hostile, SMALL):
                    with self.subTest(outcome.name):
                        self.assertTrue(outcome.is_expected, outcome)
                        self.assertLessEqual(outcome.peak_megabytes, 512)

    @settings(max_examples=150)
    @given(
        st.sampled_from(GOOD_FILES),
        st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=4),
        st.floats(0.2, 1),
    )
    def test_broken_bytes_of_good_files(
        self, data: bytes, patches: list[tuple[float, bytes]], kept: float
    ):
        for place, patch in patches:
            at = int(place * len(data))
            data = data[:at] + patch + data[at + len(patch) :]
        data = data[: max(int(kept * len(data) * 1.2), 8)]
        parse_items("f", data)
        parse_responses("f", data)
