"""From clicks to outcomes: what raters thought is what the report says."""

from collections import Counter

from django.test import TestCase

from annotations.analysis.report import build_report
from annotations.analysis.selectors import judgment_records, outcomes_by_cell, submission_flow
from annotations.analysis.unblinding import require_unblinded
from annotations.assignment.services import claim_next_assignment, expire_leases
from annotations.exceptions import WrongState
from annotations.models import Assignment, Comparison, Judgment, Submission
from annotations.stats.counts import Counts
from annotations.studies.lifecycle import freeze_study
from tests.factories import add_rater, make_running_study
from tests.results import always, click, hand_in, judge, unblind


class ReportTests(TestCase):
    """Two raters, 8 + 6 items; the first system wins single-turn and loses multi-turn."""

    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            single_turn=8, multi_turn=6, raters_per_comparison=2, repeat_share="0.2"
        )
        for _ in range(2):
            judge(cls.study, add_rater(cls.study), cls.opinion)
        unblind(cls.study)
        cls.report = build_report(cls.study, language="en")

    @staticmethod
    def opinion(assignment: Assignment, criterion: str) -> str:
        if criterion == "accuracy":
            return "not_applicable"
        if criterion == "richness":
            return "tie"
        return "win" if assignment.comparison.item.kind == "single_turn" else "loss"

    def criterion(self, key: str):
        return next(found for found in self.report.pairs[0].criteria if found.key == key)

    def test_outcomes_are_what_the_raters_thought(self):
        overall = self.criterion("overall")
        self.assertEqual(overall.overall.counts, Counts(wins=16, losses=12))
        self.assertEqual(
            [(result.task_type, result.counts) for result in overall.by_task_type],
            [("single_turn", Counts(wins=16)), ("multi_turn", Counts(losses=12))],
        )

    def test_both_placements_were_among_them(self):
        clicked = Judgment.objects.filter(criterion__key="overall").values_list("choice", flat=True)
        self.assertEqual(set(clicked), {"left", "right"})

    def test_what_does_not_apply_leaves_n(self):
        accuracy = self.criterion("accuracy").overall
        self.assertEqual(accuracy.counts, Counts(not_applicable=28))
        self.assertEqual((accuracy.items, accuracy.raters), (0, 0))
        self.assertIsNone(accuracy.win_difference)
        self.assertIsNone(accuracy.interval)

    def test_ties_stay_in_n(self):
        richness = self.criterion("richness").overall
        self.assertEqual((richness.counts, richness.win_difference), (Counts(ties=28), 0.0))

    def test_repeats_are_no_part_of_the_results(self):
        repeats = Submission.objects.filter(assignment__kind="repeat").count()
        self.assertGreater(repeats, 0)
        self.assertEqual(self.report.flow.repeats, repeats)
        self.assertEqual(self.report.flow.analysed, 28)

    def test_items_and_raters_are_counted(self):
        overall = self.criterion("overall")
        self.assertEqual((overall.overall.items, overall.overall.raters), (14, 2))
        self.assertEqual([r.items for r in overall.by_task_type], [8, 6])
        self.assertEqual([r.raters for r in overall.by_task_type], [2, 2])

    def test_systems_stand_in_the_studys_order_and_the_primary_criterion_first(self):
        pair = self.report.pairs[0]
        self.assertEqual((pair.system_a, pair.system_b), ("secret-alpha", "secret-beta"))
        self.assertEqual(
            [found.key for found in pair.criteria],
            ["overall", "professionalism", "accuracy", "richness", "humanistic_care"],
        )
        self.assertEqual([found.is_primary for found in pair.criteria], [True] + [False] * 4)

    def test_the_interval_lies_around_the_estimate_and_comes_again(self):
        result = self.criterion("overall").overall
        self.assertAlmostEqual(result.win_difference, 4 / 28)
        self.assertLess(result.interval.low, result.win_difference)
        self.assertGreater(result.interval.high, result.win_difference)
        again = build_report(self.study, language="zh-hans").pairs[0].primary.overall
        self.assertEqual(again, result)

    def test_criteria_are_named_in_the_readers_language(self):
        names = [
            found.name for found in build_report(self.study, language="zh-hans").pairs[0].criteria
        ]
        self.assertEqual(names[0], "Overall（中）")

    def test_the_report_names_the_ledgers_head(self):
        last = self.study.submissions.order_by("-sequence").first()
        self.assertEqual(
            (self.report.chain_length, self.report.chain_head), (last.sequence, last.hash)
        )

    def test_statements_do_not_grow_with_the_judgments(self):
        with self.assertNumQueries(9):
            build_report(self.study, language="en")
        small = make_running_study(single_turn=1, raters_per_comparison=1)
        unblind(small)
        with self.assertNumQueries(9):
            self.assertTrue(build_report(small, language="en").is_empty)

    def test_counts_agree_with_the_records_one_by_one(self):
        records = [record for record in judgment_records(self.study) if record.in_analysis_set]
        for key in ("overall", "accuracy", "richness"):
            of_key = Counter(record.outcome_a for record in records if record.criterion == key)
            counts = self.criterion(key).overall.counts
            self.assertEqual(
                (of_key["win"], of_key["tie"], of_key["loss"], of_key[""]),
                (counts.wins, counts.ties, counts.losses, counts.not_applicable),
            )


class AnalysisSetTests(TestCase):
    """What is handed in but does not count."""

    def setUp(self):
        self.study = make_running_study(single_turn=2, raters_per_comparison=2, repeat_share=0)
        self.rater = add_rater(self.study)

    def counts(self) -> Counts:
        return build_report(self.study, language="en").pairs[0].primary.overall.counts

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
        unblind(self.study)
        self.assertEqual(self.counts(), Counts(wins=1, losses=1))
        self.assertEqual(submission_flow(self.study).superseded, 1)
        current = [record.revision for record in judgment_records(self.study)]
        everything = [
            record.revision for record in judgment_records(self.study, all_revisions=True)
        ]
        self.assertEqual((len(current), len(everything)), (10, 15))
        self.assertEqual(sorted(set(current)), [1, 2])

    def test_a_withdrawn_comparison_does_not_count(self):
        judge(self.study, self.rater, always("win"))
        gone = self.study.comparisons.first()
        Comparison.objects.filter(pk=gone.pk).update(withdrawn_at=gone.released_at)
        unblind(self.study)
        self.assertEqual(self.counts(), Counts(wins=1))
        self.assertEqual(submission_flow(self.study).withdrawn, 1)

    def test_surplus_work_is_kept_and_not_counted(self):
        self.study.slots.filter(number=2).update(status="withdrawn")  # one judgment each is left
        late = claim_next_assignment(study=self.study, rater=self.rater).assignment
        Assignment.objects.filter(pk=late.pk).update(leased_until=late.claimed_at)
        expire_leases()
        judge(self.study, add_rater(self.study), always("loss"))
        choices = dict.fromkeys(self.study.criteria.values_list("key", flat=True), "tie")
        hand_in(late, choices)
        unblind(self.study)
        self.assertEqual(self.counts(), Counts(losses=2))
        flow = submission_flow(self.study)
        self.assertEqual((flow.analysed, flow.surplus), (2, 1))
        kinds = Counter(record.kind for record in judgment_records(self.study))
        self.assertEqual(kinds, {"first": 10, "surplus": 5})

    def test_both_bad_is_a_tie_and_counted_apart(self):
        judge(self.study, self.rater, always("tie"), both_bad=True)
        unblind(self.study)
        self.assertEqual(self.counts(), Counts(ties=2, both_bad=2))


class BlindnessTests(TestCase):
    """However it is asked for, nothing by system exists before the unblinding."""

    def test_refused_in_every_state_but_unblinded(self):
        study = make_running_study(repeat_share=0, raters_per_comparison=1)
        judge(study, add_rater(study), always("win"))
        for prepare in (lambda: None, lambda: freeze_study(study=study, by=None)):
            prepare()
            for ask in (
                lambda: build_report(study, language="en"),
                lambda: outcomes_by_cell(study),
                lambda: judgment_records(study),
            ):
                with self.assertRaises(WrongState):
                    ask()
        unblind(study)
        self.assertEqual(build_report(study, language="en").flow.analysed, 1)

    def test_the_database_is_asked_not_the_object_at_hand(self):
        study = make_running_study()
        study.state = "unblinded"
        with self.assertRaises(WrongState):
            require_unblinded(study)
