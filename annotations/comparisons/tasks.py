"""Release in the background, as answers come in."""

from celery import shared_task

from annotations.comparisons import services
from annotations.comparisons.leaks import scan_answers


@shared_task(acks_late=True)
def release_ready() -> int:
    """Run by beat and after every finished response; delivering it twice is harmless."""
    released, is_busy = 0, True
    while is_busy:
        # A batch of answers may be scanned without a pair being ready by it, and the other way.
        scanned, count = scan_answers(), services.release_ready_comparisons()
        released, is_busy = released + count, bool(scanned or count)
    return released
