"""The file of all revisions tells every change: who, when, why, and from what to what."""

import json
from datetime import datetime

from django.test import TestCase
from django.utils import timezone

from annotations.access import judged_assignment_of_rater
from annotations.assignment.services import claim_next_assignment
from annotations.exports.services import export_judgments
from annotations.exports.writers import Format
from annotations.judging.revising import revise_judgments
from annotations.judging.services import submit_judgments
from annotations.models import Study, StudyRater
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests.factories import add_rater, make_running_study
from tests.judging import entry_for


class RevisionsTests(TestCase):
    def setUp(self):
        study = make_running_study(single_turn=1, raters_per_comparison=1, repeat_share=0)
        rater = add_rater(study)
        self.adopt_guideline(2)
        study.refresh_from_db()
        criteria = list(study.criteria.all())
        held = claim_next_assignment(study=study, rater=rater).assignment
        submit_judgments(assignment=held, entry=entry_for(criteria), criteria=criteria)
        self.adopt_guideline(3)
        for based_on, choice, reason in ((1, "tie", "slip"), (2, "right", "other: A textbook")):
            revise_judgments(
                assignment=judged_assignment_of_rater(
                    rater.user, study.public_id, held.token, locked=True
                ),
                entry=entry_for(criteria, choice, reason=reason),
                criteria=criteria,
                based_on=based_on,
                opened_at=timezone.now(),
            )
        self.rater = rater
        study = freeze_study(study=study, by=None)
        self.study = unblind_study(study=study, by=None, reason="All is judged.")

    def adopt_guideline(self, version: int) -> None:
        Study.objects.update(guideline_version=version)
        StudyRater.objects.update(guideline_accepted=version)

    def rows(self, *, all_revisions: bool):
        file = export_judgments(
            study=self.study, by=None, form=Format.JSONL, all_revisions=all_revisions
        )
        with file.stream as stream:
            rows = [json.loads(line) for line in stream]
        return [row for row in rows if row["criterion"] == "overall"]

    def test_every_change_is_told_in_full(self):
        rows = self.rows(all_revisions=True)
        keys = (
            "revision",
            "previous_choice",
            "choice",
            "reason",
            "supersedes",
            "guideline_version",
        )
        self.assertEqual(
            [tuple(row[key] for key in keys) for row in rows],
            [
                (1, None, "left", "", None, 2),
                (2, "left", "tie", "slip", 1, 3),
                (3, "tie", "right", "other: A textbook", 2, 3),
            ],
        )
        self.assertEqual({row["rater"] for row in rows}, {self.rater.pseudonym})
        times = [datetime.fromisoformat(row["submitted_at"]) for row in rows]
        self.assertEqual(times, sorted(times))
        self.assertEqual([row["is_current"] for row in rows], [False, False, True])

    def test_the_results_go_by_the_latest(self):
        (row,) = self.rows(all_revisions=False)
        self.assertEqual((row["revision"], row["in_analysis_set"]), (3, True))
