"""How much an endpoint is asked: at once, and in a minute.

Whoever counts holds a lock on the endpoint's row, so that two workers cannot both
take the last place.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from annotations.models import Endpoint, ProviderCall, Response, TrialCall

MINUTE = timedelta(minutes=1)


class NotNow(Exception):
    """The endpoint's limit is reached: no failure, only a matter of waiting."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


def lock(endpoint_id: int) -> Endpoint:
    """Until the end of the transaction. Rows that point to the endpoint can still be written."""
    return Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)


def free_places(endpoint: Endpoint, now: datetime) -> int:
    """A response takes one place at its system's endpoint: one call at a time, a dialogue too."""
    running = Response.objects.filter(
        status=Response.Status.RUNNING, leased_until__gte=now, system__endpoint=endpoint
    )
    return max(0, endpoint.concurrency - running.count())


def require_room_this_minute(endpoint: Endpoint) -> None:
    """Raise NotNow if the endpoint has been asked often enough; call it with the lock held."""
    if endpoint.requests_per_minute is None:
        return
    now = timezone.now()
    oldest_first = sorted(
        moment
        for model in (ProviderCall, TrialCall)
        for moment in model.objects.filter(
            endpoint=endpoint, started_at__gt=now - MINUTE
        ).values_list("started_at", flat=True)
    )
    too_many = len(oldest_first) - endpoint.requests_per_minute
    if too_many >= 0:
        raise NotNow((oldest_first[too_many] + MINUTE - now).total_seconds())
