"""Ask for a letter once the asking is over, so that nothing can be told from how long it took."""

from django.db import transaction

from annotations.entrance import tasks
from annotations.entrance.attempts import TooManyAttempts, count_attempt
from annotations.entrance.codes import account_key
from annotations.entrance.tokens import digest

MOST_LETTERS = 5


def request_mailed_code(*, email: str, browser: str, language: str) -> None:
    """Queue a letter to this address, whether or not somebody has it.

    The same is done and answered in every case; whoever asks too often gets no more letters.
    """
    email = email.strip().lower()
    try:
        count_attempt(f"letter:{account_key(email=email)}", most=MOST_LETTERS)
    except TooManyAttempts:
        return

    def send() -> None:
        tasks.send_code.delay(email, digest(browser), language)

    # robust: a broker that is down must not tell one address from another by an error page.
    transaction.on_commit(send, robust=True)
