"""Generation in the background. A message only wakes a worker up; ids travel, rows do not."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import current_app, shared_task
from celery.worker import state
from kombu.exceptions import ChannelError, KombuError

from annotations.generation import claims, services, trials
from annotations.generation.failures import Failure
from annotations.generation.leases import LeaseLost
from annotations.generation.limits import NotNow
from annotations.generation.providers.base import ProviderError, RetryableProviderError
from annotations.models import Response, Study

logger = logging.getLogger(__name__)

# The lowest of Redis and Valkey: releases, sweeps and leases must not wait, and expire, behind
# two thousand slow calls. RabbitMQ ignores it unless its queue was made with priorities.
PRIORITY = 9
SWEEP_SECONDS = 5
CONTINUES_SECONDS = 5.0
# A message that is not acknowledged for long would be delivered again.
LONGEST_SECONDS = 30.0
RELEASE_SECONDS = 3.0
# A name and no import: comparisons are a later stage, which this one does not know.
RELEASE_TASK = "annotations.comparisons.tasks.release_ready"


@shared_task(acks_late=True)
def generate_response(response_id: int) -> None:
    """Safe to deliver twice: only the delivery that claims the row does the work.

    The place that becomes free is given to the next in line at once, which costs no message, until
    after some seconds something else waits for a worker.
    """
    turn = _Turn()
    response = claims.claim_response(response_id)
    if response is None:
        logger.info("response %s is finished, taken or not due", response_id)
        return
    endpoint_id = response.system.endpoint_id
    try:
        while response is not None:
            with _ending_well(response):
                services.generate_response(response)
            goes_on = endpoint_id is not None and turn.goes_on()
            response = claims.claim_next(endpoint_id) if goes_on else None
    finally:
        _best_effort(lambda: wake(endpoint_id=endpoint_id))


class _Turn:
    """How long a thread stays with one endpoint before it goes back to the queue."""

    def __init__(self) -> None:
        now = time.monotonic()
        self._looks_up, self._ends = now + CONTINUES_SECONDS, now + LONGEST_SECONDS

    def goes_on(self) -> bool:
        now = time.monotonic()
        if now >= self._ends or state.should_stop is not None:
            return False
        if now < self._looks_up:
            return True
        self._looks_up = now + CONTINUES_SECONDS
        return CONTINUES_SECONDS > 0 and not _is_waited_for()


def _is_waited_for() -> bool:
    try:
        return _waiting_messages() > 0
    except (KombuError, OSError):
        return False  # what could not be delivered waits for no one


@contextmanager
def _ending_well(response: Response) -> Iterator[None]:
    """Whatever happens, the row says it."""
    try:
        yield
    except LeaseLost:
        logger.warning("response %s was taken over by another worker", response.pk)
    except NotNow as wait:
        services.postpone(response, wait)
    except RetryableProviderError as error:
        # When and how often stands in the row: a flushed broker forgets neither.
        services.retry_later(response, error)
    except ProviderError as error:
        services.fail_call(response, error)
    except Exception as error:
        services.fail_response(response, Failure.INTERNAL, f"{type(error).__name__}: {error}")
        raise
    if response.status == Response.Status.DONE:
        _ask_for_release()


_last_release = [0.0]


def _ask_for_release() -> None:
    """Beat does it every few seconds; after an answer it is done soon, but not for each of many."""
    now = time.monotonic()
    if now - _last_release[0] >= RELEASE_SECONDS:
        _last_release[0] = now
        _best_effort(lambda: current_app.send_task(RELEASE_TASK))


@shared_task(acks_late=True)
def run_trial(trial_id: int) -> None:
    """Safe to deliver twice: only the delivery that claims the trial asks."""
    trial = trials.claim_trial(trial_id)
    if trial is None:
        logger.info("trial %s is finished or taken", trial_id)
        return
    try:
        trials.run_trial(trial)
    except LeaseLost:
        logger.warning("trial %s was given up meanwhile", trial_id)


@shared_task(acks_late=True)
def sweep() -> int:
    """Run by beat: wake workers for rows whose message was lost or whose time has come."""
    trials.close_abandoned()
    for trial_id in trials.unnoticed_trials():
        run_trial.apply_async((trial_id,), expires=SWEEP_SECONDS)
    return wake()


def wake(*, study: Study | None = None, endpoint_id: int | None = None) -> int:
    """Queue what is due, as far as no message waits already; says how many.

    A queue that is long, because workers are few, does not grow by being looked at.
    """
    due = claims.due_response_ids(study=study, endpoint_id=endpoint_id)
    missing = due[: max(0, len(due) - _waiting_messages())] if due else []
    with current_app.producer_or_acquire() as producer:
        for response_id in missing:
            generate_response.apply_async((response_id,), producer=producer, priority=PRIORITY)
    return len(missing)


def _best_effort(send: Callable[[], object]) -> None:
    """A broker that is down loses nothing: beat does the same every few seconds."""
    try:
        send()
    except (KombuError, OSError) as error:
        logger.warning("a message was not queued: %s", error)


def _waiting_messages() -> int:
    queue = current_app.conf.task_default_queue
    with current_app.connection_or_acquire() as connection:
        try:
            return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:
            return 0  # an empty queue of Redis does not exist
