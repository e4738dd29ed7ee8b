"""What a rater does, without a page: claim, hand in, hand on."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from annotations.assignment.services import Claim, claim_next_assignment, expire_leases
from annotations.comparisons.exclusion import withdraw_item
from annotations.judging.declining import decline_assignment
from annotations.judging.entry import Entry
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Criterion, StudyRater, Submission
from annotations.models.fields import new_key


def entry_for(criteria: Iterable[Criterion], choice: str = "left", **fields: Any) -> Entry:
    """The same choice on every criterion, under a new idempotency key unless one is given."""
    fields.setdefault("idempotency_key", new_key())
    return Entry(choices={criterion.key: choice for criterion in criteria}, **fields)


def claim(rater: StudyRater) -> Claim:
    """With study and rater as they are in the database now."""
    rater = StudyRater.objects.select_related("study").get(pk=rater.pk)
    return claim_next_assignment(study=rater.study, rater=rater)


def locked(assignment: Assignment) -> Assignment:
    """As ``access.lock_assignment_of_rater`` fetches it, without the lock."""
    related = ("rater__study", "slot", "comparison", "draft")
    return Assignment.objects.select_related(*related).get(pk=assignment.pk)


def decline(assignment: Assignment, reason: str = "unreadable", note: str = "") -> Assignment:
    return decline_assignment(assignment=locked(assignment), reason=reason, note=note)


def submit(assignment: Assignment, **fields: Any) -> Submission:
    criteria = list(assignment.rater.study.criteria.all())
    entry = entry_for(criteria, **fields)
    return submit_judgments(assignment=locked(assignment), entry=entry, criteria=criteria)


def submit_late(assignment: Assignment, colleague: StudyRater, **fields: Any) -> Submission:
    """Handed in when the hold had run out and a colleague had judged it: it is surplus."""
    past = timezone.now() - timedelta(seconds=1)
    Assignment.objects.filter(pk=assignment.pk).update(leased_until=past)
    expire_leases()
    taken = claim(colleague).assignment
    assert taken and taken.slot_id == assignment.slot_id
    submit(taken)
    return submit(assignment, **fields)


def withdraw(assignment: Assignment) -> None:
    """Its item is excluded from the study."""
    item, study = assignment.comparison.item, assignment.rater.study
    withdraw_item(study=study, item=item, by=None, reason="It is out of date.")
