"""Tokens and codes: what they look like, and what people make of them."""

from django.test import SimpleTestCase

from annotations.entrance.tokens import ALPHABET, Code, new_code, new_token, read_code


class CodeTests(SimpleTestCase):
    def test_a_code_is_read_as_it_was_written(self):
        for with_handle, length in ((True, 11), (False, 7)):
            code = new_code(with_handle=with_handle)
            self.assertEqual(len(str(code)), length)
            self.assertEqual(read_code(str(code)), code)

    def test_case_blanks_and_full_width_letters_do_not_matter(self):
        code = Code("K7Q", "M48XRT")
        for typed in ("k7qm48xrt", " K7Q M48 XRT ", "Ｋ７Ｑ－Ｍ４８－ＸＲＴ", "k7q–m48–xrt"):
            self.assertEqual(read_code(typed), code)

    def test_anything_else_is_no_code(self):
        for typed in ("", "K7Q", "K7QM48XR", "K7QM48XRTT", "K7QM48XR0", "医生医生医生"):
            self.assertIsNone(read_code(typed))

    def test_letters_that_look_alike_are_not_used(self):
        self.assertFalse(set("01OILU") & set(ALPHABET))
        self.assertEqual(len(set(ALPHABET)), 30)

    def test_a_token_has_192_bits(self):
        self.assertEqual(len(new_token()), 32)
