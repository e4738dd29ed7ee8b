"""What is said on a checklist's items, and what is left to the author."""

from dataclasses import replace
from unittest import TestCase

from annotations.exports.checklists import CHECKLISTS, Answer, lines_of
from annotations.exports.checklists.answers import TOPICS, answers_of
from annotations.exports.checklists.record import Calls, Record, SystemRecord
from annotations.exports.checklists.wording import Status

RECORD = Record(
    title="Ward questions",
    systems=(
        SystemRecord("Alpha", "alpha-7b", ("alpha-7b-0601",), has_endpoint=True),
        SystemRecord("Beta", "", (), has_endpoint=True),
    ),
    single_turn=10,
    multi_turn=2,
    languages=(("en", 4), ("zh", 8)),
    categories=3,
    specialties=1,
    has_reference=False,
    answers=24,
    complete=23,
    first_answer="2026-01-02",
    last_answer="2026-01-03",
    regenerated=1,
    calls=Calls(40, 900, 4000, 2.5),
    finds=2,
    leak_policy="mask",
    comparisons=12,
    withdrawn=1,
    raters=5,
    planned_raters=3,
    judgments=36,
    judged_by_several=9,
    repeats=4,
    marks=7,
    criteria=("overall", "accuracy"),
    primary="overall",
    margin="0.1",
    has_hypotheses=True,
    exclusion_rules=2,
    guideline_version=1,
    consent_version=1,
    deviations=1,
    protocol_sha256="ab12",
    started="2026-01-01",
    judged_elsewhere=False,
    has_patient=True,
    with_answers=True,
)
# As published: the numbers of table 2, with those for abstracts beneath the second.
LETTERS = (
    *("", ["", *"abcdefghijkl"], "ab", "", "abcde", "abcde", "abcde", "abc", "ab", "", "", "", ""),
    *("abcdef", "", "abcd", "", "", "abcdefg"),
)
TRIPOD_LLM = [
    f"{number}{letter}" for number, letters in enumerate(LETTERS, 1) for letter in letters or [""]
]


def said(record: Record, number: str, language: str = "en", key: str = "tripod-llm") -> str:
    lines = {line.item.number: line for line in lines_of(CHECKLISTS[key], record)}
    return lines[number].answer.of(language)


class ItemTests(TestCase):
    def test_every_published_number_once_and_in_order(self):
        numbers = [item.number for item in CHECKLISTS["tripod-llm"].items]
        self.assertEqual(numbers, TRIPOD_LLM)
        chart = [item.number for item in CHECKLISTS["chart"].items]
        self.assertEqual((len(chart), len(set(chart))), (30, 30))

    def test_nothing_is_blank_in_either_language_whatever_the_record_holds(self):
        empty = replace(
            RECORD,
            first_answer="",
            calls=Calls(0, None, None, 0),
            margin="",
            has_hypotheses=False,
            guideline_version=0,
            consent_version=0,
            has_patient=False,
            with_answers=False,
            judged_elsewhere=True,
            comparisons=0,
            regenerated=0,
        )
        for record in (RECORD, empty, replace(RECORD, has_reference=True)):
            for checklist in CHECKLISTS.values():
                for line in lines_of(checklist, record):
                    for language in ("en", "zh-hans"):
                        text = line.answer.of(language)
                        with self.subTest(line.item.number, text=text):
                            self.assertGreater(len(text), 5)
                            self.assertNotRegex(text, r"[{}]|\.\.|。。|; ;|  ")

    def test_every_topic_is_asked_for_by_an_item(self):
        items = [item for one in CHECKLISTS.values() for item in one.items]
        asked = {item.answer for item in items if not isinstance(item.answer, Answer)}
        self.assertEqual(asked, set(TOPICS))


class AnswerTests(TestCase):
    def test_the_record_s_numbers_are_told_in_both_languages(self):
        for number, english, chinese in (
            ("5a", "10 single-turn questions and 2 multi-turn cases", "单轮问题 10 题"),
            ("5d", "finds: 2, which were masked", "发现 2 处，处理方式：遮盖"),
            ("10", "Not applicable: unless", "不适用：除非"),
            ("5e", "23 of 24 answers", "24 条答案中 23 条完整"),
            ("6a", "Alpha (alpha-7b, alpha-7b-0601); Beta", "Alpha (alpha-7b"),
            ("8b", "9 of 12 comparisons were judged by more than one (75 %)", "9 个由多人评判"),
            ("12", "40 calls to endpoints, 2.5 minutes", "40 次"),
            ("14c", "deviations recorded since: 1", "方案偏离 1 项"),
        ):
            with self.subTest(number):
                self.assertIn(english, said(RECORD, number))
                self.assertIn(chinese, said(RECORD, number, "zh-hans"))

    def test_what_the_record_cannot_know_is_the_author_s_to_write(self):
        self.assertIn("Author must write: hardware and cost", said(RECORD, "12"))
        self.assertEqual(said(RECORD, "14b"), "Author must write: conflicts of interest.")
        self.assertEqual(said(RECORD, "14b", "zh-hans"), "须由作者填写：利益冲突。")
        found = answers_of(RECORD)
        self.assertEqual(found["missing"].status, Status.FILLED)
        self.assertEqual(found["compute"].status, Status.AUTHOR)
        self.assertEqual(found["reference"].status, Status.NOT_APPLICABLE)

    def test_of_judgments_made_elsewhere_neither_blinding_nor_a_protocol_is_claimed(self):
        elsewhere = replace(RECORD, judged_elsewhere=True)
        for language, blinded, fixed in (
            ("en", "blinded", "Fixed at the start"),
            ("zh", "设盲", "于开始时"),
        ):
            self.assertIn(blinded, said(RECORD, "7d", language))
            self.assertNotIn(blinded, said(elsewhere, "7d", language))
            self.assertIn(fixed, said(RECORD, "14c", language))
            self.assertNotIn(fixed, said(elsewhere, "14c", language))
        self.assertNotIn("scanned", said(elsewhere, "5d"))

    def test_imported_answers_leave_their_making_to_the_author(self):
        systems = tuple(replace(one, has_endpoint=False) for one in RECORD.systems)
        imported = replace(RECORD, systems=systems, first_answer="", has_patient=False)
        self.assertIn("how the answers were generated", said(imported, "6c"))
        self.assertNotIn("simulated patient", said(imported, "2h"))
        self.assertIn("simulated patient", said(RECORD, "2h"))

    def test_texts_that_may_not_leave_are_not_promised(self):
        closed = replace(RECORD, with_answers=False)
        self.assertIn("does not hand the texts out", said(closed, "6d"))
