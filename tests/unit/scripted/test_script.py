"""The demo's scripted answers: complete, of the planned size, and found by the messages alone."""

import json
from unittest import TestCase

from evalsite.scripted.script import (
    ASKS_ON,
    CLOSING,
    FAREWELL,
    ITEMS,
    PATIENT,
    SYSTEMS,
    UNKNOWN,
    Script,
)

ITEM_ROWS = [json.loads(line) for line in ITEMS.read_text(encoding="utf-8").splitlines()]
QUESTIONS = [item for item in ITEM_ROWS if item["kind"] == "single_turn"]
CASES = [item for item in ITEM_ROWS if item["kind"] == "multi_turn"]
SCRIPT = Script()


def user(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def dialogue(model: str, case: dict[str, str], rounds: int) -> list[tuple[str, str]]:
    """Let the scripted patient talk to a scripted system, each seeing only its own side."""
    to_patient = [{"role": "system", "content": "Play this patient: " + case["case"]}]
    to_system: list[dict[str, str]] = []
    said = []
    for _ in range(rounds):
        question = SCRIPT.answer(PATIENT, to_patient)
        to_system += user(question)
        answer = SCRIPT.answer(model, to_system)
        to_system.append({"role": "assistant", "content": answer})
        to_patient += [{"role": "assistant", "content": question}, *user(answer)]
        said.append((question, answer))
    return said


class ContentTests(TestCase):
    def test_twelve_questions_and_six_cases_half_in_each_language(self):
        counts = [
            sum(item["language"] == language and "practice" not in item for item in items)
            for items in (QUESTIONS, CASES)
            for language in ("zh-hans", "en")
        ]
        self.assertEqual(counts, [6, 6, 3, 3])

    def test_every_item_names_its_category_and_specialty(self):
        for item in ITEM_ROWS:
            self.assertTrue(item["category"] and item["specialty"], item["external_id"])

    def test_no_answer_names_a_system_or_calls_itself_a_program(self):
        for answer in self.answers():
            for word in ("scripted", "演示", "脚本", "language model", "AI", "人工智能", "模型"):
                self.assertNotIn(word, answer)

    def test_answers_are_neither_stubs_nor_books(self):
        for answer in self.answers():
            self.assertGreater(len(answer), 100, answer)
            self.assertLess(len(answer), 1100, answer)

    @staticmethod
    def answers() -> list[str]:
        found = [SCRIPT.answer(model, user(q["prompt"])) for model in SYSTEMS for q in QUESTIONS]
        for model in SYSTEMS:
            found += [answer for case in CASES for _, answer in dialogue(model, case, 2)]
        return found


class AnsweringTests(TestCase):
    def test_the_two_systems_answer_every_question_differently(self):
        for question in QUESTIONS:
            first, second = (SCRIPT.answer(model, user(question["prompt"])) for model in SYSTEMS)
            self.assertNotEqual(first, second)

    def test_a_question_is_found_inside_a_prompt_template(self):
        prompt = QUESTIONS[0]["prompt"]
        wrapped = f"Answer as a physician:\n\n{prompt}\nAnswer:"
        self.assertEqual(
            SCRIPT.answer("scripted-a", user(wrapped)), SCRIPT.answer("scripted-a", user(prompt))
        )

    def test_both_systems_finish_two_rounds_of_every_case(self):
        for case in CASES:
            first, second = (dialogue(model, case, 2) for model in SYSTEMS)
            self.assertEqual(first[0][0], second[0][0])  # the patient opens alike ...
            self.assertNotEqual(first[1][0], second[1][0])  # ... and then replies to what was said
            self.assertNotEqual([answer for _, answer in first], [answer for _, answer in second])

    def test_a_third_round_ends_politely(self):
        for case, language in ((CASES[0], "zh"), (CASES[-1], "en")):
            third = dialogue("scripted-b", case, 3)[2]
            self.assertEqual(third, (CLOSING[language], FAREWELL[language]))

    def test_an_unknown_question_is_answered_honestly(self):
        self.assertEqual(SCRIPT.answer("scripted-a", user("What is love?")), UNKNOWN["en"])
        self.assertEqual(SCRIPT.answer("scripted-b", user("今天星期几？")), UNKNOWN["zh"])
        self.assertEqual(SCRIPT.answer(PATIENT, user("Begin.")), UNKNOWN["en"])

    def test_the_patient_asks_on_after_an_answer_nobody_scripted(self):
        case = CASES[-1]
        messages = [
            {"role": "system", "content": case["case"]},
            {"role": "assistant", "content": "My heart is racing."},
            {"role": "user", "content": "Drink less coffee."},
        ]
        self.assertEqual(SCRIPT.answer(PATIENT, messages), ASKS_ON["en"])
