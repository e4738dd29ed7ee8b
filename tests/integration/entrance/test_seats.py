"""Raters who pause, leave or are replaced: targets and balance are kept."""

import random
from collections import Counter

from django.test import TestCase

from annotations.blinding.blinded import blind_progress
from annotations.comparisons.exclusion import withdraw_item
from annotations.entrance.invitations import make_personal_link, why_dead
from annotations.entrance.raters import add_rater
from annotations.entrance.seats import (
    pause_rater,
    remove_rater,
    replace_rater,
    resume_rater,
    update_rater,
)
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import (
    Assignment,
    AuditEvent,
    Draft,
    Slot,
    Study,
    StudyRater,
    Submission,
)
from annotations.studies.lifecycle import freeze_study
from tests.factories import make_running_study, make_user
from tests.judging import claim, submit


def newcomer(study: Study) -> StudyRater:
    return add_rater(study=study, user=make_user(), by=None)


def left(rater: StudyRater) -> int:
    rater = StudyRater.objects.select_related("study").get(pk=rater.pk)
    return blind_progress(rater.study, rater).left


class SeatTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = make_running_study(
            single_turn=6, panel="fixed", raters_per_comparison=2, repeat_share=0
        )
        cls.rater, cls.other = newcomer(cls.study), newcomer(cls.study)

    def judge(self, rater: StudyRater, pairs: int) -> None:
        for _ in range(pairs):
            submit(claim(rater).assignment)

    def actions(self) -> list[str]:
        events = AuditEvent.objects.filter(action__startswith="rater.").exclude(action="rater.add")
        return list(events.order_by("sequence").values_list("action", flat=True))

    def test_a_pause_gives_no_new_pair_and_takes_none(self):
        held = claim(self.rater).assignment
        for _ in range(2):
            pause_rater(rater=self.rater, by=None)
        self.assertEqual(claim(self.rater).assignment, held)
        submit(held)
        self.assertTrue(claim(self.rater).paused)
        resume_rater(rater=self.rater, by=None)
        self.assertIsNotNone(claim(self.rater).assignment)
        self.assertEqual(self.actions(), ["rater.pause", "rater.resume"])

    def test_who_is_removed_leaves_their_judgments_and_gives_the_rest_back(self):
        self.judge(self.rater, 2)
        held = claim(self.rater).assignment
        Draft.objects.create(assignment=held)
        link = make_personal_link(rater=self.rater, by=None)
        for _ in range(2):
            remove_rater(rater=self.rater, by=None)
        held.refresh_from_db()
        self.assertEqual((held.state, held.slot.status), ("expired", "free"))
        self.assertFalse(Draft.objects.exists())
        self.assertEqual(Submission.objects.count(), 2)
        link.invitation.refresh_from_db()
        link.invitation.rater.refresh_from_db()
        self.assertEqual(why_dead(link.invitation), "revoked")
        self.assertIsNone(claim(self.rater).assignment)
        (event,) = AuditEvent.objects.filter(action="rater.remove")
        self.assertEqual(event.data, {"judged": 2, "pairs_returned": 1, "repeats_withdrawn": 0})
        with self.assertRaises(WrongState):
            resume_rater(rater=self.rater, by=None)

    def test_a_successor_judges_what_is_left_of_the_seat(self):
        self.judge(self.rater, 2)
        claim(self.rater)
        user = make_user()
        successor = replace_rater(rater=self.rater, user=user, by=None)
        self.assertEqual(replace_rater(rater=self.rater, user=user, by=None), successor)
        self.assertEqual((successor.seat, left(successor)), (self.rater.seat, 4))
        self.judge(successor, 4)
        self.assertTrue(claim(successor).finished)
        self.assertEqual(left(successor), 0)
        seat = Assignment.objects.filter(slot__seat=successor.seat, state="submitted")
        self.assertEqual(seat.values("comparison").distinct().count(), 6)
        (event,) = AuditEvent.objects.filter(action="rater.replace")
        self.assertEqual(event.data["successor"], successor.pseudonym)
        self.assertEqual(StudyRater.objects.count(), 3)

    def test_who_takes_the_seat_later_finds_what_is_left_too(self):
        self.judge(self.rater, 2)
        remove_rater(rater=self.rater, by=None)
        self.assertEqual(left(newcomer(self.study)), 4)

    def test_an_item_that_a_predecessor_judged_is_withdrawn(self):
        self.judge(self.rater, 2)
        judged = Assignment.objects.filter(rater=self.rater).first().comparison.item
        successor = replace_rater(rater=self.rater, user=make_user(), by=None)
        withdraw_item(study=self.study, item=judged, by=None, reason="Broken.")
        self.assertEqual(left(successor), 4)
        self.assertEqual(left(self.other), 5)

    def test_somebody_who_is_in_the_study_takes_over_nothing(self):
        with self.assertRaises(AnnotationsError):
            replace_rater(rater=self.rater, user=self.other.user, by=None)
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.status, "active")

    def test_a_closed_study_keeps_its_raters(self):
        freeze_study(study=self.study, by=None)
        for act in (pause_rater, remove_rater):
            with self.assertRaises(WrongState):
                act(rater=self.rater, by=None)
        self.assertEqual(self.actions(), [])


class PoolTests(TestCase):
    def test_a_successor_gets_the_rest_of_the_quota_and_the_specialties(self):
        study = make_running_study(single_turn=9, raters_per_comparison=1, matches_specialties=True)
        rater = add_rater(study=study, user=make_user(), by=None, quota=5)
        update_rater(rater=rater, quota=7, specialties=["Cardiology "], by=None)
        update_rater(rater=rater, quota=7, specialties=["Cardiology"], by=None)
        (event,) = AuditEvent.objects.filter(action="rater.update")
        self.assertEqual(event.data["quota"], {"from": 5, "to": 7})
        for _ in range(2):
            submit(claim(rater).assignment)
        successor = replace_rater(rater=rater, user=make_user(), by=None)
        self.assertEqual((successor.quota, successor.specialties), (5, ["Cardiology"]))

    def test_repeats_of_somebody_who_left_are_taken_off_the_plan(self):
        study = make_running_study(single_turn=14, raters_per_comparison=1, repeat_share="0.3")
        rater = newcomer(study)
        for _ in range(6):
            submit(claim(rater).assignment)
        reserved = Slot.objects.filter(for_rater=rater, status="free").count()
        self.assertGreater(reserved, 0)
        remove_rater(rater=rater, by=None)
        (event,) = AuditEvent.objects.filter(action="rater.remove")
        self.assertEqual(event.data["repeats_withdrawn"], reserved)


class ComingAndGoingTests(TestCase):
    """Whatever happens to the raters: every planned judgment once, sides balanced as planned."""

    def test_a_fixed_panel(self):
        for seed in range(3):
            with self.subTest(seed):
                study = make_running_study(
                    single_turn=8, panel="fixed", raters_per_comparison=3, repeat_share=0
                )
                self.run_study(study, random.Random(seed), most=3)
                seats = Counter(study.slots.filter(swapped=True).values_list("seat", flat=True))
                self.assertEqual(set(seats.values()), {4})

    def test_an_open_pool(self):
        for seed in range(3):
            with self.subTest(seed):
                study = make_running_study(single_turn=8, raters_per_comparison=3, repeat_share=0)
                self.run_study(study, random.Random(seed), most=5)

    def run_study(self, study: Study, chance: random.Random, most: int) -> None:
        for _ in range(most):
            newcomer(study)
        for _ in range(400):
            sitting = list(study.raters.exclude(status="removed"))
            if study.slots.filter(status="done").count() == 24:
                break
            self.step(study, chance, sitting, most)
        self.check(study)

    def step(self, study: Study, chance: random.Random, sitting: list, most: int) -> None:
        rater, what = chance.choice(sitting), chance.random()
        if what < 0.05:
            replace_rater(rater=rater, user=make_user(), by=None)
        elif what < 0.10:
            remove_rater(rater=rater, by=None)
            newcomer(study)
        elif what < 0.15:
            pause_rater(rater=rater, by=None)
        elif what < 0.30:
            resume_rater(rater=rater, by=None)
        elif (pair := claim(rater).assignment) and what < 0.95:
            submit(pair)

    def check(self, study: Study) -> None:
        done = Assignment.objects.filter(slot__study=study, state="submitted")
        per_comparison = Counter(done.values_list("comparison", flat=True))
        self.assertEqual(set(per_comparison.values()), {3})
        self.assertEqual(len(per_comparison), 8)
        swapped = Counter(done.filter(slot__swapped=True).values_list("comparison", flat=True))
        self.assertTrue(all(swapped[pk] in (1, 2) for pk in per_comparison))
        self.assertEqual(sum(swapped.values()), 12)
        self.assertEqual(done.values("rater", "comparison").distinct().count(), 24)
