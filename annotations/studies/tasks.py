"""Letters about a study."""

from smtplib import SMTPException

from celery import shared_task

from annotations.studies import letters


@shared_task(acks_late=True, autoretry_for=(OSError, SMTPException), retry_backoff=5, max_retries=4)
def send_freeze_letters(study_id: int) -> int:
    """Delivered twice it sends the same letter twice."""
    return letters.send_freeze_letters(study_id)
