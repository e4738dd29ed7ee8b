"""One pair in two tabs, one item withdrawn under everybody's hands."""

from collections import Counter

from django.db import transaction
from django.test import tag

from annotations.access import lock_assignment_of_rater
from annotations.comparisons.exclusion import withdraw_item
from annotations.exceptions import AssignmentGone
from annotations.judging.declining import decline_assignment
from annotations.judging.reporting import report_problem
from annotations.models import Assignment, AuditEvent, ProblemReport, Slot, StudyRater, Submission
from tests.base import LedgerTransactionTestCase
from tests.concurrency.test_claiming import at_once, claim, errors, hand_in, judge_all
from tests.factories import add_rater, make_running_study

State = Assignment.State


def decline(rater: StudyRater, token: str) -> Assignment:
    with transaction.atomic():
        assignment = lock_assignment_of_rater(rater.user, rater.study.public_id, token)
        return decline_assignment(assignment=assignment, reason="unreadable")


def report(rater: StudyRater, token: str, key: str) -> ProblemReport:
    with transaction.atomic():
        assignment = lock_assignment_of_rater(rater.user, rater.study.public_id, token)
        return report_problem(assignment=assignment, text="", idempotency_key=key)


@tag("concurrency")
class HandingOnAtOnceTests(LedgerTransactionTestCase):
    def test_declined_in_one_tab_and_handed_in_in_another_exactly_one_wins(self):
        study = make_running_study(single_turn=12, raters_per_comparison=1, repeat_share=0)
        rater = add_rater(study)
        winners = Counter()
        for number in range(12):
            token = claim(rater).assignment.token
            calls = [lambda t=token: decline(rater, t)]
            calls.insert(number % 2, lambda t=token, n=number: hand_in(rater, t, f"{n}"))
            lost = errors(at_once(calls))
            self.assertEqual([type(error) for error in lost], [AssignmentGone])
            assignment = Assignment.objects.get(token=token)
            winners[assignment.state] += 1
            is_judged = assignment.state == State.SUBMITTED
            self.assertEqual(assignment.submissions.exists(), is_judged)
            slot = Slot.objects.get(pk=assignment.slot_id)
            self.assertEqual(slot.status, Slot.Status.DONE if is_judged else Slot.Status.FREE)
        self.assertLessEqual(set(winners), {State.SUBMITTED, State.DECLINED})

    def test_a_double_click_on_report_is_one_report(self):
        study = make_running_study()
        rater = add_rater(study)
        token = claim(rater).assignment.token
        results = at_once([lambda: report(rater, token, "a" * 32)] * 8)
        self.assertEqual(errors(results), [])
        self.assertEqual(ProblemReport.objects.count(), 1)

    def test_an_item_is_withdrawn_while_everybody_judges(self):
        study = make_running_study(single_turn=12, raters_per_comparison=3, repeat_share=0)
        raters = [add_rater(study) for _ in range(8)]
        items = list(study.items.order_by("pk")[:4])
        calls = [lambda r=r: judge_what_stays(r) for r in raters]
        calls += [
            lambda i=i: withdraw_item(study=study, item=i, by=None, reason="Broken.")
            for i in items * 2
        ]
        self.assertEqual(errors(at_once(calls)), [])
        withdrawn = Slot.objects.filter(comparison__item__in=items)
        self.assertEqual(set(withdrawn.values_list("status", flat=True)), {"withdrawn"})
        left = Assignment.objects.filter(comparison__item__in=items)
        self.assertLessEqual(
            set(left.values_list("state", flat=True)), {State.SUBMITTED, State.WITHDRAWN}
        )
        self.assertEqual(AuditEvent.objects.filter(action="item.withdraw").count(), 4)
        study.refresh_from_db()
        self.assertEqual(study.released_count, 8)
        self.assertEqual(study.slots.filter(status="done").count(), 24)
        for rater in study.raters.all():
            judged = left.filter(rater=rater, state=State.SUBMITTED).count()
            self.assertEqual(rater.withdrawn_count, judged)
        self.assertEqual(
            Submission.objects.count(), Assignment.objects.filter(state="submitted").count()
        )


def judge_what_stays(rater: StudyRater) -> None:
    """Judge to the end; a pair that was withdrawn meanwhile is passed over."""
    for _ in range(20):
        try:
            judge_all(rater)
            return
        except AssignmentGone:
            continue
