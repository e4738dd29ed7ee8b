"""Published counts: read as they are copied, and told honestly."""

from django.test import SimpleTestCase

from annotations.analysis.published import published_report, read_rows
from annotations.stats.counts import Counts
from annotations.stats.sanity import Problem

# HuatuoGPT-II against four systems, single-turn and multi-turn, as its README prints them.
HUATUO = """
single-turn, GPT-4: 38/38/24
single-turn, ChatGPT: 52/33/15
single-turn, Baichuan2-13B-Chat: 63/19/18
single-turn, HuatuoGPT: 81/11/8
multi-turn, GPT-4: 53/17/30
multi-turn, ChatGPT: 56/11/33
multi-turn, Baichuan2-13B-Chat: 63/19/18
multi-turn, HuatuoGPT: 68/6/26
"""


class ReadingTests(SimpleTestCase):
    def test_rows_are_read_as_tables_are_copied(self):
        for line in ("GPT-4: 38/38/24", "GPT-4\t38\t38\t24", "GPT-4, 38, 38, 24", "GPT-4 38 38 24"):
            with self.subTest(line):
                self.assertEqual(read_rows(line), ({"GPT-4": Counts(38, 38, 24)}, []))

    def test_what_is_no_row_is_named_by_its_line(self):
        self.assertEqual(read_rows("a: 1/2/3\nb: 1/2\n\nc: x"), ({"a": Counts(1, 2, 3)}, [2, 4]))
        self.assertEqual(read_rows("a: 0/0/0")[1], [1])

    def test_equal_labels_stay_two_rows(self):
        self.assertEqual(list(read_rows("a: 1/2/3\na: 4/5/6")[0]), ["a", "a (2)"])


class HonestyTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = published_report(read_rows(HUATUO)[0], 100)

    def test_the_first_row_shows_no_difference(self):
        first = self.report.rows[0]
        self.assertAlmostEqual(first.difference, 0.14)
        self.assertAlmostEqual(first.bounds.low, -0.014, places=3)
        self.assertAlmostEqual(first.bounds.high, 0.286, places=3)
        self.assertAlmostEqual(first.p_value, 0.098, places=3)
        self.assertEqual((first.is_significant, first.needed, first.flips), (False, 246, 0))

    def test_the_twin_rows_are_flagged_and_the_sums_are_right(self):
        self.assertEqual([one.problem for one in self.report.findings], [Problem.TWIN_ROWS])
        self.assertEqual(
            self.report.findings[0].rows,
            ("single-turn, Baichuan2-13B-Chat", "multi-turn, Baichuan2-13B-Chat"),
        )

    def test_of_a_row_that_does_not_sum_nothing_is_computed(self):
        rows = {"a": Counts(36, 20, 36), "b": Counts(60, 20, 20)}
        found = published_report(rows, 100)
        problems = [(one.problem, one.count) for one in found.findings]
        self.assertEqual(problems, [(Problem.DOES_NOT_SUM, 8)])
        self.assertEqual([row.label for row in found.rows], ["b"])

    def test_all_others_show_one_after_holm(self):
        self.assertEqual([row.is_significant for row in self.report.rows], [False] + [True] * 7)
