"""What a browser is served: hashed names throughout, and little of it."""

import re
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test import SimpleTestCase, override_settings

IMPORT = re.compile(r'import[^"\n]*"([^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


class StaticFilesTests(SimpleTestCase):
    def test_modules_import_each_other_by_hashed_names(self):
        with tempfile.TemporaryDirectory() as folder, override_settings(**served_from(folder)):
            call_command("collectstatic", "--noinput", verbosity=0)
            scripts = [p for p in Path(folder, "js").rglob("*.js") if HASHED.search(p.name)]
            imports = [(p, name) for p in scripts for name in IMPORT.findall(p.read_text("utf-8"))]
            self.assertGreater(len(imports), len(scripts))
            for path, name in imports:
                self.assertRegex(name, HASHED, path.name)
                self.assertTrue((path.parent / name).exists(), name)


def served_from(folder: str) -> dict[str, object]:
    backend = {"BACKEND": "evalsite.static_files.HashedStorage"}
    return {"STATIC_ROOT": folder, "STORAGES": {"staticfiles": backend}}
