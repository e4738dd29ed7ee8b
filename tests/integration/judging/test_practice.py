"""Practice pairs come first, with feedback, and count nowhere."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from annotations.analysis.report import build_report
from annotations.blinding.blinded import blind_progress
from annotations.comparisons.exclusion import withdraw_item
from annotations.datasets.parsing import parse_items
from annotations.datasets.services import import_dataset
from annotations.exports.selectors import choice_counts
from annotations.models import (
    Assignment,
    Comparison,
    Kind,
    PracticeFeedback,
    Response,
    Slot,
    StudyRater,
)
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from annotations.studies.selectors import choice_totals, planned_work
from tests.factories import add_rater, fill_study, make_practice, make_study
from tests.judging import claim, decline, submit

PRACTICE, FIRST = Kind.PRACTICE, Kind.FIRST


class PracticeTests(TestCase):
    def setUp(self):
        draft = make_study(raters_per_comparison=1, repeat_share=0)
        make_practice(draft, "secret-beta", "tie")
        self.study = start_study(study=fill_study(draft, single_turn=2), by=None)
        self.rater = add_rater(self.study)

    def kinds(self, rater: StudyRater) -> list[str]:
        found = []
        while assignment := claim(rater).assignment:
            found.append(assignment.kind)
            submit(assignment)
        return found

    def test_the_start_plans_and_counts_none_of_it(self):
        self.assertEqual(self.study.released_count, 2)
        self.assertEqual(self.study.protocol["comparison_count"], 2)
        self.assertEqual(self.study.protocol["item_count"], 2)
        self.assertEqual(self.study.protocol["practice_item_count"], 2)
        self.assertEqual(self.study.slots.count(), 2)
        verdicts = PracticeFeedback.objects.order_by("pk").values_list("verdict", flat=True)
        self.assertEqual(list(verdicts), ["system_b", "tie"])
        planned = planned_work(self.study)
        self.assertEqual((planned.comparisons, planned.slots), (2, 2))

    def test_every_rater_gets_it_first_each_on_a_slot_of_their_own(self):
        other = add_rater(self.study)
        order = [claim(rater).assignment for rater in (self.rater, other)]
        self.assertEqual([pair.kind for pair in order], [PRACTICE, PRACTICE])
        self.assertEqual(order[0].comparison_id, order[1].comparison_id)
        self.assertEqual([pair.slot.number for pair in order], [1, 2])
        self.assertEqual(claim(self.rater).assignment, order[0])
        self.assertEqual(self.kinds(self.rater), [PRACTICE, PRACTICE, FIRST, FIRST])
        self.assertEqual(self.kinds(other), [PRACTICE, PRACTICE])

    def test_it_counts_nowhere(self):
        self.assertEqual(self.kinds(self.rater), [PRACTICE, PRACTICE, FIRST, FIRST])
        self.rater.refresh_from_db()
        self.assertEqual((self.rater.submitted_count, self.rater.first_count), (2, 2))
        self.assertEqual(blind_progress(self.study, self.rater).left, 0)
        self.assertEqual(choice_totals(self.study).total, 2)
        self.assertEqual(choice_counts(self.study)[0].left, 2)
        self.assertEqual(planned_work(self.study).done, 2)
        freeze_study(study=self.study, by=None)
        unblind_study(study=self.study, by=None, reason="Done.")
        report = build_report(self.study, rounds=10)
        beside = {loss.reason: loss.count for loss in report.flow.beside}
        self.assertEqual((report.flow.analysed, beside["practice"]), (2, 2))
        self.assertEqual({one.results.sample.judgments for one in report.criteria}, {2})

    def test_what_is_not_ready_or_has_failed_keeps_nobody_waiting(self):
        Comparison.objects.filter(is_practice=True).update(released_at=None)
        Response.objects.filter(item__practice__isnull=False).update(
            status=Response.Status.FAILED, completed_at=None
        )
        self.assertEqual(self.kinds(self.rater), [FIRST, FIRST])
        self.assertTrue(claim(self.rater).finished)

    def test_who_has_judged_in_earnest_practises_no_more(self):
        practice = Comparison.objects.filter(is_practice=True)
        practice.update(released_at=None)
        submit(claim(self.rater).assignment)
        practice.update(released_at=self.study.started_at)
        self.assertEqual(self.kinds(self.rater), [FIRST])

    def test_a_withdrawn_practice_item_is_passed_over(self):
        held = claim(self.rater).assignment
        withdraw_item(study=self.study, item=held.comparison.item, by=None, reason="Broken.")
        self.study.refresh_from_db()
        self.assertEqual(self.study.released_count, 2)
        self.assertEqual(self.kinds(self.rater), [PRACTICE, FIRST, FIRST])

    def test_one_that_was_handed_on_is_not_given_again(self):
        decline(claim(self.rater).assignment)
        self.assertEqual(self.kinds(self.rater), [PRACTICE, FIRST, FIRST])
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.declined_count, 0)

    def test_once_it_is_over_a_claim_costs_what_it_did(self):
        """The question whether practice is left rides with the statement that locks the rater."""
        self.kinds(self.rater)
        plain = start_study(
            study=fill_study(make_study(raters_per_comparison=1, repeat_share=0), single_turn=2),
            by=None,
        )
        veteran = add_rater(plain)
        self.kinds(veteran)
        costs = []
        for rater in (self.rater, veteran):
            with CaptureQueriesContext(connection) as queries:
                claim(rater)
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])

    def test_the_side_follows_from_the_seed_and_both_sides_occur(self):
        for _ in range(12):
            claim(add_rater(self.study))
        sides = Slot.objects.filter(kind=PRACTICE).values_list("swapped", flat=True)
        self.assertEqual(set(sides), {True, False})
        self.assertEqual(Assignment.objects.filter(state="open").count(), 12)


class ThreeSystemsTests(TestCase):
    def test_an_item_is_practised_by_one_pair_with_the_better_system(self):
        draft = make_study(repeat_share=0)
        draft.systems.create(name="secret-gamma", position=2)
        make_practice(draft, "secret-gamma")
        study = start_study(study=fill_study(draft, single_turn=1), by=None)
        pair = study.comparisons.get(is_practice=True)
        self.assertEqual((pair.system_a.name, pair.system_b.name), ("secret-alpha", "secret-gamma"))
        self.assertEqual(pair.practice_feedback.verdict, "system_b")
        self.assertEqual(study.comparisons.filter(is_practice=False).count(), 3)


class ImportTests(TestCase):
    ROW = (
        '{{"external_id": "p1", "kind": "single_turn", "language": "en", "prompt": "?",'
        ' "practice": {{"better": "{better}", "feedback": {{"en": "{en}", "zh-hans": "好"}}}}}}'
    )

    def load(self, better: str, en: str = "It is safe."):
        parsed = parse_items("items.jsonl", self.ROW.format(better=better, en=en).encode())
        report = import_dataset(study=self.study, files=[parsed], by=None)
        return [(e.row, e.field, e.reason, e.params["value"]) for e in report.errors]

    def setUp(self):
        self.study = make_study()

    def test_a_row_must_fit_the_study_and_name_no_system_to_raters(self):
        self.assertEqual(
            self.load("secret-omega"), [(1, "practice.better", "unknown_name", "secret-omega")]
        )
        self.assertEqual(
            self.load("tie", "Secret Alpha is safe."),
            [(1, "practice.feedback.en", "names_system", "secret-alpha")],
        )
        self.assertFalse(self.study.items.exists())

    def test_a_good_row_is_kept_and_importing_it_again_changes_nothing(self):
        for _ in range(2):
            self.assertEqual(self.load("secret-alpha"), [])
        self.assertEqual(self.study.items.get().practice["better"], "secret-alpha")
