"""Mail to raters: asked for in a transaction, sent by a worker, again and again until it is sent.

The row is the truth: with the mail server or the broker down it waits, and the link in it can be
handed over by chat all the same.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from annotations.entrance.invitations import DAYS, Link, make_personal_link, why_dead
from annotations.entrance.wording import letter_text, subject
from annotations.models import Letter, StudyRater, User
from annotations.models.fields import new_key

# A name and no import: services do not know the tasks that call them.
SEND_TASK = "annotations.entrance.tasks.send_letter"
# How long a try may take before another worker takes the letter for left lying.
LEASE = timedelta(minutes=2)
SLOWEST = timedelta(hours=1)
State, Kind = Letter.State, Letter.Kind


def queue_letter(
    *, rater: StudyRater, kind: Letter.Kind, site: str, by: User | None, days: int = DAYS
) -> Link:
    """Ask for a letter with a new personal link, in the caller's transaction; gives the link."""
    key = new_key()
    link = make_personal_link(rater=rater, by=by, days=days, token=token_of(key))
    letter = Letter.objects.create(
        rater=rater, invitation=link.invitation, key=key, kind=kind, site=site
    )

    def wake() -> None:
        current_app.send_task(SEND_TASK, (letter.pk,))

    # robust: a broker that is down must not turn a stored row into an error page. (Not a partial:
    # Django names the function in the log, and a partial has no name.)
    transaction.on_commit(wake, robust=True)
    return link


def link_of_letter(rater: StudyRater) -> Link | None:
    """The link of the rater's latest letter, while it can be used."""
    letter = rater.letters.select_related("invitation__study", "invitation__rater__user").last()
    if letter is None or why_dead(letter.invitation):
        return None
    return Link(letter.invitation, token_of(letter.key))


def token_of(key: str) -> str:
    """192 bits that nobody can tell from the database alone, and the same at every try."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"letter:{key}".encode(), sha256).digest()
    return urlsafe_b64encode(digest[:24]).decode()


def due_letters(*, limit: int = 100) -> list[int]:
    due = Letter.objects.filter(state=State.QUEUED, not_before__lte=timezone.now())
    return list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:limit])


class NotSent(Exception):
    """The mail server did not take it; the letter waits for its next try."""


def send_letter(letter_id: int) -> bool:
    """Send a letter that is due; says whether it went out now.

    Delivered twice, one of the two finds nothing to do; should a worker die between sending and
    noting it, the same letter with the same link goes out once more.
    """
    now = timezone.now()
    due = Letter.objects.filter(pk=letter_id, state=State.QUEUED, not_before__lte=now)
    if not due.update(attempts=F("attempts") + 1, not_before=now + LEASE):
        return False
    letter = Letter.objects.select_related("rater__user", "rater__study", "invitation__rater__user")
    letter = letter.select_related("invitation__study").get(pk=letter_id)
    if not _is_wanted(letter):
        Letter.objects.filter(pk=letter.pk, state=State.QUEUED).update(state=State.DROPPED)
        return False
    try:
        _mail(letter).send()
    except OSError as error:  # SMTPException is one
        _wait(letter, error)
        raise NotSent(type(error).__name__) from error
    Letter.objects.filter(pk=letter.pk).update(state=State.SENT, sent_at=timezone.now(), error="")
    return True


def _wait(letter: Letter, error: OSError) -> None:
    """A minute, two, four …, at most an hour; the sweep then tries again."""
    pause = min(SLOWEST, timedelta(minutes=2 ** min(letter.attempts - 1, 10)))
    Letter.objects.filter(pk=letter.pk).update(
        not_before=timezone.now() + pause, error=type(error).__name__
    )


def _is_wanted(letter: Letter) -> bool:
    rater = letter.rater
    has_address = rater.user is not None and bool(rater.user.email)
    stopped = letter.kind == Kind.REMINDER and rater.reminders_stopped_at is not None
    return has_address and not stopped and not why_dead(letter.invitation)


def _mail(letter: Letter) -> EmailMessage:
    rater, site = letter.rater, letter.site.rstrip("/")
    address = site + reverse("account:join", kwargs={"token": token_of(letter.key)})
    stop = stop_address(rater, site)
    text = letter_text(letter.invitation, address, kind=letter.kind, stop=stop)
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.kind == Kind.REMINDER:
        # RFC 8058: a mail program's own "unsubscribe" sends a POST there.
        headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return EmailMessage(subject(letter.kind), text, to=[rater.user.email], headers=headers)


def site_of(request: HttpRequest) -> str:
    """Where people reach the site: as it is set, else as this request reached it."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def stop_address(rater: StudyRater, site: str) -> str:
    return site + reverse("account:reminders", kwargs={"key": rater.reminder_key})
