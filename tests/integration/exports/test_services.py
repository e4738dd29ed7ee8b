"""An export is refused while a study is blinded, right afterwards, and always recorded."""

import csv
import io
import json
from collections import Counter
from hashlib import sha256

from django.test import TestCase

from annotations.exceptions import AnnotationsError, WrongState
from annotations.exports.services import export_counts, export_judgments
from annotations.exports.writers import Format
from annotations.ledger import first_broken_link
from annotations.models import Assignment, AuditEvent, Export, Judgment, StudyMember, Submission
from annotations.studies.lifecycle import freeze_study
from tests.factories import add_rater, add_researcher, make_running_study, make_user
from tests.results import always, judge, unblind


def rows_of(exported) -> list[dict]:
    with exported.stream as stream:
        text = stream.read().decode("utf-8-sig")
    if exported.filename.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text, newline="")))


class JudgmentsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            single_turn=15,
            multi_turn=5,
            raters_per_comparison=2,
            panel="fixed",
            repeat_share="0.2",
            scale="five_point",
            before=lambda draft: draft.items.update(
                category="内科", specialty="Cardiology, general"
            ),
        )
        cls.raters = [add_rater(cls.study), add_rater(cls.study)]
        judge(cls.study, cls.raters[0], always("win"), strength="much", comment="=左边更好")
        judge(cls.study, cls.raters[1], always("loss"), active_seconds=12.5)
        cls.rosa = add_researcher(cls.study)
        unblind(cls.study)

    def export(self, **options):
        return export_judgments(study=self.study, by=self.rosa, **options)

    def test_one_row_per_judgment_of_a_current_revision(self):
        rows = rows_of(self.export())
        submissions = self.study.submissions.count()
        self.assertEqual(len(rows), 5 * submissions)
        self.assertEqual(len({row["submission"] for row in rows}), submissions)
        kinds = Counter(row["kind"] for row in rows)
        self.assertEqual(kinds["first"], 5 * 2 * 20)
        self.assertEqual(kinds["repeat"], 5 * (submissions - 2 * 20))
        self.assertGreater(kinds["repeat"], 0)

    def test_outcomes_are_what_the_raters_thought_and_sides_what_they_saw(self):
        for row in rows_of(self.export()):
            first = row["rater"] == self.raters[0].pseudonym
            self.assertEqual(row["outcome_a"], "win" if first else "loss")
            chosen = row["left_system"] if row["choice"] == "left" else "the right one"
            preferred = row["system_a"] if first else row["system_b"]
            self.assertEqual(chosen == preferred, row["choice"] == "left")

    def test_a_row_has_the_value_of_every_column(self):
        submission = self.study.submissions.select_related("assignment__slot").get(sequence=1)
        found = rows_of(self.export(form=Format.JSONL))[0]
        item = submission.assignment.comparison.item
        self.assertEqual(
            found,
            {
                "study": self.study.slug,
                "item": item.external_id,
                "task_type": item.kind,
                "category": "内科",
                "specialty": "Cardiology, general",
                "language": "en",
                "criterion": "overall",
                "system_a": "secret-alpha",
                "system_b": "secret-beta",
                "left_system": "secret-beta"
                if submission.assignment.slot.swapped
                else "secret-alpha",
                "choice": "right" if submission.assignment.slot.swapped else "left",
                "strength": "much",
                "both_bad": False,
                "outcome_a": "win",
                "in_analysis_set": True,
                "rater": self.raters[0].pseudonym,
                "kind": "first",
                "seat": 1,
                "revision": 1,
                "is_current": True,
                "is_withdrawn": False,
                "opened_at": submission.opened_at.isoformat(timespec="microseconds"),
                "submitted_at": submission.submitted_at.isoformat(timespec="microseconds"),
                "active_seconds": None,
                "recognised": False,
                "harm_left": False,
                "harm_right": False,
                "comment": "=左边更好",
                "reason": "",
                "supersedes": None,
                "previous_choice": None,
                "guideline_version": None,
                "submission": 1,
                "content_sha256": submission.content_sha256,
                "previous_hash": submission.previous_hash,
                "hash": submission.hash,
            },
        )

    def test_csv_and_jsonl_say_the_same(self):
        def plain(value):
            if value is None or isinstance(value, bool):
                return {None: "", True: "true", False: "false"}[value]
            text = str(value)
            return f"'{text}" if text.startswith("=") else text

        lines = rows_of(self.export(form=Format.JSONL))
        cells = [{key: plain(value) for key, value in row.items()} for row in lines]
        self.assertEqual(rows_of(self.export()), cells)

    def test_all_revisions_hold_the_chain(self):
        first = self.study.submissions.get(sequence=1)
        self.assertEqual(
            len(rows_of(self.export(all_revisions=True))), 5 * self.study.submissions.count()
        )
        links = {
            row["submission"]: (row["content_sha256"], row["previous_hash"], row["hash"])
            for row in rows_of(self.export(all_revisions=True, form=Format.JSONL))
        }
        self.assertIsNone(first_broken_link((number, *links[number]) for number in sorted(links)))
        links[1] = ("0" * 64, *links[1][1:])
        self.assertEqual(first_broken_link((n, *links[n]) for n in sorted(links)), 1)
        self.assertEqual(links[2][1], first.hash)

    def test_it_is_recorded_with_its_hash_and_the_head(self):
        exported = self.export()
        data = exported.stream.read()
        exported.stream.close()
        record = Export.objects.get()
        head = self.study.submissions.order_by("-sequence").first()
        self.assertEqual(
            (record.sha256, record.row_count, record.chain_head, record.profile, record.actor),
            (
                sha256(data).hexdigest(),
                Judgment.objects.count(),
                head.hash,
                "pseudonymised",
                f"user:{self.rosa.key}",
            ),
        )
        self.assertEqual(record.filename, f"{self.study.slug}-judgments.csv")
        event = AuditEvent.objects.get(action="export.judgments")
        self.assertEqual((event.target, event.data["sha256"]), (record.filename, record.sha256))

    def test_the_same_study_gives_the_same_bytes(self):
        for form in Format:
            first, second = self.export(form=form), self.export(form=form)
            with first.stream, second.stream:
                self.assertEqual(first.stream.read(), second.stream.read())

    def test_no_name_address_or_number_of_a_person_leaves(self):
        with self.export(all_revisions=True).stream as stream:
            text = stream.read().decode()
        for user in (*(rater.user for rater in self.raters), self.rosa):
            for secret in (user.name, user.email, user.key):
                if secret:
                    self.assertNotIn(secret, text)
        for token in Assignment.objects.values_list("token", flat=True):
            self.assertNotIn(token, text)

    def test_statements_do_not_grow_with_the_rows(self):
        small = make_running_study(single_turn=1, raters_per_comparison=1)
        unblind(small)
        add_researcher(small, self.rosa)
        for study in (self.study, small):
            with self.assertNumQueries(11):
                export_judgments(study=study, by=self.rosa).stream.close()

    def test_only_the_studys_members_may_have_it(self):
        for user in (make_user(), self.raters[0].user):
            with self.assertRaises(AnnotationsError):
                export_judgments(study=self.study, by=user)
        self.assertFalse(Export.objects.exists())
        analyst = make_user()
        StudyMember.objects.create(study=self.study, user=analyst, role="analyst")
        export_judgments(study=self.study, by=analyst).stream.close()


class BlindedTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=3, raters_per_comparison=1, repeat_share=0)
        judge(self.study, add_rater(self.study), always("win"))
        self.rosa = add_researcher(self.study)

    def test_judgments_are_refused_until_the_unblinding(self):
        for prepare in (lambda: None, lambda: freeze_study(study=self.study, by=self.rosa)):
            prepare()
            with self.assertRaisesMessage(WrongState, "freeze the study, then unblind it"):
                export_judgments(study=self.study, by=self.rosa)
        self.assertFalse(Export.objects.exists())
        unblind(self.study)
        self.assertEqual(len(rows_of(export_judgments(study=self.study, by=self.rosa))), 15)

    def test_counts_may_be_had_at_any_time_and_name_no_system(self):
        exported = export_counts(study=self.study, by=self.rosa)
        rows = rows_of(exported)
        self.assertNotIn("secret-", str(rows))
        clicked = Counter(
            Judgment.objects.filter(criterion__key="overall").values_list("choice", flat=True)
        )
        self.assertEqual(
            rows[0],
            {
                "study": self.study.slug,
                "criterion": "overall",
                "left": str(clicked["left"]),
                "tie": "0",
                "right": str(clicked["right"]),
                "not_applicable": "0",
            },
        )
        self.assertEqual(len(rows), 5)
        self.assertEqual(
            Export.objects.get().chain_head, Submission.objects.latest("sequence").hash
        )
