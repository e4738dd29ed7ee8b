"""A worker's hold on a response. Whoever lost it writes nothing any more."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import Response

# Beyond the longest a call may take: looking up the name, reading and writing rows.
GRACE = timedelta(seconds=5)
A_MOMENT = timedelta(seconds=1)


class LeaseLost(Exception):
    """Another worker has taken the response over; this one stops quietly."""


def held(response: Response) -> QuerySet[Response]:
    """The row, as long as it is this worker's claim that runs."""
    return Response.objects.filter(
        pk=response.pk, attempt=response.attempt, status=Response.Status.RUNNING
    )


def until(call_seconds: float) -> datetime:
    """The end of a lease that lasts for one call from now on."""
    return timezone.now() + timedelta(seconds=call_seconds) + GRACE


def renew(response: Response, call_seconds: int) -> None:
    """Hold on for one more call. Before each call, so that a dead worker is replaced soon."""
    end = until(call_seconds)
    # The claim that was made a moment ago lasts for the first call.
    if response.leased_until and end - response.leased_until < A_MOMENT:
        return
    if not held(response).update(leased_until=end):
        raise LeaseLost
    response.leased_until = end
