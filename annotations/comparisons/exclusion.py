"""Give up comparisons whose answers cannot be had."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import Comparison, Response, Slot, Study, User

OPEN_STATES = {Study.State.RUNNING, Study.State.PAUSED}


@transaction.atomic
def exclude_failed(*, study: Study, by: User | None, reason: str) -> int:
    """Withdraw every comparison that a finally failed response keeps closed; says how many.

    Nobody has seen them, so nothing judged is lost. Repeating it withdraws what has failed since.
    """
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state not in OPEN_STATES:
        raise WrongState(_("Comparisons are excluded while a study runs or is paused."))
    reason = reason.strip()
    if not reason:
        raise AnnotationsError(_("Say why the comparisons are excluded; the reason is recorded."))
    closed = _kept_closed(study).select_for_update(of=("self",))
    items = dict(closed.order_by("pk").values_list("pk", "item__external_id"))
    if items:
        _withdraw(list(items), reason.strip())
        data = {
            "comparisons": len(items),
            "items": sorted(items.values()),
            "reason": reason.strip(),
        }
        audit.record(by=by, action="comparisons.exclude", study=study, data=data)
    return len(items)


def _kept_closed(study: Study) -> QuerySet[Comparison]:
    failed = Response.Status.FAILED
    return study.comparisons.filter(
        Q(response_a__status=failed) | Q(response_b__status=failed),
        released_at__isnull=True,
        withdrawn_at__isnull=True,
    )


def _withdraw(comparison_ids: list[int], reason: str) -> None:
    """No slot of them will ever be free; the release passes them over."""
    Slot.objects.filter(comparison__in=comparison_ids, status=Slot.Status.UNRELEASED).update(
        status=Slot.Status.WITHDRAWN
    )
    Comparison.objects.filter(pk__in=comparison_ids).update(
        withdrawn_at=timezone.now(), withdrawn_reason=reason
    )
