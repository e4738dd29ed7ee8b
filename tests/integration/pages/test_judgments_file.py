"""A file of judgments made elsewhere in the set-up: corrected, previewed, imported, marked."""

from django.test import TestCase

from annotations.analysis.report import build_report
from annotations.analysis.tables import result_tables
from annotations.analysis.telling.report import sections
from annotations.exports.paper.methods import methods_paragraphs, results_paragraphs
from annotations.models import Submission, Upload
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests import factories
from tests.asking import Program, secret_for
from tests.integration.pages.test_files import FilesTestCase
from tests.unit.datasets.files import csv_text

HEADER = ("题号", "System A", "System B", "谁", "结果", "意见")
ROWS = (
    ("q1", "secret-alpha", "secret-beta", "D01", "a", "清楚"),
    ("q2", "secret-beta", "secret-alpha", "D01", "tie", ""),
    ("q1", "secret-alpha", "secret-beta", "王医生", "secret-beta", ""),
)


class JudgmentsFileTests(FilesTestCase):
    def send_judgments(self, *rows: tuple[str, ...]) -> None:
        self.send(csv_text(HEADER, *(rows or ROWS)).encode("gb18030"), "old.csv")
        # Nobody could guess whose name stands under 谁.
        self.act("map_columns", content="judgments")
        self.page = self.act("map_columns", **self.choices(**{"field-rater": "column:谁"}))

    def test_corrected_previewed_imported_once_and_marked_everywhere(self):
        self.send_judgments()
        told = self.page.context["report"]
        self.assertEqual((told.bad_rows, told.written), (3, False))
        self.assertContains(self.page, "the study has no item “q1”")
        self.page = self.act("map_columns", **self.choices(makes_missing="on"))
        told = self.page.context["report"]
        self.assertEqual((told.judgments, told.raters, told.without_sides), (3, 2, 3))
        self.assertContains(self.page, "(side unknown)")
        self.assertFalse(Submission.objects.exists())
        self.assertEqual(self.study.items.count(), 0)
        page = self.act("import_file")
        self.assertContains(page, "Imported: 3 judgments of 2 raters.")
        self.assertContains(page, "Judged elsewhere")
        self.assertContains(page, "Freeze the study, then unblind it")
        origins = set(Submission.objects.values_list("origin", flat=True))
        self.assertEqual((origins, Upload.objects.count()), ({"imported"}, 0))
        listed = self.client.get("/studies/")
        self.assertContains(listed, "Judged elsewhere")
        self.study.refresh_from_db()
        told = Program(secret_for(self.rosa)).get(f"studies/{self.study.slug}/").json()
        self.assertTrue(told["judged_elsewhere"])

    def test_a_paper_claims_neither_blinding_nor_a_protocol_of_what_was_imported(self):
        self.send_judgments()
        self.act("map_columns", **self.choices(makes_missing="on"))
        self.act("import_file")
        freeze_study(study=self.study, by=None)
        unblind_study(study=self.study, by=None, reason="An old study.")
        self.study.refresh_from_db()
        results = build_report(self.study, rounds=10)
        design = methods_paragraphs(self.study, results)[0]
        self.assertIn("imported from a file", design)
        for claim in ("blinded to which", "drawn beforehand", "before the first judgment"):
            self.assertNotIn(claim, design)
        self.assertTrue(result_tables(self.study))
        # The file names two systems and no sides: nothing is said of sides that nobody knows.
        self.assertFalse(results.rules.sides_known)
        raters = next(one for one in sections(results) if one.key == "raters")
        self.assertNotIn("sides", [figure.key for figure in raters.figures])
        self.assertIn("cannot be said", raters.warnings[0])
        self.assertNotIn("left answer", " ".join(results_paragraphs(results)))

    def test_bad_rows_stop_it_and_are_downloaded(self):
        self.send_judgments(*ROWS, ("q1", "secret-alpha", "secret-beta", "D02", "perhaps", ""))
        self.page = self.act("map_columns", **self.choices(makes_missing="on"))
        self.assertEqual([one.row for one in self.page.context["bad"]], [5])
        self.assertContains(self.act("import_file"), "Nothing was imported")
        self.assertFalse(Submission.objects.exists())
        url = self.url("bad_rows", token=Upload.objects.get().token)
        rows = b"".join(self.client.get(url).streaming_content).decode("utf-8-sig")
        self.assertIn("perhaps", rows)
        self.assertNotIn("清楚", rows)

    def test_it_is_recognised_by_its_columns(self):
        header = ("item", "left", "right", "rater", "choice")
        self.send(csv_text(header, ("q1", "secret-alpha", "secret-beta", "1", "left")).encode())
        self.assertEqual(Upload.objects.get().choices["content"], "judgments")

    def test_a_study_with_raters_refuses_it_in_a_sentence(self):
        factories.add_rater(self.study)
        self.send_judgments()
        self.assertContains(self.page, "Raters were invited to this study")


class JudgmentsByProgramTests(TestCase):
    def test_previewed_and_imported(self):
        study = factories.make_study()
        program = Program(secret_for(factories.add_researcher(study)))
        row = {"external_id": "q1", "left": "A", "right": "B", "rater": "1", "choice": "left"}
        path = f"studies/{study.slug}/judgments/"
        sent = {"rows": [row], "preview": True}
        told = program.post(path, sent).json()
        self.assertEqual(
            [one["code"] for one in told["errors"]],
            ["unknown_item", "unknown_name", "unknown_name"],
        )
        told = program.post(path, sent | {"makes_missing": True}).json()
        self.assertEqual((told["judgments"], told["made"]["systems"]), (1, 2))
        self.assertFalse(Submission.objects.exists())
        self.assertEqual(program.post(path, {"rows": [row]}).status_code, 422)
        answer = program.post(path, {"rows": [row], "makes_missing": True})
        self.assertEqual(answer.status_code, 200, answer.content)
        self.assertEqual(program.post(path, {"rows": [row]}).status_code, 409)
        self.assertEqual(Submission.objects.get().origin, "imported")
