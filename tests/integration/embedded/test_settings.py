"""How the site starts from nothing but environment variables."""

import os
import subprocess
import sys
import tempfile

from cryptography.fernet import Fernet
from django.conf import settings
from django.test import SimpleTestCase

PRODUCTION = {
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "FIELD_KEY": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "evaluation.example.org",
    "DATABASE_URL": "postgresql://evalsite:x@/evalsite?host=/nowhere",
    "DATABASE_OWNER_URL": "postgresql://evalsite_owner:x@/evalsite?host=/nowhere",
}


class StartTests(SimpleTestCase):
    def check(self, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory() as empty:
            base = {"PATH": os.environ["PATH"], "EVALSITE_VAR": empty}
            return subprocess.run(
                [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
                cwd=settings.BASE_DIR,
                env=base | environment,
                capture_output=True,
                text=True,
            )

    def test_production_settings_pass(self):
        done = self.check(PRODUCTION)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_each_missing_secret_stops_the_start_and_is_named(self):
        for name in ("SECRET_KEY", "FIELD_KEY"):
            with self.subTest(name):
                done = self.check({key: PRODUCTION[key] for key in PRODUCTION if key != name})
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(f"{name} is not set", done.stderr)

    def test_one_database_role_for_everything_is_refused(self):
        for change in (
            {"DATABASE_OWNER_URL": ""},
            {"DATABASE_OWNER_URL": PRODUCTION["DATABASE_URL"]},
        ):
            with self.subTest(change):
                done = self.check(PRODUCTION | change)
                self.assertEqual(done.returncode, 1)
                self.assertIn("The ledger is unprotected", done.stderr)
