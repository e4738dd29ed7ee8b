"""Take comparisons out of a running study: what cannot be had, and what should not be judged.

Nothing is deleted. A withdrawn comparison is given to nobody any more and leaves the results;
what was judged of it is still exported, as withdrawn.
"""

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.comparisons.released import count_as_released
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import (
    Assignment,
    Comparison,
    Item,
    Kind,
    ProblemReport,
    Response,
    Slot,
    Study,
    StudyRater,
    User,
)

OPEN_STATES = {Study.State.RUNNING, Study.State.PAUSED}
State = Assignment.State


@transaction.atomic
def exclude_failed(*, study: Study, by: User | None, reason: str) -> int:
    """Withdraw every comparison that a finally failed response keeps closed; says how many.

    Nobody has seen them, so nothing judged is lost. Repeating it withdraws what has failed since.
    """
    closed, study, reason = _locked(_kept_closed(study), study, reason)
    if closed:
        _withdraw(closed, study, reason)
        items = sorted(comparison.item.external_id for comparison in closed)
        data = {"comparisons": len(closed), "items": items, "reason": reason}
        audit.record(by=by, action="comparisons.exclude", study=study, data=data)
    return len(closed)


@transaction.atomic
def withdraw_item(*, study: Study, item: Item, by: User | None, reason: str) -> int:
    """Withdraw every comparison of an item, judged or not; says how many.

    Who has one open gets the next pair and is told why; nothing handed in is lost. The
    item's problem reports are settled by it. Repeating it changes nothing.
    """
    standing = study.comparisons.filter(item=item, withdrawn_at__isnull=True)
    comparisons, study, reason = _locked(standing, study, reason)
    ProblemReport.objects.filter(
        assignment__comparison__item=item, resolved_at__isnull=True
    ).update(resolved_at=timezone.now())
    if comparisons:
        # Who is claiming or handing in at this moment is waited for, as when a study is frozen.
        list(study.raters.select_for_update(no_key=True).order_by("pk"))
        data = {
            "item": item.external_id,
            "item_kind": item.kind,
            "comparisons": len(comparisons),
            **_withdraw(comparisons, study, reason),
            "reason": reason,
        }
        audit.record(by=by, action="item.withdraw", study=study, target=item.external_id, data=data)
    return len(comparisons)


@transaction.atomic
def withdraw_response(*, study: Study, response: Response, reason: str) -> int:
    """Withdraw every comparison with this answer in it; says how many. The caller records why.

    Repeating it changes nothing.
    """
    standing = study.comparisons.filter(
        Q(response_a=response) | Q(response_b=response), withdrawn_at__isnull=True
    )
    comparisons, study, reason = _locked(standing, study, reason)
    if any(comparison.released_at for comparison in comparisons):
        list(study.raters.select_for_update(no_key=True).order_by("pk"))
    if comparisons:
        _withdraw(comparisons, study, reason)
    return len(comparisons)


def _locked(
    comparisons: QuerySet[Comparison], study: Study, reason: str
) -> tuple[list[Comparison], Study, str]:
    """Comparisons, then study: a release locks them in this order too."""
    reason = reason.strip()
    found = list(
        comparisons.select_related("item")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.state not in OPEN_STATES:
        raise WrongState(_("Comparisons are excluded while a study runs or is paused."))
    if not reason:
        raise AnnotationsError(_("Say why the comparisons are excluded; the reason is recorded."))
    return found, study, reason


def _kept_closed(study: Study) -> QuerySet[Comparison]:
    failed = Response.Status.FAILED
    return study.comparisons.filter(
        Q(response_a__status=failed) | Q(response_b__status=failed),
        released_at__isnull=True,
        withdrawn_at__isnull=True,
    )


def withdraw_comparisons(comparisons: list[Comparison], study: Study, reason: str) -> None:
    """For callers that hold the locks already: comparisons, study, raters."""
    _withdraw(comparisons, study, reason)


def _withdraw(comparisons: list[Comparison], study: Study, reason: str) -> dict[str, int]:
    """Nothing of them will be given out any more; says what raters had done or begun of them."""
    ids = [comparison.pk for comparison in comparisons]
    Comparison.objects.filter(pk__in=ids).update(
        withdrawn_at=timezone.now(), withdrawn_reason=reason
    )
    assignments = Assignment.objects.filter(comparison__in=ids)
    begun = assignments.filter(state__in=[State.OPEN, State.EXPIRED]).update(state=State.WITHDRAWN)
    Slot.objects.filter(comparison__in=ids).update(status=Slot.Status.WITHDRAWN)
    judged = assignments.filter(state=State.SUBMITTED)
    firsts = Q(kind=Kind.FIRST)
    _add(judged.filter(firsts), withdrawn_count=1)
    _take_back(judged.filter(firsts, rater__status=StudyRater.Status.REMOVED), study)
    _add(assignments.filter(firsts, state=State.DECLINED), declined_count=-1)
    count_as_released(
        study.pk, [one for one in comparisons if one.released_at and not one.is_practice], sign=-1
    )
    return {"judged": judged.count(), "begun": begun}


def _take_back(judged: QuerySet[Assignment], study: Study) -> None:
    """What a predecessor judged is not taken over any more by who sits there now."""
    seats = judged.filter(rater__seat__isnull=False).order_by().values_list("rater__seat")
    sitting = study.raters.exclude(status=StudyRater.Status.REMOVED)
    for seat, times in sorted(seats.annotate(times=Count("pk"))):
        sitting.filter(seat=seat).update(taken_over_count=F("taken_over_count") - times)


def _add(assignments: QuerySet[Assignment], **changes: int) -> None:
    """What a rater has left is counted from these numbers, so that no page counts rows."""
    # One statement per comparison would be needed for a rater who stands there twice, as happens
    # with an item that more than two systems answered.
    raters: dict[int, int] = {}
    for rater in assignments.values_list("rater", flat=True):
        raters[rater] = raters.get(rater, 0) + 1
    for rater, times in sorted(raters.items()):
        StudyRater.objects.filter(pk=rater).update(
            **{name: F(name) + by * times for name, by in changes.items()}
        )
