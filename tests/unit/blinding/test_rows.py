"""Answer beside answer only where the patient said the same."""

from dataclasses import replace

from django.test import SimpleTestCase
from django.utils.safestring import mark_safe

from annotations.blinding.blinded import MOST_ROWS, BlindedAssignment, BlindedTurn


def side(*texts: str) -> tuple[BlindedTurn, ...]:
    roles = ("patient", "assistant")
    return tuple(
        BlindedTurn(roles[number % 2], mark_safe(text), number // 2 + 1, number)
        for number, text in enumerate(texts)
    )


def pair(left: tuple[BlindedTurn, ...], right: tuple[BlindedTurn, ...]) -> BlindedAssignment:
    texts = dict.fromkeys(("language", "category", "specialty", "prompt", "case", "reference"), "")
    return BlindedAssignment(token="t", item_kind="multi_turn", left=left, right=right, **texts)


class RowTests(SimpleTestCase):
    def test_equal_questions_make_rows(self):
        self.assertTrue(pair(side("q", "a", "r", "b"), side("q", "c", "r", "d")).has_rows)

    def test_other_questions_or_another_length_make_columns(self):
        base = side("q", "a", "r", "b")
        for other in (side("q", "a", "s", "b"), side("q", "a"), side("q", "a", "r"), ()):
            self.assertFalse(pair(base, other).has_rows)
            self.assertFalse(pair(other, base).has_rows)

    def test_another_order_of_speakers_makes_columns(self):
        base = side("q", "a", "r", "b")
        odd = (*base[:2], replace(base[2], role="assistant"), base[3])
        self.assertFalse(pair(base, odd).has_rows)

    def test_a_single_answer_and_very_long_talks_stand_in_columns(self):
        single = (BlindedTurn("assistant", mark_safe("a"), 1, 0),)
        self.assertFalse(pair(single, single).has_rows)
        texts = ["q", "a"] * (MOST_ROWS // 2)
        self.assertTrue(pair(side(*texts), side(*texts)).has_rows)
        self.assertFalse(pair(side(*texts, "q"), side(*texts, "q")).has_rows)
