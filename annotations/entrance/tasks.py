"""What need not be waited for: letters, and tidying up."""

import logging
from smtplib import SMTPException

from celery import shared_task

from annotations.entrance import attempts, codes, letters

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, autoretry_for=(OSError, SMTPException), retry_backoff=5, max_retries=4)
def send_code(email: str, browser_sha256: str, language: str) -> None:
    """Delivered twice it sends two letters; the code of the later one counts."""
    codes.mail_code(email=email, browser_sha256=browser_sha256, language=language)


@shared_task(acks_late=True)
def send_letter(letter_id: int) -> None:
    """Safe to deliver twice. What was not sent waits in its row for the sweep."""
    try:
        letters.send_letter(letter_id)
    except letters.NotSent as error:
        logger.warning("letter %s was not sent: %s", letter_id, error)


@shared_task(acks_late=True)
def send_due_letters() -> None:
    """Run by beat: what failed, and what a broker that was down never heard of."""
    for letter_id in letters.due_letters():
        send_letter(letter_id)


@shared_task(acks_late=True)
def tidy_up() -> None:
    """Run by beat."""
    attempts.forget_old_attempts()
    codes.forget_old_codes()
