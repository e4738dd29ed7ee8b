"""The conversation between a patient and a doctor, each seeing it from their own side."""

from unittest import TestCase

from annotations.generation.simulator import (
    Said,
    converse,
    doctor_messages,
    fill,
    patient_messages,
)


def patient(said):
    return f"question {len(said) // 2 + 1}"


def doctor(said):
    return f"answer to {said[-1].text}"


WHOLE = (
    Said("patient", "question 1"),
    Said("assistant", "answer to question 1"),
    Said("patient", "question 2"),
    Said("assistant", "answer to question 2"),
)


class ConverseTests(TestCase):
    def test_the_patient_opens_and_the_doctor_has_the_last_word(self):
        self.assertEqual(converse((), rounds=2, patient=patient, doctor=doctor), WHOLE)

    def test_a_resumed_conversation_asks_only_for_what_is_missing(self):
        for known in range(len(WHOLE) + 1):
            calls = []

            def counted(speaker, calls=calls):
                return lambda said: calls.append(len(said)) or speaker(said)

            talk = converse(
                WHOLE[:known], rounds=2, patient=counted(patient), doctor=counted(doctor)
            )
            self.assertEqual(talk, WHOLE)
            self.assertEqual(calls, list(range(known, 4)))


class MessageTests(TestCase):
    def test_the_patient_sees_its_own_messages_as_the_assistants(self):
        self.assertEqual(
            patient_messages("Play a patient.", "Begin.", WHOLE[:2]),
            [
                {"role": "system", "content": "Play a patient."},
                {"role": "user", "content": "Begin."},
                {"role": "assistant", "content": "question 1"},
                {"role": "user", "content": "answer to question 1"},
            ],
        )

    def test_the_doctor_sees_the_patient_as_the_user(self):
        self.assertEqual(
            doctor_messages("", "Q: {prompt}", WHOLE[:3]),
            [
                {"role": "user", "content": "Q: question 1"},
                {"role": "assistant", "content": "answer to question 1"},
                {"role": "user", "content": "question 2"},
            ],
        )

    def test_a_system_prompt_goes_first(self):
        messages = doctor_messages("Be kind.", "{prompt}", WHOLE[:1])
        self.assertEqual([message["role"] for message in messages], ["system", "user"])

    def test_other_braces_stay(self):
        self.assertEqual(fill(r"\frac{1}{2} {prompt}", "prompt", "{case}"), r"\frac{1}{2} {case}")
