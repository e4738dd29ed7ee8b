"""What cannot be seen in an answer is found, named and counted."""

from django.test import SimpleTestCase

from annotations.blinding.invisible import MOST_PLACES, find_hidden


class InvisibleTests(SimpleTestCase):
    def test_plain_text_hides_nothing(self):
        for text in (
            "",
            "Rest.",
            "多喝水。\n\t1. 休息",
            "❤️ 👨‍👩‍👧 café",
            "a\u3000b\u00a0c",
            "x² ≥ 3 µg",
        ):
            with self.subTest(text):
                self.assertFalse(find_hidden(text))

    def test_names_what_hides_and_shows_what_stands_around(self):
        found = find_hidden("take 5\u200b mg\u202e daily")
        self.assertEqual(found.count, 2)
        self.assertEqual(found.places[0].before, "take 5")
        self.assertEqual(found.places[0].names, ("U+200B ZERO WIDTH SPACE",))
        self.assertEqual(found.places[0].after, " mg daily")
        self.assertEqual(found.places[1].names, ("U+202E RIGHT-TO-LEFT OVERRIDE",))

    def test_knows_the_usual_tricks(self):
        for trick in "\u00ad\u200c\u2060\ufeff\u2066\u2069\u3164\u2800\x07\x1b\ue000\U000e0041":
            with self.subTest(hex(ord(trick))):
                self.assertEqual(find_hidden(f"a{trick}b").count, 1)

    def test_a_joiner_between_letters_is_no_emoji(self):
        self.assertEqual(find_hidden("a\u200db").count, 1)

    def test_a_flood_is_counted_in_full_and_shown_in_part(self):
        found = find_hidden("a\u200b" * 5_000)
        self.assertEqual((found.count, len(found.places)), (5_000, MOST_PLACES))
        row = find_hidden("\u200b" * 5_000)
        self.assertEqual((row.count, len(row.places[0].names)), (5_000, MOST_PLACES))
