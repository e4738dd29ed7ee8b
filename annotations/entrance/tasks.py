"""What need not be waited for: letters, and tidying up."""

from smtplib import SMTPException

from celery import shared_task

from annotations.entrance import attempts, codes


@shared_task(acks_late=True, autoretry_for=(OSError, SMTPException), retry_backoff=5, max_retries=4)
def send_code(email: str, browser_sha256: str, language: str) -> None:
    """Delivered twice it sends two letters; the code of the later one counts."""
    codes.mail_code(email=email, browser_sha256=browser_sha256, language=language)


@shared_task(acks_late=True)
def tidy_up() -> None:
    """Run by beat."""
    attempts.forget_old_attempts()
    codes.forget_old_codes()
