"""Guesses at the sources as a table: what was typed beside what stood there."""

import json

from django.db import transaction
from django.test import TestCase

from annotations.access import judged_assignment_of_rater
from annotations.assignment.services import claim_next_assignment
from annotations.exceptions import AnnotationsError, WrongState
from annotations.exports.services import export_table
from annotations.exports.writers import Format
from annotations.judging.guessing import guess_sources, guesses_of
from annotations.judging.services import submit_judgments
from annotations.models import AuditEvent, Study
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests.factories import add_rater, add_researcher, make_running_study, make_user
from tests.judging import entry_for


class SourceGuessesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(single_turn=5, raters_per_comparison=1, repeat_share=0)
        cls.rosa = add_researcher(cls.study)
        cls.rater = add_rater(cls.study)
        criteria = list(cls.study.criteria.all())
        while assignment := claim_next_assignment(study=cls.study, rater=cls.rater).assignment:
            entry = entry_for(criteria)
            submit_judgments(assignment=assignment, entry=entry, criteria=criteria)
        cls.rater.refresh_from_db()
        cls.drawn = [guess.assignment for guess in guesses_of(cls.study, cls.rater)]
        for assignment, left, right in zip(
            cls.drawn, ("华佗", "", "=GPT"), ("", "", "Claude"), strict=False
        ):
            cls.guess(assignment, left, right)

    @classmethod
    @transaction.atomic
    def guess(cls, assignment, left, right):
        user, study_id = cls.rater.user, cls.study.public_id
        locked = judged_assignment_of_rater(user, study_id, assignment.token, locked=True)
        guess_sources(assignment=locked, left=left, right=right)

    def export(self, by=None, form=Format.JSONL):
        return export_table(study=self.study, by=by, what="source-guesses", form=form)

    def unblind(self):
        freeze_study(study=self.study, by=self.rosa)
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")

    def test_nothing_leaves_a_blinded_study_or_to_somebody_else(self):
        with self.assertRaises(WrongState):
            self.export()
        freeze_study(study=Study.objects.get(pk=self.study.pk), by=None)
        with self.assertRaises(WrongState):
            self.export()
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")
        with self.assertRaises(AnnotationsError):
            self.export(by=make_user())
        self.assertFalse(AuditEvent.objects.filter(action__startswith="export").exists())

    def test_each_guess_stands_beside_the_system_that_wrote_it(self):
        self.unblind()
        with self.export(by=self.rosa).stream as stream:
            rows = [json.loads(line) for line in stream]
        keys = ("left_guess", "left_is_unknown", "right_guess", "right_is_unknown")
        answers = [[row[key] for key in keys] for row in rows]
        self.assertEqual(
            answers,
            [
                ["华佗", False, "", True],
                ["", True, "", True],
                ["=GPT", False, "Claude", False],
                ["", None, "", None],
            ],
        )
        for row, assignment in zip(rows, self.drawn, strict=True):
            systems = ["secret-alpha", "secret-beta"]
            if assignment.slot.swapped:
                systems.reverse()
            self.assertEqual([row["left_system"], row["right_system"]], systems)
            self.assertEqual(row["item"], assignment.comparison.item.external_id)
            self.assertEqual(row["rater"], self.rater.pseudonym)
        self.assertEqual([row["position"] for row in rows], [1, 2, 3, 4])
        self.assertEqual([row["answered_at"] is None for row in rows], [False] * 3 + [True])

    def test_a_spreadsheet_computes_nothing_and_the_file_is_recorded(self):
        self.unblind()
        file = self.export(by=self.rosa, form=Format.CSV)
        with file.stream as stream:
            self.assertIn("'=GPT", stream.read().decode("utf-8-sig"))
        self.assertEqual(file.record.row_count, 4)
        self.assertEqual(file.record.filename, f"{self.study.slug}-source-guesses.csv")
        self.assertTrue(AuditEvent.objects.filter(action="export.source-guesses").exists())
