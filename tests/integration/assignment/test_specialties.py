"""Pairs by specialty, where the study asks for it; nobody is left without a way on."""

import json

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.assignment.matching import matching_slots, take_any_specialty
from annotations.blinding.blinded import blind_progress
from annotations.blinding.specialties import wanted_specialties
from annotations.comparisons.exclusion import withdraw_item
from annotations.judging.selectors import progress_of
from annotations.models import Item, Slot, Study, StudyRater
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.bulk import make_big_study
from tests.factories import add_rater, make_study
from tests.integration.judging.test_cost import walk
from tests.judging import claim, decline, submit


def make_matching(*specialties: str, **fields) -> Study:
    """A running study with one item of each of these specialties."""
    fields = {"matches_specialties": True, "repeat_share": 0, "raters_per_comparison": 1} | fields
    study = make_study(**fields)
    for specialty in specialties:
        item = factories.make_item(study, specialty=specialty)
        for system in study.systems.order_by("position"):
            factories.make_response(item, system)
    return start_study(study=study, by=None)


def judge_all(rater: StudyRater) -> list[str]:
    found = []
    while assignment := claim(rater).assignment:
        found.append(assignment.comparison.item.specialty)
        submit(assignment)
    return found


class MatchingTests(TestCase):
    def setUp(self):
        self.study = make_matching("Ｃardiology", "Neurology ", "", "cardiology", "儿科")
        self.heart = add_rater(self.study, specialties=["CARDIOLOGY"])

    def test_own_specialties_come_first_then_pairs_without_one(self):
        found = judge_all(self.heart)
        self.assertEqual(sorted(found[:2]), ["cardiology", "Ｃardiology"])
        self.assertEqual(found[2:], [""])

    def test_what_is_left_elsewhere_is_told_and_waited_for_by_choice_only(self):
        judge_all(self.heart)
        claimed = claim(self.heart)
        self.assertEqual((claimed.waiting, claimed.elsewhere, claimed.finished), (False, 2, False))
        take_any_specialty(self.heart, True)
        self.assertEqual(sorted(judge_all(self.heart)), ["Neurology ", "儿科"])
        self.assertTrue(claim(self.heart).finished)
        take_any_specialty(self.heart, False)
        self.assertTrue(claim(self.heart).finished)

    def test_who_has_stated_nothing_gets_what_anybody_can_judge(self):
        self.assertEqual(judge_all(add_rater(self.study)), [""])

    def test_what_a_colleague_holds_of_ones_own_is_waited_for(self):
        other = add_rater(self.study, specialties=["儿科"])
        claim(other)
        mine = add_rater(self.study, specialties=["儿科"])
        judge_all(mine)
        claimed = claim(mine)
        self.assertEqual((claimed.waiting, claimed.elsewhere), (True, 3))

    def test_held_pairs_of_other_specialties_are_no_reason_to_wait(self):
        study = make_matching("儿科")
        claim(add_rater(study, specialties=["儿科"]))
        self.assertTrue(claim(add_rater(study)).finished)

    def test_what_is_handed_on_goes_to_the_specialty(self):
        decline(claim(self.heart).assignment, "outside_specialty")
        second = add_rater(self.study, specialties=["cardiology", "neurology"])
        found = judge_all(second)
        self.assertEqual(len(found), 4)
        self.assertNotIn("儿科", found)

    def test_progress_counts_what_this_rater_can_be_given(self):
        self.assertEqual(blind_progress(self.study, self.heart).left, 3)
        submit(claim(self.heart).assignment)
        self.heart.refresh_from_db()
        progress = progress_of(self.study, self.heart)
        self.assertEqual((progress.done, progress.left), (1, 2))
        take_any_specialty(self.heart, True)
        self.heart.refresh_from_db()
        self.assertEqual(blind_progress(self.study, self.heart).left, 4)

    def test_a_withdrawn_item_leaves_the_count_of_its_specialty(self):
        item = Item.objects.get(specialty="")
        withdraw_item(study=self.study, item=item, by=None, reason="Broken.")
        self.study.refresh_from_db()
        self.assertEqual(blind_progress(self.study, self.heart).left, 2)

    def test_a_fixed_panel_cannot_match(self):
        with self.assertRaisesMessage(IntegrityError, "need_a_pool"), transaction.atomic():
            make_study(panel="fixed", matches_specialties=True)

    def test_the_rarer_side_is_preferred_within_the_specialties(self):
        study = make_matching(*["a", "b", ""] * 6, raters_per_comparison=2)
        rater = add_rater(study, specialties=["a", "b"])
        for number in range(1, 11):
            submit(claim(rater).assignment)
            rater.refresh_from_db()
            self.assertLessEqual(abs(2 * rater.swapped_count - number), 1)


class PageTests(TestCase):
    def setUp(self):
        self.study = make_matching("儿科", "儿科", "Neurology")
        self.rater = add_rater(self.study, specialties=["Cardiology"])
        self.client.force_login(self.rater.user)
        self.judge = reverse("rater:judge", args=[self.study.public_id])
        self.switch = reverse("rater:any_specialty", args=[self.study.public_id])

    def test_the_waiting_list_is_no_dead_end(self):
        page = self.client.get(self.judge)
        self.assertContains(page, "3 pairs of other specialties wait for somebody.")
        self.assertContains(page, "waiting=1&amp;elsewhere=3")
        htmx = {"HX-Request": "true"}
        again = self.client.get(f"{self.judge}?waiting=1&elsewhere=3", headers=htmx)
        self.assertEqual(again.status_code, 204)
        claim(add_rater(self.study, specialties=["儿科"]))
        again = self.client.get(f"{self.judge}?waiting=1&elsewhere=3", headers=htmx)
        self.assertContains(again, "2 pairs of other specialties wait for somebody.")

    def test_one_press_gives_them_and_another_takes_it_back(self):
        answer = self.client.post(self.switch, {"takes": "any"}, follow=True)
        self.assertContains(answer, 'id="verdict"')
        entry = reverse("rater:study", args=[self.study.public_id])
        self.assertContains(self.client.get(entry), "You also take pairs of other specialties.")
        answer = self.client.post(self.switch, {"takes": "own"}, follow=True)
        self.assertContains(answer, "You are given pairs of your own specialties (Cardiology)")
        self.rater.refresh_from_db()
        self.assertFalse(self.rater.takes_any_specialty)

    def test_other_studies_say_nothing_of_it(self):
        plain = factories.make_running_study(single_turn=1)
        self.client.force_login(add_rater(plain).user)
        self.assertNotContains(
            self.client.get(reverse("rater:study", args=[plain.public_id])), "specialt"
        )


class CostTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        # The large one last: filling another study beside it would be planned badly, unanalysed.
        cls.plain = make_big_study(100)
        cls.studies = [cls.make(100), cls.make(10_000)]

    @classmethod
    def make(cls, comparisons: int) -> Study:
        study = make_big_study(comparisons, matches_specialties=True)
        names = ["cardiology", "neurology", "儿科", ""]
        for number, name in enumerate(names):
            Slot.objects.filter(study=study).extra(
                where=["comparison_id %% 4 = %s"], params=[number]
            ).update(specialty=name)
        study.refresh_from_db()
        return study

    def claims(self, study: Study) -> list[str]:
        rater = add_rater(study, specialties=["Cardiology", "Neurology", "儿科"])
        submit(claim(rater).assignment)
        with CaptureQueriesContext(connection) as queries:
            self.assertIsNotNone(claim(rater).assignment)
        return [query["sql"] for query in queries.captured_queries]

    def test_a_claim_takes_no_more_statements_than_without_specialties(self):
        counts = [len(self.claims(study)) for study in self.studies]
        self.assertEqual(counts, [len(self.claims(self.plain))] * 2)

    def test_it_walks_the_index_by_specialty_and_sorts_no_more_than_the_candidates(self):
        study = self.studies[1]
        rater = add_rater(study, specialties=["Cardiology", "Neurology"])
        names = wanted_specialties(study, rater)
        for submitted in (0, 1):  # without and with a side that is preferred
            rater.submitted_count = submitted
            slots = matching_slots(Slot.objects.all(), names, rater)
            [plan] = json.loads(slots[:1].explain(format="json", analyze=True))
            nodes = list(walk(plan["Plan"]))
            scans = [node for node in nodes if node.get("Relation Name") == "annotations_slot"]
            self.assertIn("slot_free_by_specialty", {node.get("Index Name") for node in scans})
            self.assertNotIn("Seq Scan", {node["Node Type"] for node in scans})
            for node in nodes:
                looked_at = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                self.assertLess(looked_at, 20, node)
