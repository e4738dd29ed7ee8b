"""A submission that says nothing on a criterion is told of, and excluded from nothing else."""

from dataclasses import replace

from django.test import TestCase

from annotations.analysis.computing import criterion_reports
from annotations.analysis.judged import judged
from annotations.analysis.raw import read_raw
from annotations.analysis.report import build_report
from annotations.analysis.telling.report import sections
from annotations.judging.services import submit_judgments
from annotations.stats.sanity import Problem
from tests.bundles import bundle_bytes, unpacked
from tests.factories import add_rater, make_running_study
from tests.judging import claim, entry_for, locked
from tests.results import always, judge, unblind

KEYS = ("overall", "accuracy", "richness")
MISSING = 3


class MissingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        study = make_running_study(criteria=KEYS, single_turn=6, raters_per_comparison=2)
        careful, sparing = (add_rater(study) for _ in range(2))
        judge(study, careful, always("win"))
        # No page does this, and nothing in the database refuses it: whoever writes there can.
        asked = [one for one in study.criteria.all() if one.key != "accuracy"]
        for _ in range(MISSING):
            held = locked(claim(sparing).assignment)
            submit_judgments(assignment=held, entry=entry_for(asked), criteria=asked)
        judge(study, sparing, always("win"))
        cls.study = unblind(study)
        cls.results = build_report(cls.study, rounds=50)

    def missing(self, reports) -> dict[str, int]:
        return {
            one.key: finding.count
            for one in reports
            for finding in one.results.findings
            if finding.problem == Problem.MISSING
        }

    def test_it_is_counted_for_its_criterion_alone(self):
        self.assertEqual(self.missing(self.results.criteria), {"accuracy": MISSING})
        judgments = {one.key: one.results.sample.judgments for one in self.results.criteria}
        self.assertEqual(judgments, {"overall": 12, "accuracy": 12 - MISSING, "richness": 12})

    def test_the_report_says_so_beside_what_was_counted(self):
        told = {section.key: " ".join(section.warnings) for section in sections(self.results)}
        self.assertIn("Accuracy: 3 submissions hold no judgment of it", told["counted"])
        self.assertNotIn("hold no judgment", told["primary"])

    def test_a_file_of_judgments_may_hold_some_criteria_only(self):
        rows = judged(read_raw(self.study))
        rules = replace(self.results.rules, judges_every_criterion=False)
        self.assertEqual(self.missing(criterion_reports(rows, rows.standing, rules)), {})

    def test_whoever_has_the_bundle_counts_the_same(self):
        with unpacked(bundle_bytes(self.study)) as bundle:
            rows = bundle.rows("results/findings")
            (row,) = (one for one in rows if one["problem"] == "missing")
            self.assertEqual((row["criterion"], row["count"]), ("accuracy", MISSING))
            self.assertEqual(bundle.verify().returncode, 0, bundle.verify().stdout)
            row["count"] = MISSING - 1
            bundle.save("results/findings", rows)
            bundle.mend()
            refused = bundle.verify()
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("counts of findings", refused.stdout + refused.stderr)
