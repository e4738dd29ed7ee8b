"""How much an endpoint is asked: at once, and in a minute.

Whoever counts holds a lock on the endpoint's row, so that two workers cannot both
take the last place.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from annotations.generation import leases
from annotations.models import Endpoint, ProviderCall, TrialCall

MINUTE = timedelta(minutes=1)
# Spelled out, because it is asked for every answer: it takes longer to put it together than to
# answer it. A claim has its place from the start, before its first call is listed. Guests are calls
# without such a claim here: of a patient whose system lives elsewhere, and of trials.
TAKEN = """
    SELECT count(*) FROM (
    SELECT response.id, response.attempt FROM annotations_response response
    JOIN annotations_system system ON system.id = response.system_id
    WHERE response.status = 'running' AND response.leased_until >= %(now)s
    AND system.endpoint_id = %(endpoint)s
    UNION SELECT response_id, attempt FROM annotations_providercall
    WHERE status = 'started' AND endpoint_id = %(endpoint)s AND started_at >= %(since)s
    UNION SELECT -trial_id, sample FROM annotations_trialcall
    WHERE status = 'started' AND endpoint_id = %(endpoint)s AND started_at >= %(since)s
    ) taken
"""


class NotNow(Exception):
    """The endpoint's limit is reached: no failure, only a matter of waiting."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


class NoPlace(NotNow):
    """As many are asked at once as may be."""

    def __init__(self) -> None:
        super().__init__(1.0)


def lock(endpoint_id: int) -> Endpoint:
    """Until the end of the transaction. Rows that point to the endpoint can still be written."""
    return Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)


def free_places(endpoint: Endpoint, now: datetime) -> int:
    """For new claims; those who wait in the middle of their work come first.

    A response takes a place at its system's endpoint until it is done. A call at another
    endpoint takes one there as long as it lasts.
    """
    return max(0, _unused(endpoint, now) - _waiting[endpoint.pk])


def _unused(endpoint: Endpoint, now: datetime) -> int:
    since = now - timedelta(seconds=endpoint.timeout_seconds) - leases.GRACE
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, {"endpoint": endpoint.pk, "now": now, "since": since})
        return endpoint.concurrency - cursor.fetchone()[0]


# How many threads of this process wait for a place, by endpoint.
_waiting: Counter[int] = Counter()
_lock = threading.Lock()


@contextmanager
def place_waited_for(endpoint: Endpoint) -> Iterator[None]:
    """No new claim of this process takes a place while this lasts."""
    with _lock:
        _waiting[endpoint.pk] += 1
    try:
        yield
    finally:
        with _lock:
            _waiting[endpoint.pk] -= 1


def require_place(endpoint: Endpoint) -> None:
    """Raise NotNow if the endpoint is as busy as it may; call it with the lock held."""
    if _unused(endpoint, timezone.now()) < 1:
        raise NoPlace


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
