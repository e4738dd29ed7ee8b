"""What is stored of how a person likes to read, and what is refused."""

from django.test import SimpleTestCase

from annotations.pages.rater.shortcuts import COMMANDS, keys_of, shortcuts_of, usual_keys
from annotations.preferences import (
    KeyFault,
    Preferences,
    as_key,
    key_fault,
    key_faults,
    read_preferences,
)


class StoredTests(SimpleTestCase):
    def test_whatever_is_stored_can_be_read(self):
        usual = Preferences()
        for stored in (
            {},
            None,
            [],
            "x",
            {"text_size": 123, "theme": "pink", "keys": ["a"]},
            {"text_size": True, "theme": None, "keys": {"case": 7, "flip": "12", "sync": "3"}},
            {"text_size": "125", "theme": ["dark"], "keys_on": None},
        ):
            with self.subTest(stored=stored):
                self.assertEqual(read_preferences(stored), usual)

    def test_is_read_as_it_was_stored(self):
        own = Preferences(text_size=150, theme="dark", keys_on=False, keys={"case": "k"})
        self.assertEqual(read_preferences(own.stored_over({})), own)

    def test_stores_only_what_differs_and_leaves_the_rest_alone(self):
        stored = {"other": 1, "theme": "dark", "text_size": 200}
        self.assertEqual(
            Preferences(theme="light").stored_over(stored), {"other": 1, "theme": "light"}
        )

    def test_steps_end_at_the_ends(self):
        self.assertEqual((Preferences().smaller, Preferences().bigger), (100, 110))
        largest = Preferences(text_size=200)
        self.assertEqual((largest.smaller, largest.bigger), (175, 200))


class KeyTests(SimpleTestCase):
    def test_one_sign_of_a_plain_keyboard(self):
        for key in ("a", "+", "/", "?"):
            self.assertIsNone(key_fault(key))
        for key in ("", "ab", " ", "字", "é", "\t", "\x00"):
            self.assertIs(key_fault(key), KeyFault.NOT_ONE)
        for key in "0123456789":
            self.assertIs(key_fault(key), KeyFault.DIGIT)

    def test_a_full_width_letter_is_its_plain_one(self):
        self.assertEqual([as_key("Ｋ"), as_key(" K "), as_key("２")], ["k", "k", "2"])

    def test_of_two_with_one_key_both_are_told(self):
        faults = key_faults({"case": "a", "flip": "a", "sync": "b", "left": "1"})
        self.assertEqual(
            faults, {"case": KeyFault.TAKEN, "flip": KeyFault.TAKEN, "left": KeyFault.DIGIT}
        )


class ShortcutTests(SimpleTestCase):
    def test_the_usual_keys_do_not_clash(self):
        self.assertEqual(key_faults(usual_keys()), {})
        self.assertEqual(len(usual_keys()), len(COMMANDS))

    def test_own_keys_stand_in_for_the_usual_ones(self):
        keys = {each.command: each.key for each in shortcuts_of({"keys": {"case": "k"}})}
        self.assertEqual(keys, usual_keys() | {"case": "k"})

    def test_a_command_whose_usual_key_was_given_away_goes_without(self):
        self.assertEqual(keys_of({"case": "f"})["flip"], "")
        swapped = keys_of({"case": "f", "flip": "c"})
        self.assertEqual((swapped["case"], swapped["flip"]), ("f", "c"))

    def test_commands_that_are_gone_are_ignored(self):
        self.assertEqual(keys_of({"gone": "z"}), usual_keys())
