"""Many raters claim and hand in at once; the promise "exactly k raters" must hold."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from unittest import mock

from django.db import IntegrityError, connections, transaction
from django.db.models.query import QuerySet
from django.test import tag

from annotations.access import lock_assignment_of_rater
from annotations.assignment import services
from annotations.assignment.services import claim_next_assignment
from annotations.judging.services import submit_judgments
from annotations.ledger import first_broken_link
from annotations.models import Assignment, Kind, Slot, Study, StudyRater, Submission
from tests.base import LedgerTransactionTestCase
from tests.factories import add_rater, make_running_study
from tests.judging import entry_for

THREADS = 64


def at_once(calls) -> list:
    """Results, or the exceptions, of calls that all start at the same moment."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def claim(rater: StudyRater):
    study = Study.objects.get(pk=rater.study_id)
    return claim_next_assignment(study=study, rater=rater)


def errors(results: list) -> list:
    return [result for result in results if isinstance(result, Exception)]


@tag("concurrency")
class ClaimingAtOnceTests(LedgerTransactionTestCase):
    def test_no_comparison_gets_more_raters_than_planned(self):
        study = make_running_study(single_turn=5, raters_per_comparison=3, repeat_share=0)
        raters = [add_rater(study) for _ in range(THREADS - 1)]
        # the last thread is the first rater's second tab
        claims = at_once([lambda r=r: claim(r) for r in [*raters, raters[0]]])

        self.assertEqual(errors(claims), [])
        held = [c.assignment for c in claims if c.assignment]
        self.assertEqual(len({assignment.pk for assignment in held}), 15)
        per_comparison = Counter(Assignment.objects.values_list("comparison", flat=True))
        self.assertEqual(set(per_comparison.values()), {3})
        self.assertEqual(study.slots.filter(status=Slot.Status.HELD).count(), 15)
        self.assertTrue(all(c.waiting for c in claims if c.assignment is None))

    def test_without_the_slot_lock_some_run_into_an_error_but_never_too_many(self):
        """The guard taken out: the constraints keep the promise, the raters see error pages."""
        study = make_running_study(single_turn=5, raters_per_comparison=3, repeat_share=0)
        raters = [add_rater(study) for _ in range(THREADS)]
        lock = QuerySet.select_for_update

        def lock_no_slots(queryset, **options):
            return queryset if queryset.model is Slot else lock(queryset, **options)

        with mock.patch.object(QuerySet, "select_for_update", lock_no_slots):
            claims = at_once([lambda r=r: claim(r) for r in raters])
        self.assertEqual({type(error) for error in errors(claims)}, {IntegrityError})
        per_comparison = Counter(Assignment.objects.values_list("comparison", flat=True))
        self.assertLessEqual(max(per_comparison.values()), 3)

    def test_two_tabs_of_one_rater_get_the_same_pair(self):
        study = make_running_study(single_turn=20, raters_per_comparison=3)
        rater = add_rater(study)
        claims = at_once([lambda: claim(rater)] * 8)
        self.assertEqual(errors(claims), [])
        self.assertEqual(len({c.assignment.pk for c in claims}), 1)
        self.assertEqual(Assignment.objects.count(), 1)

    def test_two_tabs_that_meet_right_before_the_insert(self):
        self.assertEqual(errors(self.meet_before_the_insert()), [])

    def test_without_the_rater_lock_the_second_tab_runs_into_an_error(self):
        """The guard taken out: the constraint still holds, but the physician would see it."""
        with mock.patch.object(QuerySet, "select_for_update", lambda self, **options: self):
            failed = errors(self.meet_before_the_insert())
        self.assertEqual([type(error) for error in failed], [IntegrityError])
        self.assertIn("assignment_one", str(failed[0]))

    def meet_before_the_insert(self) -> list:
        """Two tabs claim; neither goes on to hold its slot before the other is there (or 1 s)."""
        study = make_running_study(single_turn=20, raters_per_comparison=3)
        rater = add_rater(study)
        meeting = Barrier(2)

        def hold_together(*arguments):
            with suppress(BrokenBarrierError):
                meeting.wait(timeout=1)
            return hold(*arguments)

        hold = services._hold
        with mock.patch.object(services, "_hold", hold_together):
            claims = at_once([lambda: claim(rater)] * 2)
        self.assertEqual(Assignment.objects.count(), 1)
        return claims

    def test_everything_is_judged_once_and_the_chain_holds(self):
        study = make_running_study(single_turn=24, raters_per_comparison=3, repeat_share=0)
        raters = [add_rater(study) for _ in range(16)]
        results = at_once([lambda r=r: judge_all(r) for r in raters])

        self.assertEqual(errors(results), [])
        self.assertEqual(sum(results), 72)
        self.assertEqual(study.slots.filter(kind=Kind.FIRST, status="done").count(), 72)
        rows = Submission.objects.order_by("sequence").values_list(
            "sequence", "content_sha256", "previous_hash", "hash"
        )
        self.assertIsNone(first_broken_link(rows))
        self.assertEqual(len(rows), 72)

    def test_a_double_click_is_one_judgment(self):
        study = make_running_study(single_turn=2)
        rater = add_rater(study)
        token = claim(rater).assignment.token
        results = at_once([lambda: hand_in(rater, token, "k" * 32)] * 8)
        self.assertEqual(errors(results), [])
        self.assertEqual({result.pk for result in results}, {Submission.objects.get().pk})


def hand_in(rater: StudyRater, token: str, key: str) -> Submission:
    with transaction.atomic():
        assignment = lock_assignment_of_rater(rater.user, rater.study.public_id, token)
        criteria = list(assignment.rater.study.criteria.all())
        entry = entry_for(criteria, idempotency_key=key)
        return submit_judgments(assignment=assignment, entry=entry, criteria=criteria)


def judge_all(rater: StudyRater) -> int:
    done = 0
    while True:
        claimed = claim(rater)
        if claimed.assignment is None:
            return done
        hand_in(rater, claimed.assignment.token, f"{claimed.assignment.pk}")
        done += 1
