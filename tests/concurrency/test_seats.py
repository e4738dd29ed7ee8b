"""Raters come, pause, leave and are replaced while everybody judges."""

from collections import Counter

from django.core import mail
from django.http import Http404
from django.test import tag

from annotations.assignment.services import claim_next_assignment
from annotations.entrance.inviting import invite_list
from annotations.entrance.letters import send_letter
from annotations.entrance.raters import add_rater
from annotations.entrance.reminding import remind
from annotations.entrance.seats import pause_rater, remove_rater, replace_rater, resume_rater
from annotations.exceptions import WrongState
from annotations.models import Assignment, Study, StudyRater
from tests.base import LedgerTransactionTestCase
from tests.concurrency.test_claiming import at_once, errors, judge_all
from tests.factories import make_running_study, make_user


def judge(rater: StudyRater) -> None:
    """To the end; somebody who was removed meanwhile is shown out."""
    try:
        judge_all(rater)
    except Http404:
        if not StudyRater.objects.filter(pk=rater.pk, status="removed").exists():
            raise


@tag("concurrency")
class SeatsAtOnceTests(LedgerTransactionTestCase):
    def newcomer(self, study: Study) -> StudyRater:
        return add_rater(study=study, user=make_user(), by=None)

    def test_a_panel_whose_raters_change_is_judged_exactly_as_planned(self):
        study = make_running_study(
            single_turn=12, panel="fixed", raters_per_comparison=4, repeat_share=0
        )
        raters = [self.newcomer(study) for _ in range(4)]
        users = [make_user() for _ in range(2)]
        calls = [lambda r=r: judge(r) for r in raters]
        calls += [
            lambda: replace_rater(rater=raters[0], user=users[0], by=None),
            lambda: remove_rater(rater=raters[1], by=None),
            lambda: pause_rater(rater=raters[2], by=None),
            lambda: resume_rater(rater=raters[2], by=None),
        ]
        self.assertEqual(errors(at_once(calls)), [])
        resume_rater(rater=raters[2], by=None)
        add_rater(study=study, user=users[1], by=None)
        sitting = list(study.raters.exclude(status="removed"))
        self.assertEqual(sorted(rater.seat for rater in sitting), [1, 2, 3, 4])
        self.assertEqual(errors(at_once([lambda r=r: judge(r) for r in sitting])), [])
        self.check(study, 12, 4)

    def test_a_pool_that_people_join_and_leave(self):
        study = make_running_study(single_turn=12, raters_per_comparison=3, repeat_share=0)
        raters = [self.newcomer(study) for _ in range(6)]
        users = [make_user() for _ in range(4)]
        calls = [lambda r=r: judge(r) for r in raters]
        calls += [lambda u=u: judge(add_rater(study=study, user=u, by=None)) for u in users[:2]]
        calls += [
            lambda: remove_rater(rater=raters[0], by=None),
            lambda: replace_rater(rater=raters[1], user=users[2], by=None),
            lambda: pause_rater(rater=raters[2], by=None),
        ]
        self.assertEqual(errors(at_once(calls)), [])
        sitting = list(study.raters.filter(status="active"))
        self.assertEqual(errors(at_once([lambda r=r: judge(r) for r in sitting])), [])
        self.check(study, 12, 3)

    def test_two_researchers_replace_the_same_rater(self):
        study = make_running_study(
            single_turn=2, panel="fixed", raters_per_comparison=2, repeat_share=0
        )
        rater = self.newcomer(study)
        users = [make_user() for _ in range(4)]
        results = at_once([lambda u=u: replace_rater(rater=rater, user=u, by=None) for u in users])
        self.assertEqual([type(error) for error in errors(results)], [WrongState] * 3)
        self.assertEqual(study.raters.exclude(status="removed").count(), 1)
        (successor,) = study.raters.exclude(status="removed")
        self.assertIsNotNone(claim_next_assignment(study=study, rater=successor).assignment)

    def test_reminders_pressed_by_many_at_once_are_one(self):
        study = make_running_study(raters_per_comparison=2)
        rater = self.newcomer(study)
        rater = StudyRater.objects.select_related("study", "user").get(pk=rater.pk)
        results = at_once([lambda: remind(rater=rater, site="", by_mail=False, by=None)] * 8)
        self.assertEqual(errors(results), [])
        self.assertEqual(sum(result is not None for result in results), 1)
        self.assertEqual(rater.invitations.count(), 1)

    def test_a_letter_taken_by_many_workers_goes_out_once(self):
        study = make_running_study(raters_per_comparison=2)
        (invited,) = invite_list(
            study=study, text="W,w@example.org", key="a" * 32, by=None, site="http://x.test"
        )
        letter = invited.rater.letters.get()
        results = at_once([lambda: send_letter(letter.pk)] * 8)
        self.assertEqual(sorted(results), [False] * 7 + [True])
        self.assertEqual(len(mail.outbox), 1)

    def check(self, study: Study, comparisons: int, each: int) -> None:
        done = Assignment.objects.filter(slot__study=study, state="submitted")
        per_comparison = Counter(done.values_list("comparison", flat=True))
        self.assertEqual(len(per_comparison), comparisons)
        self.assertEqual(set(per_comparison.values()), {each})
        self.assertEqual(study.slots.exclude(status="done").count(), 0)
        self.assertFalse(Assignment.objects.filter(state="open").exists())
