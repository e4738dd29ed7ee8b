"""Who works on what: one worker claims an answer, and the longest waiting comes first."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.generation import budget, calls, leases, limits
from annotations.generation.failures import Failure
from annotations.generation.services import BATCH, fail_response, max_attempts
from annotations.models import Endpoint, Response, Study

Status = Response.Status
# A draft's answers can be had and looked at before the study starts.
ASKING_STATES = (Study.State.DRAFT, Study.State.RUNNING)
UNUSED = ("item__reference", "item__extra", "item__practice", "extra", "error")


def claim_response(response_id: int) -> Response | None:
    """Take the response for this worker, or None.

    None means that it is finished, taken, not yet due, or that its endpoint is as busy as it may.

    A lease that ran out belongs to a worker that died; anyone may take it over,
    but a response that outlives no worker is given up in the end.
    """
    with transaction.atomic():
        endpoint = _locked(systems__responses=response_id)
        response = _take(Response.objects.filter(pk=response_id), endpoint)
    return _looked_through(response) if response else None


def claim_next(endpoint_id: int) -> Response | None:
    """Take what has waited longest for this endpoint, or None."""
    with transaction.atomic():
        endpoint = _locked(pk=endpoint_id)
        if endpoint is None:
            return None
        response = _take(Response.objects.filter(system__endpoint=endpoint), endpoint)
    return _looked_through(response) if response else None


def _locked(**which: object) -> Endpoint | None:
    rows = Endpoint.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(**which).first()


def _has_place(endpoint: Endpoint) -> bool:
    return not budget.is_spent(endpoint) and limits.free_places(endpoint, timezone.now()) > 0


def _take(rows: QuerySet[Response], endpoint: Endpoint | None) -> Response | None:
    """Whoever claims holds the endpoint's row, so that the last place is taken once."""
    if endpoint is not None and not _has_place(endpoint):
        return None
    due = rows.filter(_claimable(timezone.now()), **_asking("item__study"))
    # Passed over is what somebody writes at this moment; to wait for it here, while its writer
    # waits for the endpoint's row to add a cost, would be a deadlock.
    due = due.select_for_update(of=("self",), no_key=True, skip_locked=True)
    due = due.select_related("item", "system").defer(*UNUSED)
    response = due.order_by("not_before", "pk").first()
    if response is not None:
        response.system.endpoint = endpoint
        _hold(response, endpoint)
    return response


def _hold(response: Response, endpoint: Endpoint | None) -> None:
    if response.status == Status.RUNNING:
        response.failures += 1
    response.status = Status.RUNNING
    response.leased_until = leases.until(endpoint.timeout_seconds if endpoint else 0)
    response.attempt += 1
    response.save(update_fields=["status", "leased_until", "attempt", "failures"])


def _asking(study: str) -> dict[str, object]:
    """The studies whose systems are asked, for a filter that reaches a study by this name."""
    return {f"{study}__state__in": ASKING_STATES, f"{study}__generation_paused_at__isnull": True}


def _claimable(now: datetime) -> Q:
    """Nobody works on it, and its time has come."""
    waiting = Q(status=Status.PENDING, not_before__lte=now)
    abandoned = Q(status=Status.RUNNING, leased_until__lt=now)
    return (waiting | abandoned) & Q(superseded_at__isnull=True)


def _looked_through(response: Response) -> Response | None:
    """What its former workers left behind is put in order first."""
    if response.attempt > 1:
        calls.close_interrupted(response)
    if response.failures >= max_attempts(response):
        fail_response(response, Failure.INTERRUPTED)
        return None
    return response


def due_response_ids(
    *, study: Study | None = None, endpoint_id: int | None = None, limit: int = 2 * BATCH
) -> list[int]:
    """What nobody works on and could be worked on now, the longest waiting first.

    Of each endpoint no more than it has free places: the others' turn comes as these finish.
    """
    now = timezone.now()
    due = Response.objects.filter(_claimable(now), **_asking("item__study"))
    if study is not None:
        due = due.filter(item__study=study)
    if endpoint_id is not None:
        endpoints = [endpoint_id]
    else:
        endpoints = list(due.order_by().values_list("system__endpoint", flat=True).distinct())
    found: list[int] = []
    for endpoint in Endpoint.objects.filter(pk__in=endpoints):
        if budget.is_spent(endpoint):
            continue
        ids = due.filter(system__endpoint=endpoint).order_by("not_before", "pk")
        places = min(limits.free_places(endpoint, now), limit - len(found))
        found += ids.values_list("pk", flat=True)[:places]
    return found
