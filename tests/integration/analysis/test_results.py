"""The whole report from the real tables: nothing counted twice, no side left unswapped."""

from itertools import pairwise

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from annotations.analysis.codec import dumps, loads
from annotations.analysis.computed import report_of
from annotations.analysis.report import Filters, build_report
from annotations.analysis.tables import result_tables, results_json
from annotations.exceptions import WrongState
from annotations.models import Assignment, ComputedReport, Judgment, Submission
from annotations.stats.counts import Counts
from tests.factories import add_rater, make_running_study
from tests.results import always, click, judge, unblind

ROUNDS = 200


def opinion(assignment: Assignment, criterion: str) -> str:
    """The first system wins single-turn and loses multi-turn; one criterion never applies."""
    if criterion in ("accuracy", "richness"):
        return {"accuracy": "not_applicable", "richness": "tie"}[criterion]
    return "win" if assignment.comparison.item.kind == "single_turn" else "loss"


class ResultsTests(TestCase):
    """Two raters, 8 + 6 items, some pairs twice."""

    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            single_turn=8, multi_turn=6, raters_per_comparison=2, repeat_share="0.2"
        )
        cls.raters = [add_rater(cls.study) for _ in range(2)]
        for rater in cls.raters:
            judge(cls.study, rater, opinion)
        unblind(cls.study)
        cls.results = build_report(cls.study, rounds=ROUNDS)

    def criterion(self, key: str):
        return next(one for one in self.results.criteria if one.key == key)

    def test_outcomes_are_what_the_raters_thought(self):
        overall = self.criterion("overall")
        self.assertEqual(overall.results.pairs[0].result.counts, Counts(wins=16, losses=12))
        strata = {one.value: one.pairs[0].counts for one in overall.strata}
        self.assertEqual(strata, {"single_turn": Counts(wins=16), "multi_turn": Counts(losses=12)})

    def test_both_sides_were_clicked_and_stood_left_as_planned(self):
        clicked = Judgment.objects.filter(criterion__key="overall").values_list("choice", flat=True)
        self.assertEqual(set(clicked), {"left", "right"})
        chosen = Judgment.objects.filter(
            criterion__key="overall", choice="left", submission__assignment__kind="first"
        ).count()
        share = self.results.primary.results.position_bias.left_share.value
        self.assertAlmostEqual(share, chosen / 28)

    def test_the_primary_criterion_comes_first_and_the_others_are_explored(self):
        keys = [one.key for one in self.results.criteria]
        self.assertEqual(keys[0], "overall")
        self.assertEqual(keys[1:], ["professionalism", "accuracy", "richness", "humanistic_care"])
        families = [one.family for one in self.results.criteria]
        self.assertEqual(families, ["declared"] + ["exploratory"] * 4)

    def test_what_does_not_apply_leaves_n_and_is_counted(self):
        accuracy = self.criterion("accuracy")
        self.assertEqual((accuracy.results.sample.judgments, accuracy.results.pairs), (0, ()))
        self.assertEqual(accuracy.counts[0].not_applicable, 28)

    def test_repeats_are_no_part_of_the_results_and_make_the_retest(self):
        repeats = Submission.objects.filter(assignment__kind="repeat").count()
        self.assertGreater(repeats, 0)
        retest = self.results.primary.retest
        self.assertEqual((retest.all.repeats, retest.all.same.value), (repeats, 1.0))
        beside = {loss.reason: loss.count for loss in self.results.flow.beside}
        self.assertEqual(beside["repeats"], repeats)
        self.assertEqual(self.results.flow.analysed, 28)

    def test_the_flow_adds_up(self):
        for steps in (self.results.flow.comparisons, self.results.flow.judgments):
            for step, following in pairwise(steps):
                lost = sum(loss.count for loss in step.losses)
                self.assertEqual(step.count - lost, following.count, step.key)

    def test_statements_do_not_grow_with_the_judgments(self):
        small = unblind(make_running_study(single_turn=1, raters_per_comparison=1))
        with CaptureQueriesContext(connection) as large:
            build_report(self.study, rounds=10)
        with self.assertNumQueries(len(large)):
            self.assertTrue(build_report(small, rounds=10).is_empty)

    def test_filters_narrow_the_judgments_down(self):
        only = build_report(self.study, Filters(task_type="multi_turn"), rounds=10)
        self.assertEqual(only.primary.results.pairs[0].result.counts, Counts(losses=12))
        one = build_report(self.study, Filters(raters=(self.raters[0].pseudonym,)), rounds=10)
        self.assertEqual(one.primary.results.sample.judgments, 14)

    def test_a_stored_report_is_the_same_again(self):
        self.assertEqual(loads(dumps(self.results)), self.results)
        first = report_of(self.study)
        with self.assertNumQueries(6):
            self.assertEqual(report_of(self.study), first)
        self.assertEqual(ComputedReport.objects.count(), 1)

    def test_tables_are_plain_and_rectangular(self):
        for table in result_tables(self.study):
            for row in table.rows:
                self.assertEqual(len(row), len(table.columns), table.name)
                for cell in row:
                    self.assertIn(type(cell), {str, float, int, bool, type(None)}, table.name)
        found = results_json(self.study)["tables"]["win_tie_loss"][0]
        self.assertEqual((found["wins"], found["ties"], found["losses"]), (16, 0, 12))


class AnalysisSetTests(TestCase):
    """What is handed in but does not count."""

    def setUp(self):
        self.study = make_running_study(single_turn=2, raters_per_comparison=2, repeat_share=0)
        self.rater = add_rater(self.study)

    def counts(self) -> Counts:
        return build_report(unblind(self.study), rounds=10).primary.results.pairs[0].result.counts

    def test_only_the_latest_revision_counts(self):
        judge(self.study, self.rater, always("win"))
        first = self.study.submissions.order_by("sequence").first()
        second = Submission.objects.create(
            study=self.study,
            assignment=first.assignment,
            revision=2,
            supersedes=first,
            idempotency_key="second",
            opened_at=first.opened_at,
            submitted_at=first.submitted_at,
            content_sha256="0" * 64,
        )
        lost = click("loss", first.assignment.slot.swapped)
        for criterion in self.study.criteria.all():
            Judgment.objects.create(submission=second, criterion=criterion, choice=lost)
        self.assertEqual(self.counts(), Counts(wins=1, losses=1))

    def test_a_withdrawn_comparison_does_not_count(self):
        judge(self.study, self.rater, always("win"))
        gone = self.study.comparisons.first()
        self.study.comparisons.filter(pk=gone.pk).update(withdrawn_at=gone.released_at)
        self.assertEqual(self.counts(), Counts(wins=1))

    def test_refused_until_the_study_is_unblinded(self):
        for ask in (build_report, report_of, result_tables):
            with self.assertRaises(WrongState):
                ask(self.study)
