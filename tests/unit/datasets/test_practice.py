"""Items that are there for practice: what a row must say, and what it must not."""

import csv
import io
import json

from django.test import SimpleTestCase

from annotations.datasets.merging import item_sha256
from annotations.datasets.parsing import parse_items
from annotations.datasets.practice import practice_faults
from annotations.datasets.rows import ItemRow, Reason

ROW = {"external_id": "p1", "kind": "single_turn", "language": "en", "prompt": "What now?"}
GOOD = {"better": "Model One", "feedback": {"en": "Left is safe.", "zh-hans": "左侧安全。"}}


def parse(practice: object):
    row = {**ROW, "practice": practice}
    return parse_items("items.jsonl", json.dumps(row).encode())


def faults(practice: object) -> list[tuple[str, Reason]]:
    return [(error.field, error.reason) for error in parse(practice).errors]


class PracticeRowTests(SimpleTestCase):
    def test_it_is_read_from_json_lines_and_from_csv(self):
        self.assertEqual(parse(GOOD).items[0].practice, GOOD)
        out = io.StringIO()
        writer = csv.DictWriter(out, [*ROW, "practice"])
        writer.writeheader()
        writer.writerow({**ROW, "practice": json.dumps(GOOD)})
        writer.writerow({**ROW, "external_id": "q1", "practice": ""})
        parsed = parse_items("items.csv", out.getvalue().encode())
        self.assertEqual([item.practice for item in parsed.items], [GOOD, None])

    def test_every_fault_is_told_with_its_field(self):
        self.assertEqual(faults([1]), [("practice", Reason.NOT_AN_OBJECT)])
        self.assertEqual(faults({"better": "tie"}), [("practice.feedback", Reason.MISSING)])
        self.assertEqual(
            faults({**GOOD, "worse": "x", "feedback": {"en": "x", "fr": "y"}}),
            [
                ("practice.worse", Reason.UNKNOWN_FIELD),
                ("practice.feedback.fr", Reason.UNKNOWN_FIELD),
                ("practice.feedback.zh-hans", Reason.MISSING),
            ],
        )
        self.assertEqual(faults({**GOOD, "better": 1}), [("practice.better", Reason.WRONG_TYPE)])
        self.assertEqual(
            faults({**GOOD, "feedback": {"en": " ", "zh-hans": "x"}}),
            [("practice.feedback.en", Reason.EMPTY)],
        )

    def test_it_must_fit_the_systems_and_name_none(self):
        names = ["Model One", "Model Two", "M2"]

        def found(**changed: object) -> list[tuple[str, Reason, str]]:
            return list(practice_faults({**GOOD, **changed}, names[:2], names))

        self.assertEqual(found(), [])
        self.assertEqual(found(better="tie"), [])
        self.assertEqual(found(better="M2"), [("practice.better", Reason.UNKNOWN_NAME, "M2")])
        self.assertEqual(
            found(feedback={"en": "As model-one says", "zh-hans": "M2的回答"}),
            [
                ("practice.feedback.en", Reason.NAMES_SYSTEM, "Model One"),
                ("practice.feedback.zh-hans", Reason.NAMES_SYSTEM, "M2"),
            ],
        )

    def test_other_items_keep_the_hash_they_had_and_practice_is_content(self):
        plain = ItemRow("f", 1, "p1", "single_turn", "en", prompt="What now?")
        practised = ItemRow("f", 1, "p1", "single_turn", "en", prompt="What now?", practice=GOOD)
        self.assertEqual(
            item_sha256(plain),
            "4f34d6b116d09c8c51e8fb9a3d7156b7c000650a387f63c51845c0a8c93ef39b",
        )
        self.assertNotEqual(item_sha256(plain), item_sha256(practised))
