"""Erase a rater: the person goes, the judgments stay under a pseudonym that says nothing."""

from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.seats import remove_rater
from annotations.exceptions import AnnotationsError
from annotations.exports.jobs import remove_files
from annotations.models import (
    Draft,
    Export,
    ExportJob,
    Invitation,
    Study,
    StudyRater,
    User,
)


@dataclass(frozen=True)
class Erasure:
    """What became of somebody: the pseudonym that is left, and whether the account went too."""

    pseudonym: str
    account_deleted: bool
    files_removed: int


@transaction.atomic
def erase_rater(*, rater: StudyRater, by: User | None, reason: str) -> Erasure:
    """Take a rater's identity out of a study, for good.

    Whoever is in no other study is deleted with profile, sessions and codes. Links, drafts and
    files with names go; what was handed in, its chain and every other bundle stay byte for
    byte. Repeating it changes nothing.
    """
    locked = StudyRater.objects.select_for_update(of=("self",)).select_related("study", "user")
    rater = locked.get(pk=rater.pk)
    user = rater.user
    if user is None:
        return Erasure(rater.pseudonym, False, 0)
    _refuse_unfit(reason.strip(), user)
    if rater.study.state in (Study.State.RUNNING, Study.State.PAUSED):
        remove_rater(rater=rater, by=by)
    _leave(rater)
    files = remove_files(
        ExportJob.objects.filter(
            study=rater.study, profile=Export.Profile.IDENTIFIED, removed_at=None
        ).exclude(export=None)
    )
    account_deleted = not _is_needed(user)
    if account_deleted:
        _delete(user)
    data = {"reason": reason.strip(), "account_deleted": account_deleted, "files_removed": files}
    audit.record(by=by, action="rater.erase", study=rater.study, target=rater.pseudonym, data=data)
    return Erasure(rater.pseudonym, account_deleted, files)


def _refuse_unfit(reason: str, user: User) -> None:
    """The record outlives the person: nothing in it may say who that was."""
    if not reason:
        raise AnnotationsError(_("Say why the rater is erased; the reason is recorded."))
    names = [user.email or "", user.name, *(part for part in user.name.split() if len(part) > 1)]
    if any(name and name.casefold() in reason.casefold() for name in names):
        raise AnnotationsError(_("The reason is kept for good and must not name the person."))


def _leave(rater: StudyRater) -> None:
    """Links, letters and drafts go; the membership stays without a person."""
    Draft.objects.filter(assignment__rater=rater).delete()
    # Deletes the letters that carried them.
    Invitation.objects.filter(rater=rater).delete()
    rater.letters.all().delete()
    rater.user, rater.status = None, StudyRater.Status.REMOVED
    rater.save(update_fields=["user", "status"])


def _is_needed(user: User) -> bool:
    """Whether the account has something else to do here."""
    works = user.memberships.exists() or user.is_staff or user.user_permissions.exists()
    return works or user.raterships.exists()


def _delete(user: User) -> None:
    """With profile, codes and tokens, which go with the row, and every session."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    user.delete()
