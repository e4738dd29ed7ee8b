"""What is new in a text that was read before."""

from django.test import SimpleTestCase

from annotations.entrance.changes import Changes, changes_between


class ChangesTests(SimpleTestCase):
    OLD = "# Heading\n\n- first\n- second\n\nThe end."

    def test_a_changed_line_is_new_and_its_old_form_is_gone(self):
        found = changes_between(self.OLD, self.OLD.replace("second", "other"))
        self.assertEqual(found, Changes(("- other",), ("- second",)))

    def test_a_line_put_in_between_is_all_that_is_new(self):
        found = changes_between(self.OLD, self.OLD.replace("- second", "- between\n- second"))
        self.assertEqual(found, Changes(("- between",), ()))

    def test_blank_lines_and_line_ends_are_no_change(self):
        found = changes_between(self.OLD, self.OLD.replace("\n\n", "  \r\n"))
        self.assertEqual(found, Changes((), ()))
