"""Files in the shape of the published evaluation, written for these tests."""

import json

from django.test import SimpleTestCase

from annotations.datasets.huatuo import detect_language
from annotations.datasets.parsing import Format, parse_items, parse_responses
from annotations.datasets.rows import ParsedFile, Reason
from tests.unit.datasets.test_items import faults
from tests.unit.datasets.test_responses import DATA


def parse(name: str) -> ParsedFile:
    return parse_responses(name, (DATA / "huatuo" / name).read_bytes())


def parse_list(*rows: object) -> ParsedFile:
    return parse_responses("f.json", json.dumps(rows).encode())


class SingleTurnTests(SimpleTestCase):
    def test_a_row_is_an_item_and_a_response(self):
        parsed = parse("inst.alpha.json")
        self.assertEqual((len(parsed.items), len(parsed.responses)), (3, 3))
        self.assertEqual(parsed.errors, ())
        item, response = parsed.items[0], parsed.responses[0]
        self.assertEqual((item.external_id, item.category), ("s1", "用药建议"))
        self.assertEqual((item.kind, item.language), ("single_turn", "zh-hans"))
        self.assertEqual((item.prompt, item.case), ("感冒的时候可以喝咖啡吗？", ""))
        self.assertEqual(item.extra, {"dataset": "small_inst"})
        self.assertEqual(
            [(turn.role, turn.text) for turn in response.turns],
            [("assistant", "可以少量喝，注意多饮温水，避免与含咖啡因的感冒药同服。")],
        )
        self.assertEqual(response.extra, {"prompt": "<问>：感冒的时候可以喝咖啡吗？\n<答>："})

    def test_other_order_in_the_other_file(self):
        ids = [row.external_id for row in parse("inst.beta.json").responses]
        self.assertEqual(ids, ["s3", "s2", "s1"])

    def test_the_item_importer_reads_them_too(self):
        data = (DATA / "huatuo" / "inst.alpha.json").read_bytes()
        for file_format in (Format.AUTO, Format.HUATUO):
            self.assertEqual(len(parse_items("f", data, file_format).items), 3)


class MultiTurnTests(SimpleTestCase):
    def test_a_row_is_a_case_and_a_conversation(self):
        parsed = parse("conv.alpha.json")
        self.assertEqual(parsed.errors, ())
        item, response = parsed.items[0], parsed.responses[0]
        self.assertEqual((item.external_id, item.specialty), ("101", "骨科"))
        self.assertEqual((item.kind, item.prompt, item.category), ("multi_turn", "", ""))
        self.assertTrue(item.case.startswith("疾病： \n膝关节疼痛\n"))
        self.assertTrue(item.reference.startswith("病情摘要及初步印象：\n"))
        self.assertEqual(set(item.extra), {"dataset", "Real Dialogue"})
        self.assertEqual([turn.role for turn in response.turns], ["patient", "assistant"] * 2)
        self.assertEqual(set(response.extra), {"prompt", "chatgpt_answer_0"})

    def test_bad_rounds(self):
        good = {"id": 1, "Description": "病例", "model_output": [["问", "答"]]}
        parsed = parse_list(
            good,
            {**good, "id": 2, "model_output": [["问"]]},
            {**good, "id": 3, "model_output": [["问", " "]]},
            {**good, "id": 4, "model_output": [["问", "答", "问"]]},
            {**good, "id": 5, "model_output": []},
            {**good, "id": 6, "model_output": "答"},
            {**good, "id": 1},
            {"id": 8, "model_output": [["问", "答"]]},
        )
        self.assertEqual(
            faults(parsed),
            [
                (2, "model_output[1]", Reason.NOT_A_ROUND),
                (3, "model_output[1][2]", Reason.EMPTY),
                (4, "model_output[1]", Reason.NOT_A_ROUND),
                (5, "model_output", Reason.EMPTY),
                (6, "model_output", Reason.WRONG_TYPE),
                (7, "id", Reason.DUPLICATE_ID),
                (8, "Description", Reason.MISSING),
            ],
        )
        self.assertEqual((len(parsed.items), len(parsed.responses)), (1, 1))


class SpoiltSingleTurnTests(SimpleTestCase):
    def test_every_bad_row_is_named(self):
        good = {"id": "s1", "label": "用药", "query": "问？", "model_output": "答。"}
        parsed = parse_list(
            good,
            {**good, "id": "s2", "model_output": ""},
            {"id": "s3", "model_output": "答。"},
            {"label": "用药", "query": "问？", "model_output": "答。"},
            {**good, "id": "s5", "label": "x" * 121},
            {**good, "id": "s6", "model_input": "\ud800"},
            good,
        )
        self.assertEqual(
            faults(parsed),
            [
                (2, "model_output", Reason.EMPTY),
                (3, "query", Reason.MISSING),
                (4, "id", Reason.MISSING),
                (5, "label", Reason.TOO_LONG),
                (6, "", Reason.BAD_CHARACTER),
                (7, "id", Reason.DUPLICATE_ID),
            ],
        )


class LanguageTests(SimpleTestCase):
    def test_language_by_script(self):
        self.assertEqual(detect_language("宝宝37.3度算发烧吗？"), "zh-hans")
        self.assertEqual(detect_language("吃了Norvasc和Metoprolol头晕"), "zh-hans")
        self.assertEqual(detect_language("What is Bi syndrome (痹证)?"), "en")
