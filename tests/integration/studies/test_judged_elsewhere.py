"""Judgments made elsewhere: a study of their own, marked, frozen, unblinded and analysed."""

import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import TestCase

from annotations.analysis.report import build_report
from annotations.analysis.tables import result_tables
from annotations.datasets.parsing import Content, Request, parse
from annotations.datasets.rows import ParsedFile, Reason
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import AuditEvent, Item, Response, Study, Submission, System
from annotations.studies.elsewhere.services import import_judgments
from annotations.studies.lifecycle import freeze_study, resume_study, start_study, unblind_study
from annotations.studies.verification import verify_study
from tests import factories
from tests.bundles import bundle_bytes, unpacked
from tests.unit.datasets.files import csv_text
from tests.unit.datasets.test_items import faults

HEADER = ("external_id", "left", "right", "rater", "criterion", "choice", "judged_at", "comment")
A, B = "secret-alpha", "secret-beta"
# Alpha wins twice for rater 07 and once for the other, who prefers beta once; one tie.
ROWS = (
    ("q1", A, B, "07", "overall", "left", "2023-03-01 09:30", "clear"),
    ("q1", A, B, "07", "accuracy", "tie", "2023-03-01 09:31", ""),
    ("q2", B, A, "07", "overall", "right", "2023-03-01 10:00", ""),
    ("q1", B, A, "王医生", "overall", "secret-alpha", "2023-03-02", ""),
    ("q2", A, B, "王医生", "overall", "b", "", ""),
    ("q3", A, B, "王医生", "overall", "平局", "2023-03-02T08:00:00+08:00", ""),
)


def judgments(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> ParsedFile:
    return parse("f.csv", csv_text(header, *rows).encode(), Request(Content.JUDGMENTS))


class JudgedElsewhereTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study(
            slug="old", criteria=("overall", "accuracy"), panel=Study.Panel.FIXED
        )
        systems = list(cls.study.systems.order_by("position"))
        for name in ("q1", "q2", "q3"):
            item = factories.make_item(cls.study, external_id=name)
            for system in systems:
                factories.make_response(item, system)

    def bring(self, *rows: tuple[str, ...], **options: bool):
        return import_judgments(
            study=self.study, files=[judgments(*(rows or ROWS))], by=None, **options
        )


class ImportingTests(JudgedElsewhereTestCase):
    def test_who_stood_where_and_what_was_chosen_is_kept(self):
        report = self.bring()
        told = (report.written, report.raters, report.comparisons, report.submissions)
        self.assertEqual((*told, report.judgments), (True, 2, 3, 5, 6))
        rows = Submission.objects.order_by("sequence").values_list(
            "origin", "assignment__comparison__item__external_id", "assignment__slot__swapped"
        )
        self.assertEqual(
            sorted(rows),
            sorted(
                [
                    ("imported", "q1", False),
                    ("imported", "q2", True),
                    ("imported", "q1", True),
                    ("imported", "q2", False),
                    ("imported", "q3", False),
                ]
            ),
        )
        first = Submission.objects.get(comment="clear")
        self.assertEqual(f"{first.submitted_at:%Y-%m-%d %H:%M}", "2023-03-01 09:31")
        self.assertEqual(
            sorted(first.judgments.values_list("criterion__key", "choice")),
            [("accuracy", "tie"), ("overall", "left")],
        )
        # A code stays, a person's name does not.
        pseudonyms = {rater.pseudonym for rater in self.study.raters.all()}
        self.assertIn("07", pseudonyms)
        self.assertNotIn("王医生", pseudonyms)
        self.study.refresh_from_db()
        self.assertEqual((self.study.state, self.study.judged_elsewhere), ("paused", True))

    def test_the_record_says_that_they_were_imported(self):
        self.bring()
        (event,) = AuditEvent.objects.filter(study=self.study, action="judgments.import")
        told = {key: event.data[key] for key in ("submissions", "judgments", "without_time")}
        self.assertEqual(told, {"submissions": 5, "judgments": 6, "without_time": 1})
        self.assertEqual(event.data["files"][0]["name"], "f.csv")
        self.assertNotIn("王医生", str(event.data))
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))

    def test_frozen_unblinded_and_analysed_like_any_other(self):
        self.bring()
        freeze_study(study=self.study, by=None)
        unblind_study(study=self.study, by=None, reason="An old study.")
        self.study.refresh_from_db()
        report = build_report(self.study, rounds=10)
        counts = report.primary.results.pairs[0].result.counts
        self.assertEqual((report.flow.analysed, report.flow.judgments[0].losses), (5, ()))
        self.assertEqual((counts.wins, counts.ties, counts.losses), (3, 1, 1))
        tables = {table.name: table for table in result_tables(self.study)}
        self.assertTrue(tables["win_tie_loss"].rows)

    def test_the_bundle_checks_itself_and_tells_them_apart(self):
        self.bring()
        freeze_study(study=self.study, by=None)
        unblind_study(study=self.study, by=None, reason="An old study.")
        self.study.refresh_from_db()
        with unpacked(bundle_bytes(self.study)) as bundle:
            found = bundle.verify()
            self.assertEqual(found.returncode, 0, found.stdout)
            rows = list(bundle.rows("data/judgments"))
        self.assertEqual({row["kind"] for row in rows}, {"imported"})
        self.assertEqual(sum(row["in_analysis_set"] for row in rows), 6)

    def test_without_sides_the_record_says_so(self):
        header = ("external_id", "system_a", "system_b", "rater", "choice")
        file = judgments(("q1", A, B, "1", "a"), ("q2", A, B, "1", "tie"), header=header)
        import_judgments(study=self.study, files=[file], by=None)
        (event,) = AuditEvent.objects.filter(action="judgments.import")
        self.assertEqual(event.data["without_sides"], 2)


class RefusingTests(JudgedElsewhereTestCase):
    def assert_nothing(self) -> None:
        self.study.refresh_from_db()
        self.assertEqual((self.study.state, self.study.judged_elsewhere), ("draft", False))
        self.assertFalse(Submission.objects.exists())
        self.assertFalse(self.study.raters.exists())

    def test_every_bad_row_at_once(self):
        report = self.bring(
            *ROWS[:1],
            ("q9", A, B, "1", "overall", "left", "", ""),
            ("q1", A, "nobody", "1", "overall", "left", "", ""),
            ("q1", A, B, "1", "beauty", "left", "", ""),
            ("q1", A, A, "1", "overall", "left", "", ""),
            ("q1", A, B, "1", "overall", "perhaps", "", ""),
            ("q1", A, B, "1", "overall", "left", "yesterday", ""),
            ("q1", B, A, "07", "accuracy", "left", "", ""),
            ("q1", A, B, "07", "overall", "tie", "", ""),
            ("q2", A, B, "2", "accuracy", "left", "", ""),
        )
        told = faults(ParsedFile("f", "", errors=report.errors))
        self.assertEqual(
            told,
            [
                (3, "external_id", Reason.UNKNOWN_ITEM),
                (4, "right", Reason.UNKNOWN_NAME),
                (5, "criterion", Reason.UNKNOWN_NAME),
                (6, "right", Reason.SAME_SYSTEM),
                (7, "choice", Reason.UNKNOWN_VALUE),
                (8, "judged_at", Reason.NOT_A_MOMENT),
                (9, "", Reason.SIDES_DIFFER),
                (10, "", Reason.JUDGED_TWICE),
                (11, "criterion", Reason.NO_PRIMARY),
            ],
        )
        self.assert_nothing()

    def test_a_study_is_judged_here_or_elsewhere(self):
        factories.add_rater(factories.make_study(slug="other"))
        rater = factories.add_rater(self.study, seat=1)
        with self.assertRaisesMessage(AnnotationsError, "Raters were invited"):
            self.bring()
        rater.delete()
        self.bring()
        with self.assertRaisesMessage(WrongState, "imported already"):
            self.bring()
        self.assertEqual(Submission.objects.count(), 5)
        self.assertEqual(AuditEvent.objects.filter(action="judgments.import").count(), 1)

    def test_a_running_study_takes_none(self):
        study = start_study(study=self.study, by=None)
        with self.assertRaisesMessage(WrongState, "into a draft only"):
            import_judgments(study=study, files=[judgments(*ROWS)], by=None)

    def test_the_database_keeps_the_two_apart(self):
        self.bring()
        resume_study(study=self.study, by=None)
        stored = Submission.objects.order_by("sequence").first()
        stored.pk, stored.revision, stored.supersedes_id = None, 2, stored.pk
        stored.origin, stored.idempotency_key = Submission.Origin.HERE, "k"
        apart = "either here or elsewhere"
        with self.assertRaisesMessage(IntegrityError, apart), transaction.atomic():
            stored.save(force_insert=True)
        with self.assertRaisesMessage(IntegrityError, "its rules are final"), transaction.atomic():
            Study.objects.filter(pk=self.study.pk).update(judged_elsewhere=False)


class MakingWhatIsMissingTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_study(slug="bare", criteria=("overall",))

    def test_items_systems_and_answers_without_their_texts(self):
        rows = [("q1", "GPT-4", "HuatuoGPT", "1", "overall", "left", "", "")]
        report = import_judgments(
            study=self.study, files=[judgments(*rows)], by=None, makes_missing=True
        )
        self.assertEqual(report.made, {"systems": 2, "items": 1, "responses": 2})
        self.assertEqual(System.objects.filter(study=self.study).count(), 4)
        self.assertEqual(Item.objects.get().prompt, "(text not imported)")
        self.assertEqual(Response.objects.filter(extra__text_imported=False).count(), 2)

    def test_the_command_reads_columns_by_their_names(self):
        table = csv_text(
            ("题号", "左", "右", "评审医生", "结果"),
            ("q1", "GPT-4", "HuatuoGPT", "D01", "左"),
            ("q2", "HuatuoGPT", "GPT-4", "D01", "平局"),
        )
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "old.csv"
            file.write_bytes(table.encode("gb18030"))
            out, err = StringIO(), StringIO()
            arguments = ("import_judgments", "--study=bare", str(file))
            with self.assertRaisesMessage(CommandError, "2 bad rows"):
                call_command(*arguments, stdout=out, stderr=err, no_color=True)
            self.assertIn("“GPT-4” is referred to and not defined", err.getvalue())
            call_command(*arguments, "--make-missing", stdout=out, no_color=True)
        self.assertIn("Imported 2 judgments in 2 submissions of 1 raters", out.getvalue())
        self.assertEqual(self.study.raters.get().pseudonym, "D01")

    def test_columns_are_named_on_the_command_line(self):
        table = csv_text(
            ("q", "left", "right", "who", "choice"), ("q1", "GPT-4", "HuatuoGPT", "D01", "left")
        )
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "old.csv"
            file.write_text(table)
            arguments = ("import_judgments", "--study=bare", "--make-missing", str(file))
            named = ("--column", "external_id=q", "--column", "rater=who")
            for wrong, told in (
                ("rater=whom", "no column “whom”"),
                ("name=who", "not field=column"),
            ):
                with self.assertRaisesMessage(CommandError, told):
                    call_command(*arguments, "--column", wrong, no_color=True)
            call_command(*arguments, *named, stdout=StringIO(), no_color=True)
        self.assertEqual(self.study.raters.get().pseudonym, "D01")
