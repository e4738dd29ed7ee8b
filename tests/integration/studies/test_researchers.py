"""create_researcher: who may sign in with a password."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase

from annotations.models import AuditEvent, User

PASSWORD = "correct horse battery"


class CreateResearcherTests(TestCase):
    def create(self, email: str, *arguments: str, password: str = PASSWORD) -> None:
        with mock.patch.dict(os.environ, RESEARCHER_PASSWORD=password):
            call_command("create_researcher", email, *arguments, verbosity=0, stdout=None)

    def assert_refused(self, text: str, email: str, password: str = PASSWORD) -> None:
        with self.assertRaisesMessage(CommandError, text):
            self.create(email, password=password)
        self.assertFalse(User.objects.filter(email=email.lower()).exclude(name="Rosa").exists())

    def test_signs_in_with_e_mail_and_password(self):
        self.create("  Rosa@Example.ORG ", "--name=Rosa")
        user = User.objects.get()
        self.assertEqual((user.email, user.name), ("rosa@example.org", "Rosa"))
        self.assertFalse(user.is_staff or user.is_superuser)
        self.assertTrue(self.client.login(email="rosa@example.org", password=PASSWORD))
        event = AuditEvent.objects.get()
        self.assertEqual((event.action, event.target), ("researcher.create", f"user:{user.key}"))
        self.assertNotIn("rosa@example.org", str(event.data) + event.target)

    def test_an_address_that_is_taken(self):
        self.create("rosa@example.org", "--name=Rosa")
        self.assert_refused("There is a user", "ROSA@example.org")
        self.assertEqual(User.objects.count(), 1)

    def test_bad_address_or_password(self):
        self.assert_refused("valid email", "rosa")
        self.assert_refused("too common", "a@example.org", password="password")
        self.assert_refused("too short", "a@example.org", password="x1y2")

    def test_password_from_a_file(self):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "password"
            file.write_text(PASSWORD + "\n")
            self.create("rosa@example.org", f"--password-file={file}", password="")
        self.assertTrue(User.objects.get().check_password(PASSWORD))
