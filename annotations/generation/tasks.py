"""Generation in the background. A message only wakes a worker up; ids travel, rows do not."""

import logging
from collections.abc import Iterable

from celery import current_app, shared_task
from kombu.exceptions import ChannelError, KombuError

from annotations.generation import services
from annotations.generation.failures import Failure
from annotations.generation.leases import LeaseLost
from annotations.generation.providers.base import ProviderError, RetryableProviderError

logger = logging.getLogger(__name__)

# As many messages as may wait at once; the rows behind them follow as these are worked off.
MAX_WAITING = 2000
# The lowest of Redis and Valkey: releases, sweeps and leases must not wait, and expire, behind
# two thousand slow calls. RabbitMQ ignores it unless its queue was made with priorities.
PRIORITY = 9
# A name and no import: comparisons are a later stage, which this one does not know.
RELEASE_TASK = "annotations.comparisons.tasks.release_ready"


@shared_task(acks_late=True)
def generate_response(response_id: int) -> None:
    """Safe to deliver twice: only the delivery that claims the row does the work."""
    response = services.claim_response(response_id)
    if response is None:
        logger.info("response %s is finished, taken or not due", response_id)
        return
    try:
        services.generate_response(response)
    except LeaseLost:
        logger.warning("response %s was taken over by another worker", response_id)
    except RetryableProviderError as error:
        # When and how often stands in the row: a flushed broker forgets neither.
        services.retry_later(response, error)
    except ProviderError as error:
        services.fail_call(response, error)
    except Exception as error:
        services.fail_response(response, Failure.INTERNAL, f"{type(error).__name__}: {error}")
        raise
    else:
        _send_release()


@shared_task(acks_late=True)
def sweep() -> int:
    """Run by beat: wake workers for rows whose message was lost or whose time has come.

    Only as many as no message waits for, so that a long queue does not grow by sweeping.
    """
    waiting = _waiting_messages()
    due = services.due_response_ids(limit=MAX_WAITING)
    missing = due[: max(0, len(due) - waiting)]
    send(missing)
    return len(missing)


def send(response_ids: Iterable[int]) -> None:
    """Queue the responses over one connection."""
    with current_app.producer_or_acquire() as producer:
        for response_id in response_ids:
            generate_response.apply_async((response_id,), producer=producer, priority=PRIORITY)


def _send_release() -> None:
    """Best effort: beat runs the same task every few seconds."""
    try:
        current_app.send_task(RELEASE_TASK)
    except (KombuError, OSError) as error:
        logger.warning("the release was not queued: %s", error)


def _waiting_messages() -> int:
    queue = current_app.conf.task_default_queue
    with current_app.connection_for_write() as connection:
        try:
            return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:
            return 0  # an empty queue of Redis does not exist
