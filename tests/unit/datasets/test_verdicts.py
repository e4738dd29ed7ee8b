"""Verdicts of an LLM judge as files have them."""

from django.test import SimpleTestCase

from annotations.datasets.guessing import guess
from annotations.datasets.parsing import Content
from annotations.datasets.rows import Reason
from annotations.datasets.wire import decode, encode
from tests.llm_judges import parsed

FASTCHAT = {
    "question_id": 81,
    "model_1": "alpha",
    "model_2": "beta",
    "g1_winner": "model_1",
    "g2_winner": "error",
    "judge": ["gpt-4", "pair-v2"],
}


def row(**changed: object) -> dict[str, object]:
    return {"external_id": "q1", "left": "alpha", "right": "beta", "verdict": "left"} | changed


class VerdictRowTests(SimpleTestCase):
    def test_one_order_a_row(self):
        words = {"left": "left", "平局": "tie", "beta": "right", "error": "", "": "", None: ""}
        for said, expected in words.items():
            with self.subTest(said):
                file = parsed(row(verdict=said))
                self.assertEqual(file.errors, ())
                self.assertEqual(
                    (file.verdicts[0].verdict, file.verdicts[0].has_both), (expected, False)
                )

    def test_both_orders_a_row(self):
        found = parsed(FASTCHAT).verdicts[0]
        self.assertEqual((found.external_id, found.left, found.right), ("81", "alpha", "beta"))
        self.assertEqual((found.verdict, found.turned, found.has_both), ("left", "", True))
        self.assertEqual(found.judge, "gpt-4 / pair-v2")
        self.assertEqual(decode("verdicts.jsonl", encode(found)), found)

    def test_every_fault_of_a_row_is_told(self):
        file = parsed(
            row(verdict="perhaps"),
            row(right="Alpha"),
            {"left": "alpha", "right": "beta", "verdict": "tie"},
        )
        self.assertEqual(
            [(one.row, one.field, one.reason) for one in file.errors],
            [
                (1, "verdict", Reason.UNKNOWN_VALUE),
                (2, "right", Reason.SAME_SYSTEM),
                (3, "external_id", Reason.MISSING),
            ],
        )
        self.assertEqual(file.verdicts, ())
        wrong = parsed(FASTCHAT | {"g2_winner": "left"}).errors[0]
        self.assertEqual((wrong.field, wrong.reason), ("g2_winner", Reason.UNKNOWN_VALUE))

    def test_columns_are_guessed(self):
        found = guess(("item", "left_system", "right_system", "verdict"), content=Content.VERDICTS)
        self.assertEqual(
            found.mapping.columns,
            {
                "external_id": "item",
                "left": "left_system",
                "right": "right_system",
                "verdict": "verdict",
            },
        )
        found = guess((*FASTCHAT, "g1_judgment", "winner"), content=Content.VERDICTS)
        self.assertEqual(found.mapping.columns["external_id"], "question_id")
        self.assertNotIn("verdict", found.mapping.columns)
        self.assertEqual(
            set(found.mapping.columns) - {"external_id"}, set(FASTCHAT) - {"question_id"}
        )
