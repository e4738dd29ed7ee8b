"""Tidying up."""

from celery import shared_task

from annotations.datasets.uploads import forget_old_uploads


@shared_task(acks_late=True)
def tidy_up() -> None:
    """Run by beat: files that nobody came back to."""
    forget_old_uploads()
