"""What raters handed on and reported, as tables: after the unblinding, with what stood where."""

import json

from django.test import TestCase

from annotations.comparisons.exclusion import withdraw_item
from annotations.exceptions import AnnotationsError, WrongState
from annotations.exports.services import export_table
from annotations.exports.writers import Format
from annotations.judging.reporting import report_problem
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests.factories import add_rater, add_researcher, make_running_study, make_user
from tests.judging import claim, decline, locked, submit


class FeedbackExportTests(TestCase):
    def setUp(self):
        self.study = make_running_study(single_turn=3, raters_per_comparison=1, repeat_share=0)
        self.rosa = add_researcher(self.study)
        self.rater = add_rater(self.study)
        self.first = claim(self.rater).assignment
        decline(self.first, "other", "=My own patient")
        self.second = claim(self.rater).assignment
        report_problem(assignment=locked(self.second), text="剂量错了", idempotency_key="a" * 32)
        submit(self.second)

    def unblind(self):
        freeze_study(study=self.study, by=self.rosa)
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")

    def text(self, what: str, form: Format = Format.CSV) -> str:
        with export_table(study=self.study, by=self.rosa, what=what, form=form).stream as stream:
            return stream.read().decode()

    def rows(self, what: str) -> list[dict]:
        return [json.loads(line) for line in self.text(what, Format.JSONL).splitlines()]

    def test_nothing_leaves_a_blinded_study_or_to_somebody_else(self):
        for what in ("handed-on", "problem-reports"):
            with self.assertRaises(WrongState):
                export_table(study=self.study, by=self.rosa, what=what)
        self.unblind()
        for what in ("handed-on", "problem-reports"):
            with self.assertRaises(AnnotationsError):
                export_table(study=self.study, by=make_user(), what=what)

    def test_a_pair_that_was_handed_on(self):
        self.unblind()
        [row] = self.rows("handed-on")
        expected = {
            "study": self.study.slug,
            "item": self.first.comparison.item.external_id,
            "system_a": "secret-alpha",
            "left_system": "secret-beta" if self.first.slot.swapped else "secret-alpha",
            "rater": self.rater.pseudonym,
            "kind": "first",
            "seat": None,
            "reason": "other",
            "note": "=My own patient",
            "is_withdrawn": False,
        }
        self.assertEqual(row | expected, row)
        self.assertLess(row["opened_at"], row["declined_at"])
        self.assertIn("'=My own patient", self.text("handed-on"))

    def test_a_report_and_what_became_of_it(self):
        item = self.second.comparison.item
        withdraw_item(study=self.study, item=item, by=self.rosa, reason="Wrong dose.")
        self.unblind()
        [row] = self.rows("problem-reports")
        expected = {
            "item": item.external_id,
            "left_system": "secret-beta" if self.second.slot.swapped else "secret-alpha",
            "text": "剂量错了",
            "is_withdrawn": True,
        }
        self.assertEqual(row | expected, row)
        self.assertLess(row["reported_at"], row["settled_at"])

    def test_repeating_it_gives_the_same_bytes(self):
        self.unblind()
        for what in ("handed-on", "problem-reports"):
            self.assertEqual(self.text(what), self.text(what))
