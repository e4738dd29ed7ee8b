"""Numbers as they are shown."""

from django.test import SimpleTestCase

from annotations.templatetags.annotations import percent, points


class NumberTests(SimpleTestCase):
    def test_differences_have_a_sign(self):
        self.assertEqual([points(x) for x in (0.14, 0.0, -0.031, -0.001)], ["+14", "0", "−3", "0"])

    def test_shares_are_whole_per_cent(self):
        self.assertEqual([percent(x) for x in (1 / 3, None, 1.0)], ["33", "0", "100"])
