"""Release in the background, as answers come in."""

from celery import shared_task

from annotations.comparisons import services


@shared_task(acks_late=True)
def release_ready() -> int:
    """Run by beat and after every finished response; delivering it twice is harmless."""
    released = 0
    while count := services.release_ready_comparisons():
        released += count
    return released
