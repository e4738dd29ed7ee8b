"""The Chinese catalogue: complete, compiled, and true to the source."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from unittest import SkipTest

from django.conf import settings
from django.test import SimpleTestCase

LOCALE = Path("evalsite/locale/zh_Hans/LC_MESSAGES")
ROOT = Path(settings.BASE_DIR)
SOURCES = ("annotations", "evalsite", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
NEEDS = ("xgettext", "msgmerge", "msgattrib", "msguniq")

Entry = dict[str, str]


def entries(path: Path) -> Iterator[Entry]:
    """The entries of a catalogue: every keyword with its text, and the flags under '#,'."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        entry: Entry = defaultdict(str)
        keyword = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["#,"] += line[2:]
            elif line and not line.startswith("#"):
                if not line.startswith('"'):
                    keyword, line = line.split(" ", 1)
                entry[keyword] += ast.literal_eval(line)
        if entry["msgid"]:
            yield entry


def identity(entry: Entry) -> tuple[str, str, str]:
    return entry["msgctxt"], entry["msgid"], entry["msgid_plural"]


def translations(entry: Entry) -> list[str]:
    return [text for keyword, text in entry.items() if keyword.startswith("msgstr")]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


class CatalogueTests(SimpleTestCase):
    def setUp(self) -> None:
        self.entries = list(entries(ROOT / LOCALE / "django.po"))

    def test_has_no_untranslated_and_no_fuzzy_entry(self):
        self.assertGreater(len(self.entries), 200)
        bad = [
            entry["msgid"]
            for entry in self.entries
            if "fuzzy" in entry["#,"] or not translations(entry) or not all(translations(entry))
        ]
        self.assertEqual(bad, [])

    def test_keeps_every_placeholder(self):
        bad = [
            (entry["msgid"], text)
            for entry in self.entries
            for text in translations(entry)
            if placeholders(text) != placeholders(entry["msgid_plural"] or entry["msgid"])
        ]
        self.assertEqual(bad, [])

    def test_the_compiled_catalogue_is_that_of_the_text(self):
        with (ROOT / LOCALE / "django.mo").open("rb") as file:
            compiled = dict(gettext.GNUTranslations(file)._catalog)
        compiled.pop("")
        expected = {}
        for entry in self.entries:
            key = entry["msgid"]
            if entry["msgctxt"]:
                key = f"{entry['msgctxt']}\x04{key}"
            if entry["msgid_plural"]:
                expected[key, 0] = entry["msgstr[0]"]
            else:
                expected[key] = entry["msgstr"]
        self.assertEqual(compiled, expected)


class SourceTests(SimpleTestCase):
    def test_the_catalogue_has_what_the_source_says_and_nothing_else(self):
        if missing := [tool for tool in NEEDS if not shutil.which(tool)]:
            raise SkipTest(f"needs {', '.join(missing)}: apt-get install gettext")
        with tempfile.TemporaryDirectory() as folder:
            found = {identity(entry) for entry in entries(self._extracted(Path(folder)))}
        catalogue = {identity(entry) for entry in entries(ROOT / LOCALE / "django.po")}
        self.assertEqual(sorted(found - catalogue), [], "run makemessages and translate these")
        self.assertEqual(sorted(catalogue - found), [], "no longer in the source")

    def _extracted(self, copy: Path) -> Path:
        for name in SOURCES:
            ignore = shutil.ignore_patterns("__pycache__", "locale", "static")
            shutil.copytree(ROOT / name, copy / name, ignore=ignore)
        (copy / LOCALE).mkdir(parents=True)
        (copy / "evalsite" / "static").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans"]
        environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
        return copy / LOCALE / "django.po"


class TemplateTests(SimpleTestCase):
    """No text of a template stands outside the catalogue."""

    # The product's name, a command, the other language's own name, formats; a page in both.
    NOT_TRANSLATED = (
        "HuatuoEval",
        "manage.py create_study FILE",
        "English",
        "CSV",
        "JSONL",
        "CHART",
        "TRIPOD-LLM",
    )
    IN_BOTH = ("500.html",)
    MARKUP = (
        r"{% comment %}.*?{% endcomment %}",
        r"{% block (?:body|page)_class %}.*?{% endblock %}",
        r"{% blocktranslate.*?{% endblocktranslate %}",
        r"{%.*?%}|{{.*?}}|{#.*?#}",
        r"<(script|style|kbd)\b.*?</\1>",
        r"<[^>]*>|&\w+;",
    )
    SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt)="\s*[A-Za-z]')

    def test_every_text_is_marked(self):
        for path in sorted((ROOT / "templates").rglob("*.html")):
            if path.name in self.IN_BOTH:
                continue
            source = path.read_text(encoding="utf-8")
            text = source
            for pattern in self.MARKUP:
                text = re.sub(pattern, " ", text, flags=re.DOTALL)
            for name in self.NOT_TRANSLATED:
                text = text.replace(name, " ")
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertEqual(re.findall(r"[A-Za-z]{2,}", text), [])
                self.assertEqual(self.SPOKEN.findall(source), [])
