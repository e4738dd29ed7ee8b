"""One form of a specialty's name."""

from django.test import SimpleTestCase

from annotations.blinding.specialties import normal_specialties, normal_specialty


class NormalTests(SimpleTestCase):
    def test_case_width_and_blanks_make_no_difference(self):
        for written in ("Cardiology", " CARDIOLOGY ", "Ｃａｒｄｉｏｌｏｇｙ", "cardiology\u3000"):
            self.assertEqual(normal_specialty(written), "cardiology")
        self.assertEqual(normal_specialty("General  \tpractice"), "general practice")
        self.assertEqual(normal_specialty("心血管内科"), "心血管内科")

    def test_every_name_once_and_no_empty_ones(self):
        self.assertEqual(normal_specialties(["B", "a", "b ", "", "  "]), ["b", "a"])
