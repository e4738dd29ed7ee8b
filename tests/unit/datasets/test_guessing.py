"""What columns are taken for."""

from django.test import SimpleTestCase

from annotations.datasets.guessing import guess
from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.parsing import Content, Request, parse
from annotations.datasets.rows import ItemRow
from tests.unit.datasets.files import csv_text
from tests.unit.datasets.test_items import lines


class GuessingTests(SimpleTestCase):
    def test_chinese_and_english_names(self):
        found = guess(["题号", "问题", "科室", "参考答案"])
        self.assertEqual(found.content, Content.ITEMS)
        self.assertEqual(
            found.mapping.columns,
            {"external_id": "题号", "prompt": "问题", "specialty": "科室", "reference": "参考答案"},
        )
        found = guess(["Question_ID", "Model Output"])
        self.assertEqual(found.content, Content.RESPONSES)
        self.assertEqual(
            found.mapping.columns, {"external_id": "Question_ID", "answer": "Model Output"}
        )

    def test_a_column_of_another_meaning_is_not_taken_for_the_kind(self):
        samples = [(2, {"类型": "药物咨询", "问题": "?"})]
        self.assertNotIn("kind", guess(["类型", "问题"], samples).mapping.columns)
        samples = [(2, {"类型": "单轮", "问题": "?"})]
        self.assertEqual(guess(["类型", "问题"], samples).mapping.columns["kind"], "类型")

    def test_a_column_that_bears_a_system_s_name_holds_its_answers(self):
        found = guess(["编号", "题目", "GPT-4 回答"], systems=["gpt-4"])
        self.assertEqual((found.content, found.has_answers), (Content.ITEMS, True))
        found = guess(["编号", "题目", "GPT-4 回答"], systems=["gpt-4"], content=Content.RESPONSES)
        self.assertEqual(found.mapping.columns, {"external_id": "编号", "answer": "GPT-4 回答"})
        self.assertEqual(found.system, "gpt-4")

    def test_what_has_no_column_is_filled_in(self):
        constants = guess(["题目"]).mapping.constants
        self.assertEqual(
            constants, {"external_id": "number", "kind": "detect", "language": "detect"}
        )


class MappingTests(SimpleTestCase):
    def items(self, data: bytes, mapping: ColumnMapping) -> tuple[ItemRow, ...]:
        parsed = parse("f", data, Request(Content.ITEMS, mapping=mapping))
        self.assertEqual(parsed.errors, ())
        return parsed.items

    def test_kinds_and_languages_in_their_own_words(self):
        columns = {"external_id": "id", "kind": "k", "language": "l", "prompt": "p", "case": "c"}
        data = csv_text(
            ("id", "k", "l", "p", "c"),
            ("1", "单轮", "中文", "头痛？", ""),
            ("2", "Multi-turn", "EN", "", "cough"),
        )
        told = [(i.kind, i.language) for i in self.items(data.encode(), ColumnMapping(columns))]
        self.assertEqual(told, [("single_turn", "zh-hans"), ("multi_turn", "en")])

    def test_rows_are_numbered_and_the_rest_is_kept(self):
        mapping = ColumnMapping(
            {"prompt": "问题"},
            {"external_id": "number", "kind": "detect", "language": "detect"},
            keeps_rest=True,
        )
        (item,) = self.items("问题,来源,what_is_wrong\n头痛？,门诊,x\n".encode(), mapping)
        self.assertEqual((item.external_id, item.extra), ("row-2", {"来源": "门诊"}))

    def test_numbers_of_json_become_text_where_text_belongs(self):
        mapping = ColumnMapping(
            {"external_id": "id", "prompt": "q", "category": "label"},
            {"kind": "single_turn", "language": "en"},
        )
        (item,) = self.items(lines({"id": 3, "q": "Why?", "label": 7.0}), mapping)
        self.assertEqual((item.external_id, item.category), ("3", "7"))

    def test_conversations_as_others_write_them(self):
        mapping = ColumnMapping({"external_id": "id", "turns": "c"})
        for conversation in (
            [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}],
            [["a", "b"]],
            [
                {"role": "system", "content": "You are a doctor."},
                {"role": "user", "content": "a"},
                {"role": "assistant", "content": "b"},
            ],
            [{"role": "患者", "text": "a"}, {"role": "医生", "text": "b"}],
        ):
            with self.subTest(conversation[0]):
                data = lines({"id": "1", "c": conversation})
                parsed = parse("f", data, Request(Content.RESPONSES, mapping=mapping))
                self.assertEqual(parsed.errors, ())
                told = [(turn.role, turn.text) for turn in parsed.responses[0].turns]
                self.assertEqual(told, [("patient", "a"), ("assistant", "b")])
