"""The scan against labelled answers: docs/identity-leaks.md says what this finds."""

from unittest import skipUnless

from django.test import SimpleTestCase

from tests import identity_leaks
from tests.identity_leaks import (
    DOCS,
    HELD_OUT,
    Answer,
    by_answer,
    huatuo100_dir,
    measured,
    part_of,
    published_answers,
    published_labels,
    written_answers,
)

RECALL, PRECISION = 0.98, 0.95


class MeasuredCase(SimpleTestCase):
    def assert_good_enough(self, answers: list[Answer]) -> None:
        matrix = by_answer([answer for answer in answers if answer.half == HELD_OUT])
        self.assertGreaterEqual(matrix.found / (matrix.found + matrix.missed), RECALL, matrix)
        self.assertGreaterEqual(matrix.found / (matrix.found + matrix.false), PRECISION, matrix)

    def assert_in_the_docs(self, parts: dict[str, str]) -> None:
        text = DOCS.read_text("utf-8")
        for name, part in parts.items():
            with self.subTest(name):
                hint = "stale: .venv/bin/python -m tests.identity_leaks --write"
                self.assertEqual(part_of(text, name), part, hint)


class WrittenAnswersTests(MeasuredCase):
    def test_the_held_out_half_is_read_well_enough(self):
        self.assert_good_enough(written_answers())

    def test_the_docs_say_what_is_measured(self):
        self.assert_in_the_docs(measured())

    def test_labels_lie_in_their_texts_and_nothing_is_labelled_twice(self):
        answers = written_answers()
        for answer in answers:
            ends = [0, *(end for label in answer.labels for end in (label.start, label.end))]
            self.assertEqual(ends, sorted(ends), answer.id)
            self.assertLessEqual(ends[-1], len(answer.text), answer.id)
        self.assertEqual(len({answer.id for answer in answers}), len(answers))
        self.assertGreaterEqual(len(answers), 300)

    def test_every_published_answer_is_labelled_once(self):
        labelled = [(row["file"], row["id"]) for row in published_labels()]
        self.assertEqual((len(labelled), len(set(labelled))), (240, 240))

    def test_a_miss_and_a_false_alarm_are_counted(self):
        texts = ("Rest.", "I am an AI.", "I am an AI.", "Rest.")
        label = (identity_leaks.Label(0, 4, "machine"),)
        labels = (label, (), (identity_leaks.Label(5, 10, "machine"),), ())
        answers = [
            Answer(str(i), "", "en", HELD_OUT, text, (), labels[i]) for i, text in enumerate(texts)
        ]
        self.assertEqual(by_answer(answers), identity_leaks.Matrix(1, 1, 1, 1))
        self.assertEqual(identity_leaks.by_span(answers), identity_leaks.Matrix(1, 1, 1))


@skipUnless(huatuo100_dir(), "set HUATUO100_DIR to the folder with the published answers")
class PublishedAnswersTests(MeasuredCase):
    def test_together_with_the_published_answers(self):
        published = published_answers(huatuo100_dir())
        self.assert_good_enough([*written_answers(), *published])

    def test_the_docs_say_what_is_measured(self):
        self.assert_in_the_docs(measured(huatuo100_dir()))
