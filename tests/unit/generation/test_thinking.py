"""What is shown of a text with reasoning in front of it."""

from unittest import TestCase

from annotations.generation.thinking import shown_text


class ShownTextTests(TestCase):
    def test_an_ordinary_answer_is_only_trimmed(self):
        self.assertEqual(shown_text("\n Take **one** tablet.\n"), "Take **one** tablet.")

    def test_reasoning_in_front_is_left_out(self):
        self.assertEqual(shown_text("<think>\nHm.\n</think>\n\nRest."), "Rest.")

    def test_reasoning_without_its_opening_mark_too(self):
        self.assertEqual(shown_text("Hm.\n</think>Rest."), "Rest.")

    def test_reasoning_without_an_end_leaves_nothing(self):
        self.assertEqual(shown_text("<think>Hm, let me see"), "")
        self.assertEqual(shown_text("<think>Hm.</think>"), "")
