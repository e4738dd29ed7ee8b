"""Our own layout of responses: answers, conversations and their faults."""

import json
from pathlib import Path

from django.test import SimpleTestCase

from annotations.datasets.parsing import parse_responses
from annotations.datasets.rows import Reason, TurnRow
from tests.unit.datasets.test_items import EXAMPLES, faults, lines

DATA = Path(__file__).parents[2] / "data"


def turns(*roles: str) -> list[dict[str, str]]:
    return [{"role": role, "text": f"{role} speaks"} for role in roles]


class ResponseFileTests(SimpleTestCase):
    def test_example_gives_two_answers_and_a_conversation(self):
        parsed = parse_responses("r.jsonl", (EXAMPLES / "responses.jsonl").read_bytes())
        self.assertEqual(parsed.errors, ())
        answer, _, dialogue = parsed.responses
        self.assertEqual([turn.role for turn in answer.turns], ["assistant"])
        self.assertEqual(answer.extra["finish_reason"], "stop")
        self.assertTrue(str(answer.extra["prompt"]).startswith("Answer the patient.\n"))
        self.assertEqual([turn.role for turn in dialogue.turns], ["patient", "assistant"] * 2)
        self.assertEqual((answer.kind, dialogue.kind), ("single_turn", "multi_turn"))

    def test_csv_says_the_same_as_json_lines(self):
        csv = parse_responses("r.csv", (EXAMPLES / "responses.csv").read_bytes())
        jsonl = parse_responses("r.jsonl", (EXAMPLES / "responses.jsonl").read_bytes())
        self.assertEqual(csv.errors, ())
        self.assertEqual(
            [(r.external_id, r.turns, r.extra) for r in csv.responses],
            [(r.external_id, r.turns, r.extra) for r in jsonl.responses],
        )

    def test_messages_of_a_chat_api_are_understood(self):
        messages = [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]
        parsed = parse_responses("r", lines({"external_id": "a", "turns": messages}))
        self.assertEqual(
            parsed.responses[0].turns, (TurnRow("patient", "Q"), TurnRow("assistant", "A"))
        )

    def test_an_answer_is_kept_as_it_is_written(self):
        text = "  1. **Rest**\r\n\r\n\tDrink.  \n"
        parsed = parse_responses("r", lines({"external_id": "a", "answer": text}))
        self.assertEqual(parsed.responses[0].turns[0].text, text)


class SpoiltResponseTests(SimpleTestCase):
    def test_five_spoilt_rows_of_five_kinds_are_all_named(self):
        parsed = parse_responses("s", (DATA / "spoilt.responses.jsonl").read_bytes())
        self.assertEqual(
            faults(parsed),
            [
                (2, "answer", Reason.EMPTY),
                (3, "external_id", Reason.DUPLICATE_ID),
                (4, "turns[2].role", Reason.UNKNOWN_ROLE),
                (5, "turns[2]", Reason.NOT_ALTERNATING),
                (6, "external_id", Reason.MISSING),
            ],
        )
        self.assertEqual([row.external_id for row in parsed.responses], ["a", "g"])

    def test_odd_turns(self):
        cases = {
            "begins with the assistant": (
                turns("assistant"),
                (1, "turns[1]", Reason.PATIENT_FIRST),
            ),
            "ends with the patient": (
                turns("patient", "assistant", "patient"),
                (1, "turns[3]", Reason.ASSISTANT_LAST),
            ),
            "answers twice": (
                turns("patient", "assistant", "assistant"),
                (1, "turns[3]", Reason.NOT_ALTERNATING),
            ),
            "none": ([], (1, "turns", Reason.EMPTY)),
            "no list": ({"role": "patient"}, (1, "turns", Reason.WRONG_TYPE)),
            "text that is no JSON": ("Hello", (1, "turns", Reason.INVALID_JSON)),
            "no object": (["Hello"], (1, "turns[1]", Reason.NOT_AN_OBJECT)),
            "no role": ([{"text": "Hello"}], (1, "turns[1].role", Reason.MISSING)),
            "no text": ([{"role": "patient"}], (1, "turns[1].text", Reason.MISSING)),
            "empty text": ([{"role": "patient", "text": ""}], (1, "turns[1].text", Reason.EMPTY)),
            "system": (
                [{"role": "system", "content": "Be kind."}],
                (1, "turns[1].role", Reason.UNKNOWN_ROLE),
            ),
            "unknown field": (
                [{"role": "patient", "text": "Hello", "name": "B"}],
                (1, "turns[1].name", Reason.UNKNOWN_FIELD),
            ),
            "endless": (turns("patient", "assistant") * 101, (1, "turns", Reason.TOO_MANY)),
        }
        for name, (value, fault) in cases.items():
            with self.subTest(name):
                parsed = parse_responses("r", lines({"external_id": "a", "turns": value}))
                self.assertEqual(faults(parsed), [fault])
                self.assertEqual(parsed.responses, ())

    def test_answer_and_turns_are_not_both_given(self):
        row = {"external_id": "a", "answer": "x", "turns": turns("patient", "assistant")}
        parsed = parse_responses("r", lines(row))
        self.assertEqual(faults(parsed), [(1, "answer", Reason.ANSWER_AND_TURNS)])

    def test_an_answer_that_is_no_text(self):
        for value in (1, ["x"], {"text": "x"}, True):
            with self.subTest(value=json.dumps(value)):
                parsed = parse_responses("r", lines({"external_id": "a", "answer": value}))
                self.assertEqual(faults(parsed), [(1, "answer", Reason.WRONG_TYPE)])

    def test_null_is_absence(self):
        parsed = parse_responses("r", lines({"external_id": "a", "answer": None}))
        self.assertEqual(faults(parsed), [(1, "answer", Reason.MISSING)])
