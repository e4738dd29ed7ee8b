"""The commands: argument in, service, sentence out."""

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.test import TestCase

from annotations.models import Item, Response, Study
from tests.factories import make_running_study, make_study
from tests.integration.datasets.test_services import DATA, EXAMPLES
from tests.unit.datasets.files import workbook


class CommandTestCase(TestCase):
    def run_command(self, *arguments: str) -> str:
        self.out, self.err = StringIO(), StringIO()
        call_command(*map(str, arguments), stdout=self.out, stderr=self.err, no_color=True)
        return self.out.getvalue()

    def refused(self, *arguments: str) -> str:
        with self.assertRaises(CommandError) as caught:
            self.run_command(*arguments)
        return str(caught.exception)


class ImportCommandTests(CommandTestCase):
    def setUp(self):
        self.study = make_study(slug="pilot")

    def import_pair(self, prefix: str) -> list[str]:
        return [
            self.run_command(
                "import_responses",
                "--study=pilot",
                f"--system=secret-{name}",
                DATA / "huatuo" / f"{prefix}.{name}.json",
            )
            for name in ("alpha", "beta")
        ]

    def test_items_then_responses(self):
        said = self.run_command("import_dataset", "--study=pilot", EXAMPLES / "items.jsonl")
        self.assertEqual(
            said,
            "Items: 3 new, 0 unchanged.\n"
            "Items without comparison (fewer than two systems): 3 (q1, q2, c1).\n",
        )
        said = self.run_command(
            "import_responses",
            "--study=pilot",
            "--system=secret-alpha",
            "--format=csv",
            EXAMPLES / "responses.csv",
        )
        self.assertIn("Responses: 3 new, 0 unchanged.\n", said)

    def test_a_workbook_says_the_same_as_the_csv_it_was_made_from(self):
        self.run_command("import_dataset", "--study=pilot", EXAMPLES / "items.csv")
        rows = csv.reader((EXAMPLES / "items.csv").read_text("utf-8").splitlines(keepends=True))
        with TemporaryDirectory() as folder:
            file = Path(folder) / "items.xlsx"
            file.write_bytes(workbook(*rows))
            said = self.run_command("import_dataset", "--study=pilot", file)
        self.assertIn("Items: 0 new, 3 unchanged.\n", said)

    def test_published_files_and_again(self):
        first, second = self.import_pair("inst")
        self.assertIn("Items: 3 new, 0 unchanged.\nResponses: 3 new, 0 unchanged.\n", first)
        self.assertIn("Items: 0 new, 3 unchanged.\nResponses: 3 new, 0 unchanged.\n", second)
        self.assertIn("Every item of the study has a comparison.\n", second)
        for said in self.import_pair("inst"):
            self.assertIn("Responses: 0 new, 3 unchanged.\n", said)

    def test_bad_rows_are_listed_and_nothing_is_imported(self):
        arguments = ("import_responses", "--study=pilot", "--system=secret-alpha")
        Item.objects.bulk_create(
            Item(study=self.study, external_id=name, kind="single_turn", language="en", prompt="?")
            for name in "abdeg"
        )
        file = str(DATA / "spoilt.responses.jsonl")
        said = self.refused(*arguments, file)
        self.assertIn("Nothing was imported: 5 bad rows", said)
        table = self.err.getvalue().splitlines()
        self.assertEqual(len(table), 6)
        for line, (row, field) in zip(
            table[1:],
            (
                (2, "answer"),
                (3, "external_id"),
                (4, "turns[2].role"),
                (5, "turns[2]"),
                (6, "external_id"),
            ),
            strict=True,
        ):
            self.assertEqual(line.split()[:3], [file, str(row), field])
        self.assertFalse(Response.objects.exists())
        said = self.run_command(*arguments, "--import-good", file)
        self.assertIn("Responses: 2 new, 0 unchanged.\nBad rows, left out: 5.\n", said)

    def test_unknown_study_system_and_file_are_said(self):
        file = EXAMPLES / "items.jsonl"
        self.assertEqual(
            self.refused("import_dataset", "--study=x", file),
            "No study 'x'. Known studies: pilot.",
        )
        self.assertEqual(
            self.refused("import_responses", "--study=pilot", "--system=x", file),
            "The study 'pilot' has no system 'x'. Its systems: secret-alpha, secret-beta.",
        )
        self.assertEqual(
            self.refused("import_dataset", "--study=pilot", "nowhere.csv"),
            "nowhere.csv cannot be read: No such file or directory.",
        )

    def test_a_started_study_takes_nothing(self):
        make_running_study(slug="running")
        said = self.refused("import_dataset", "--study=running", EXAMPLES / "items.jsonl")
        self.assertIn("before a study starts", said)


class CreateStudyCommandTests(CommandTestCase):
    def test_example_file(self):
        said = self.run_command("create_study", EXAMPLES / "study.toml")
        self.assertIn("Made the study 'cough-pilot': 2 systems, 5 criteria, 3 raters", said)
        self.assertEqual(Study.objects.get().state, "draft")
        self.assertEqual(
            self.refused("create_study", EXAMPLES / "study.toml"),
            "The study “cough-pilot” exists already.",
        )
        self.assertEqual(Study.objects.count(), 1)

    def test_faults_are_listed(self):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "study.toml"
            file.write_text('slug = "s"\n')
            said = self.refused("create_study", file)
        self.assertIn("No study was made", said)
        self.assertIn("title", self.err.getvalue())
        self.assertIn("at least 2 are needed", self.err.getvalue())
        self.assertFalse(Study.objects.exists())

    def test_a_researcher_who_is_not_there(self):
        said = self.refused(
            "create_study", EXAMPLES / "study.toml", "--researcher=rosa@example.org"
        )
        self.assertIn("create_researcher makes one", said)
        self.assertFalse(Study.objects.exists())
