"""A study led through its states from the command line."""

import csv
import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.core.management import CommandError, call_command
from django.test import TestCase

from annotations.models import AuditEvent, Export, Study, StudyMember, StudyRater, User
from tests.factories import (
    add_rater,
    add_researcher,
    fill_study,
    make_running_study,
    make_study,
    make_user,
)
from tests.results import always, judge, unblind


def run(name: str, *args: object, **options: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, args), stdout=out, stderr=out, **options)
    return out.getvalue()


class LifecycleCommandTests(TestCase):
    def test_from_draft_to_unblinded(self):
        study = fill_study(make_study(slug="cough"), single_turn=2)
        rosa = add_researcher(study, make_user(email="rosa@example.org"))
        self.assertIn("cough runs: 2 comparisons (2 released)", run("start_study", "cough"))
        run("pause_study", "cough")
        run("resume_study", "cough")
        judge(study_now("cough"), add_rater(study), always("win"))
        self.assertIn("2 submissions", run("freeze_study", "cough", "--yes"))
        by = ("--by", "Rosa@example.org")
        run("unblind_study", "cough", "--yes", "--reason", "all is judged", *by)
        self.assertTrue(study_now("cough").is_unblinded)
        acts = study.audit_events.order_by("sequence").values_list("action", "actor")
        self.assertEqual(
            list(acts),
            [
                ("study.start", "system"),
                ("study.pause", "system"),
                ("study.resume", "system"),
                ("study.freeze", "system"),
                ("study.manifest", "system"),
                ("study.unblind", f"user:{rosa.key}"),
            ],
        )

    def test_what_a_state_does_not_allow_is_an_error_in_words(self):
        study = make_study()
        with self.assertRaisesMessage(CommandError, "in the state “Draft”"):
            run("freeze_study", study.slug, "--yes")
        with self.assertRaisesMessage(CommandError, "There is nothing to compare yet"):
            run("start_study", study.slug)

    def test_an_unknown_study_lists_the_known_ones(self):
        make_study(slug="known")
        with self.assertRaisesMessage(CommandError, "No study 'typo'. Known studies: known."):
            run("start_study", "typo")

    def test_only_a_researcher_of_the_study_can_be_named_as_acting(self):
        study = make_running_study()
        add_researcher(study, make_user(email="rosa@example.org"))
        analyst = make_user(email="ana@example.org")
        StudyMember.objects.create(study=study, user=analyst, role="analyst")
        for email in ("ana@example.org", "nobody@example.org"):
            with self.assertRaisesMessage(CommandError, "Its researchers: rosa@example.org."):
                run("pause_study", study.slug, "--by", email)
        self.assertEqual(study_now(study.slug).state, Study.State.RUNNING)


class ConfirmationTests(TestCase):
    def setUp(self):
        self.study = make_running_study()

    def answer(self, *lines: str) -> None:
        stdin = patch.object(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        with stdin, redirect_stdout(io.StringIO()):
            run("freeze_study", self.study.slug)

    def test_the_short_name_confirms(self):
        self.answer(self.study.slug)
        self.assertEqual(study_now(self.study.slug).state, Study.State.FROZEN)

    def test_anything_else_changes_nothing(self):
        for lines in (["yes"], [""], []):
            with self.subTest(lines), self.assertRaises(CommandError):
                self.answer(*lines)
        self.assertEqual(study_now(self.study.slug).state, Study.State.RUNNING)

    def test_unblinding_needs_a_reason(self):
        run("freeze_study", self.study.slug, "--yes")
        with self.assertRaisesMessage(CommandError, "--reason"):
            run("unblind_study", self.study.slug, "--yes")
        with self.assertRaisesMessage(CommandError, "the reason is recorded"):
            run("unblind_study", self.study.slug, "--yes", "--reason", " ")
        self.assertEqual(study_now(self.study.slug).state, Study.State.FROZEN)


class AddRaterTests(TestCase):
    def setUp(self):
        self.study = make_study(panel="fixed", raters_per_comparison=2)

    def test_a_new_physician_gets_the_next_seat(self):
        out = run("add_rater", self.study.slug, "--email", "Li@Example.org", "--name", "李医生")
        rater = StudyRater.objects.get()
        self.assertIn(f"{rater.pseudonym} is a rater of {self.study.slug}, seat 1.", out)
        self.assertEqual((rater.user.email, rater.user.name), ("li@example.org", "李医生"))
        self.assertFalse(rater.user.has_usable_password())

    def test_the_same_address_again_changes_nothing(self):
        for _ in range(2):
            run("add_rater", self.study.slug, "--email", "li@example.org")
        self.assertEqual((StudyRater.objects.count(), User.objects.count()), (1, 1))

    def test_without_an_address_it_is_somebody_new(self):
        for _ in range(2):
            run("add_rater", self.study.slug)
        self.assertEqual(StudyRater.objects.count(), 2)
        with self.assertRaisesMessage(CommandError, "all 2 seats are taken"):
            run("add_rater", self.study.slug)
        self.assertEqual(StudyRater.objects.count(), 2)

    def test_a_password_comes_from_a_file_and_must_be_good(self):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "password"
            for password, is_good in (("12345678", False), ("correct horse battery", True)):
                file.write_text(password + "\n")
                options = ("--email", "li@example.org", "--password-file", file)
                if is_good:
                    run("add_rater", self.study.slug, *options)
                else:
                    with self.assertRaises(CommandError):
                        run("add_rater", self.study.slug, *options)
        self.assertTrue(User.objects.get().check_password("correct horse battery"))

    def test_a_researcher_cannot_judge_their_own_study(self):
        rosa = add_researcher(self.study)
        with self.assertRaisesMessage(CommandError, "Nobody can run a study and judge in it."):
            run("add_rater", self.study.slug, "--email", rosa.email)


class ProgressTests(TestCase):
    def test_it_counts_and_says_nothing_by_system_that_was_chosen(self):
        study = make_running_study(single_turn=3, raters_per_comparison=1, repeat_share=0)
        rater = add_rater(study)
        judge(study, rater, always("tie"))
        out = run("study_progress", study.slug)
        self.assertEqual(
            out.splitlines(),
            [
                f"{study.slug}: running",
                "Comparisons: 3, released 3, stopped by a failed answer 0",
                "Judgments: 3 of 3, held by raters now 0",
                "Hidden repeats: 0 of 0",
                "Answers of secret-alpha: 3 complete, 0 being written, 0 waiting, 0 failed",
                "Answers of secret-beta: 3 complete, 0 being written, 0 waiting, 0 failed",
                f"Rater {rater.pseudonym}: 3 pairs, 0 repeats",
                *(
                    f"Chosen on {key}: left 0, tie 3, right 0, not applicable 0"
                    for key in study.criteria.values_list("key", flat=True)
                ),
            ],
        )


class ExportCommandTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=2, raters_per_comparison=1, repeat_share=0)
        judge(self.study, add_rater(self.study), always("win"))
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_a_blinded_study_has_counts_only(self):
        path = self.folder / "out.csv"
        with self.assertRaisesMessage(CommandError, "freeze the study, then unblind it"):
            run("export_judgments", self.study.slug, "--output", path)
        self.assertFalse(path.exists())
        run("export_judgments", self.study.slug, "--counts", "--output", path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            self.assertEqual(next(row["criterion"] for row in csv.DictReader(file)), "overall")

    def test_files_of_an_unblinded_study(self):
        unblind(self.study)
        for options, name in (
            ((), "judgments.csv"),
            (("--all-revisions",), "judgments-all-revisions.csv"),
            (("--format", "jsonl"), "judgments.jsonl"),
        ):
            path = self.folder / f"{self.study.slug}-{name}"
            out = run("export_judgments", self.study.slug, *options, "--output", path)
            record = Export.objects.latest("pk")
            self.assertEqual(record.filename, path.name)
            self.assertIn(f"Wrote {path}: 10 rows, SHA-256 {record.sha256}.", out)
            self.assertTrue(path.read_bytes())

    def test_marked_spans_have_a_file_and_a_codebook(self):
        with self.assertRaisesMessage(CommandError, "freeze the study, then unblind it"):
            run("export_judgments", self.study.slug, "--marked-spans")
        unblind(self.study)
        path = self.folder / f"{self.study.slug}-marked-spans.csv"
        out = run("export_judgments", self.study.slug, "--marked-spans", "--output", path)
        self.assertIn("0 rows", out)
        self.assertIn("quote,shown_sha256,type", path.read_text("utf-8-sig"))
        about = run("export_judgments", self.study.slug, "--marked-spans", "--codebook", "en")
        self.assertIn("severity: mild, moderate or severe", about)

    def test_a_file_that_is_there_stays_unless_told_otherwise(self):
        unblind(self.study)
        path = self.folder / "mine.csv"
        path.write_text("mine")
        with self.assertRaisesMessage(CommandError, "Add --overwrite"):
            run("export_judgments", self.study.slug, "--output", path)
        with self.assertRaisesMessage(CommandError, "There is no folder"):
            run("export_judgments", self.study.slug, "--output", self.folder / "no" / "x.csv")
        self.assertEqual(path.read_text(), "mine")
        self.assertFalse(AuditEvent.objects.filter(action="export.judgments").exists())
        run("export_judgments", self.study.slug, "--output", path, "--overwrite")
        self.assertNotEqual(path.read_text(encoding="utf-8"), "mine")

    def test_to_the_standard_output_goes_the_file_and_nothing_else(self):
        unblind(self.study)
        raw = io.BytesIO()
        with redirect_stdout(io.TextIOWrapper(raw, encoding="utf-8", write_through=True)) as text:
            run("export_judgments", self.study.slug, "--output", "-", "--format", "jsonl")
            self.assertEqual(raw.getvalue().count(b"\n"), 10)
            text.detach()

    def test_the_codebook_explains_every_column_in_both_languages(self):
        for language, words in (
            ("en", "choice: What was clicked"),
            ("zh-hans", "choice: 点击的选项"),
        ):
            self.assertIn(words, run("export_judgments", self.study.slug, "--codebook", language))


def study_now(slug: str) -> Study:
    return Study.objects.get(slug=slug)
