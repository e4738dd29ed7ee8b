"""Reminders: at most one in three days, never to who asked for none, and never with content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations import audit
from annotations.blinding.blinded import blind_progress
from annotations.entrance.invitations import Link, make_personal_link
from annotations.entrance.letters import queue_letter
from annotations.models import Letter, Study, StudyRater, User

PAUSE = timedelta(days=3)
Status = StudyRater.Status


@dataclass(frozen=True)
class Reminder:
    """One that was just made: its link is known at this moment only."""

    rater: StudyRater
    link: Link
    by_mail: bool


def why_not(study: Study, rater: StudyRater, now: datetime) -> str:
    """ "" if a reminder may go to this rater now, else a key that the page explains."""
    if study.state != Study.State.RUNNING or rater.status != Status.ACTIVE or rater.user is None:
        return "inactive"
    if rater.reminders_stopped_at:
        return "stopped"
    if rater.closed_at or not blind_progress(study, rater).left:
        return "nothing_left"
    return "recent" if rater.reminded_at and rater.reminded_at > now - PAUSE else ""


def raters_to_remind(study: Study) -> list[StudyRater]:
    """Everybody who has pairs left and may be reminded now, of those who did nothing today."""
    now = timezone.now()
    raters = study.raters.select_related("user").order_by("joined_at", "pk")
    at_work = set(
        study.raters.filter(assignments__submitted_at__gte=now - timedelta(days=1)).values_list(
            "pk", flat=True
        )
    )
    return [rater for rater in raters if rater.pk not in at_work and not why_not(study, rater, now)]


@transaction.atomic
def remind(*, rater: StudyRater, site: str, by_mail: bool, by: User | None) -> Reminder | None:
    """A reminder with a new link, mailed if asked for and possible; None if it may not be.

    One statement decides: of two at once, or of two within three days, one is made.
    """
    study, now = rater.study, timezone.now()
    if why_not(study, rater, now):
        return None
    may = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - PAUSE)
    rested = StudyRater.objects.filter(may, pk=rater.pk, reminders_stopped_at__isnull=True)
    if not rested.update(reminded_at=now):
        return None
    by_mail = by_mail and bool(rater.user and rater.user.email)
    link = (
        queue_letter(rater=rater, kind=Letter.Kind.REMINDER, site=site, by=by)
        if by_mail
        else make_personal_link(rater=rater, by=by)
    )
    data = {"channel": "mail" if by_mail else "copied"}
    audit.record(by=by, action="rater.remind", study=study, target=rater.pseudonym, data=data)
    return Reminder(rater, link, by_mail)


@transaction.atomic
def stop_reminders(*, rater: StudyRater, stop: bool = True) -> None:
    """Asked for by the rater, without signing in; can be taken back. Repeating changes nothing."""
    stopped = timezone.now() if stop else None
    changed = StudyRater.objects.filter(pk=rater.pk, reminders_stopped_at__isnull=stop)
    if changed.update(reminders_stopped_at=stopped):
        action = "reminders.stop" if stop else "reminders.allow"
        audit.record(by=rater, action=action, study=rater.study, target=rater.pseudonym)
