"""What follows an act and need not be waited for."""

from django.conf import settings
from django.db import transaction

from annotations.models import Study
from annotations.studies import tasks


def announce_freeze(study: Study) -> None:
    """Queue a letter with the chain's head, once the freeze is committed, if mail is set up."""
    if not settings.MAIL_IS_SET_UP:
        return

    def send() -> None:
        tasks.send_freeze_letters.delay(study.pk)

    # robust: a broker that is down must not undo what is committed; the head is on the page too.
    transaction.on_commit(send, robust=True)
