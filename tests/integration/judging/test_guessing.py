"""The closing question: which pairs are drawn, what is stored, what it ends."""

from django.db import transaction
from django.utils import timezone

from annotations.access import judged_assignment_of_rater
from annotations.assignment.services import claim_next_assignment, plan_key
from annotations.blinding.placement import shuffled
from annotations.exceptions import AssignmentGone, WrongState
from annotations.judging.guessing import guess_sources, guesses_of
from annotations.models import Assignment, Kind, SourceGuess, Study, StudyRater
from annotations.studies.lifecycle import freeze_study
from tests.judging import withdraw

from .test_revising import RevisingCase


class GuessingTests(RevisingCase):
    single_turn = 6

    def judge_all(self) -> None:
        while self.judge():
            pass
        self.rater.refresh_from_db()

    def drawn(self) -> list[Assignment]:
        return [guess.assignment for guess in guesses_of(self.study, self.rater)]

    def guess(self, assignment: Assignment, left: str = "", right: str = "") -> SourceGuess:
        with transaction.atomic():
            locked = judged_assignment_of_rater(
                self.rater.user, self.study.public_id, assignment.token, locked=True
            )
            return guess_sources(assignment=locked, left=left, right=right)

    def test_four_pairs_drawn_from_the_seed_and_the_pseudonym(self):
        self.judge_all()
        keys = [plan_key(comparison) for comparison in self.study.comparisons.all()]
        expected = shuffled(keys, self.study.seed, "guess", self.rater.pseudonym)[:4]
        self.assertEqual([plan_key(one.comparison) for one in self.drawn()], expected)

    def test_only_first_judgments_that_stand_are_drawn(self):
        self.judge_late()
        self.judge_all()
        kept = list(self.rater.assignments.order_by("pk"))
        Assignment.objects.filter(pk=kept[1].pk).update(kind=Kind.PRACTICE)
        withdraw(kept[2])
        self.assertEqual({one.pk for one in self.drawn()}, {one.pk for one in kept[3:]})

    def test_the_first_answer_stores_all_four_and_closes_the_rater(self):
        self.judge_all()
        drawn = self.drawn()
        guess = self.guess(drawn[1], left="Huatuo", right="")
        self.assertEqual((guess.left, guess.right), ("Huatuo", ""))
        kept = SourceGuess.objects.order_by("position")
        self.assertEqual([one.assignment_id for one in kept], [one.pk for one in drawn])
        self.assertEqual([one.answered_at is None for one in kept], [True, False, True, True])
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.closed_at, guess.answered_at)
        with self.assertRaises(WrongState):
            self.revise(drawn[0])

    def test_later_answers_keep_the_time_of_closing(self):
        self.judge_all()
        drawn = self.drawn()
        closed_at = self.guess(drawn[0]).answered_at
        for assignment in drawn[1:]:
            self.guess(assignment, left="GPT")
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.closed_at, closed_at)
        self.assertFalse(SourceGuess.objects.filter(answered_at=None).exists())

    def test_the_first_answer_of_a_pair_stays(self):
        self.judge_all()
        drawn = self.drawn()[0]
        self.guess(drawn, left="one")
        self.assertEqual(self.guess(drawn, left="another").left, "one")

    def test_new_pairs_come_until_it_is_answered_and_not_after_it(self):
        """In an open pool the end can be undone; the closing question ends it for good."""
        withheld = self.study.slots.order_by("position").last()
        self.study.slots.filter(pk=withheld.pk).update(status="withdrawn")
        self.judge_all()
        self.assertEqual(self.rater.submitted_count, 5)
        self.study.slots.filter(pk=withheld.pk).update(status="free")
        with self.assertRaises(WrongState):
            self.guess(self.drawn()[0])
        claim = claim_next_assignment(study=self.study, rater=self.rater)
        self.assertEqual(claim.assignment.slot, withheld)
        Assignment.objects.filter(pk=claim.assignment.pk).update(state="expired")
        self.study.slots.filter(pk=withheld.pk).update(status="withdrawn")
        self.guess(self.drawn()[0])
        self.study.slots.filter(pk=withheld.pk).update(status="free")
        self.assertTrue(claim_next_assignment(study=self.study, rater=self.rater).finished)

    def test_whoever_has_pairs_left_is_not_asked(self):
        judged = self.judge()
        with self.assertRaises(WrongState):
            self.guess(judged)
        self.assertFalse(SourceGuess.objects.exists())
        self.assertIsNone(StudyRater.objects.get(pk=self.rater.pk).closed_at)

    def test_nothing_is_asked_about_another_pair_or_after_the_freeze(self):
        self.judge_all()
        drawn = self.drawn()
        other = self.rater.assignments.exclude(pk__in=[one.pk for one in drawn]).first()
        with self.assertRaises(AssignmentGone):
            self.guess(other)
        freeze_study(study=Study.objects.get(pk=self.study.pk), by=None)
        with self.assertRaises(WrongState):
            self.guess(drawn[0])
        self.assertFalse(SourceGuess.objects.exists())

    def test_the_database_closes_the_rater_whoever_writes_the_answer(self):
        self.judge_all()
        SourceGuess.objects.create(
            assignment=self.drawn()[0], rater=self.rater, position=1, answered_at=timezone.now()
        )
        self.rater.refresh_from_db()
        self.assertIsNotNone(self.rater.closed_at)
