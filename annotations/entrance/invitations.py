"""Links into a study: made, shown once, used, revoked."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.raters import add_rater
from annotations.entrance.tokens import digest, new_token
from annotations.exceptions import AnnotationsError
from annotations.models import Invitation, Study, StudyRater, User
from annotations.models.fields import new_key

DAYS = 14
# A double click comes twice from one browser, and its second answer is the one that is seen.
DOUBLE_CLICK = timedelta(seconds=60)


class LinkDead(AnnotationsError):
    """The link cannot be used; ``reason`` is a key that pages explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(_("This link cannot be used any more."))
        self.reason = reason


@dataclass(frozen=True)
class Link:
    """A new link with its token, which is known at this moment only."""

    invitation: Invitation
    token: str


@transaction.atomic
def make_personal_link(
    *, rater: StudyRater, by: User | None, days: int = DAYS, token: str = ""
) -> Link:
    """A link that signs this rater in once; older ones that nobody used are dead from here on.

    ``token``: of a letter, which makes its own; anybody else gets a random one.
    """
    rater = StudyRater.objects.select_for_update(no_key=True).get(pk=rater.pk)
    if rater.user_id is None or rater.status == StudyRater.Status.REMOVED:
        raise AnnotationsError(_("This rater is no longer part of the study."))
    if _has_an_account_of_their_own(rater):
        raise AnnotationsError(
            _("This person runs studies here: they sign in as always and find this study there.")
        )
    rater.invitations.filter(use_count=0, revoked_at__isnull=True).update(revoked_at=timezone.now())
    return _make(rater.study, by, days, token=token, rater=rater)


@transaction.atomic
def make_group_link(
    *, study: Study, name: str, use_limit: int, by: User | None, days: int = DAYS
) -> Link:
    """A link that enrols somebody new each time, at most ``use_limit`` times."""
    if use_limit < 1:
        raise AnnotationsError(_("A group link needs at least one use."))
    return _make(study, by, days, name=name, use_limit=use_limit)


def _make(study: Study, by: User | None, days: int, *, token: str = "", **fields: object) -> Link:
    if days < 1:
        raise AnnotationsError(_("A link must be valid for at least one day."))
    token = token or new_token()
    expires_at = timezone.now() + timedelta(days=days)
    invitation = Invitation.objects.create(
        study=study, token_sha256=digest(token), expires_at=expires_at, **fields
    )
    _record(invitation, "invitation.create", by)
    return Link(invitation, token)


@transaction.atomic
def revoke_link(*, invitation: Invitation, by: User | None) -> None:
    """From here on the link is dead. Repeating it changes nothing."""
    live = Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True)
    if live.update(revoked_at=timezone.now()):
        _record(invitation, "invitation.revoke", by)


def _record(invitation: Invitation, action: str, by: User | None) -> None:
    # Not the name of a group, which can be that of a person: what stands here stays for good.
    target = invitation.rater.pseudonym if invitation.rater else f"group link {invitation.pk}"
    data = {"uses": invitation.use_limit, "expires_at": invitation.expires_at.isoformat()}
    audit.record(by=by, action=action, study=invitation.study, target=target, data=data)


def find_link(token: str) -> Invitation | None:
    links = Invitation.objects.select_related("study", "rater__user")
    return links.filter(token_sha256=digest(token)).first()


def why_dead(invitation: Invitation) -> str:
    """ "" for a link that works, else why it does not.

    A personal link works in a paused or frozen study too: its rater may still hand in what they
    hold, or look at what they did. A group link would bring in somebody who can do nothing.
    """
    rater = invitation.rater
    if invitation.revoked_at or (rater and not _may_enter(rater)):
        return "revoked"
    if invitation.use_count >= invitation.use_limit:
        return "used"
    if invitation.expires_at <= timezone.now():
        return "expired"
    states = {Study.State.PAUSED: "paused"} | dict.fromkeys(
        (Study.State.FROZEN, Study.State.UNBLINDED), "closed"
    )
    return "" if rater else states.get(invitation.study.state, "")


def _has_an_account_of_their_own(rater: StudyRater) -> bool:
    """Whether signing in as them would open more than judging.

    Whoever invites sees the link: it must not make a researcher of one study the researcher of
    another, or the operator, by inviting them.
    """
    user = rater.user
    return user is not None and (user.is_staff or user.memberships.exists())


def _may_enter(rater: StudyRater) -> bool:
    is_known = rater.user is not None and rater.user.is_active
    return is_known and rater.status != StudyRater.Status.REMOVED


@transaction.atomic
def use_personal_link(*, token: str, browser: str) -> StudyRater:
    """The rater whom this link signs in. It works once, but for a double click of one browser."""
    unused = Invitation.objects.filter(
        token_sha256=digest(token),
        rater__isnull=False,
        use_count=0,
        revoked_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    # One conditional statement: of two at once the database lets one through.
    is_ours = _use(unused, browser)
    invitation = find_link(token)
    if invitation is None or invitation.rater is None:
        raise LinkDead("unknown")
    if not _may_enter(invitation.rater) or _has_an_account_of_their_own(invitation.rater):
        raise LinkDead("revoked")
    if not is_ours and not _is_double_click(invitation, browser):
        raise LinkDead(why_dead(invitation) or "used")
    return invitation.rater


def _use(usable: object, browser: str) -> bool:
    now = timezone.now()
    return bool(
        usable.update(use_count=F("use_count") + 1, used_at=now, browser_sha256=digest(browser))
    )


def _is_double_click(invitation: Invitation, browser: str) -> bool:
    is_recent = invitation.used_at and invitation.used_at > timezone.now() - DOUBLE_CLICK
    is_same = invitation.browser_sha256 == digest(browser)
    return bool(is_recent and is_same and not invitation.revoked_at)


@transaction.atomic
def enrol(*, token: str, name: str, language: str, browser: str) -> StudyRater:
    """Make somebody new a rater by a group link. A double click enrols once.

    Whoever gets in is the person just made: a link that many hold signs in nobody else.
    """
    invitation = _lock_group_link(token)
    # The key follows from link and browser, so that the second of two clicks finds the first.
    key = digest(f"{invitation.token_sha256}:{browser}")[:32]
    recent = timezone.now() - DOUBLE_CLICK
    twin = StudyRater.objects.filter(
        study=invitation.study, user__key=key, user__name=name, user__date_joined__gt=recent
    )
    if rater := twin.select_related("user").first():
        return rater
    if User.objects.filter(key=key).exists():
        key = new_key()
    _take_a_use(invitation, browser)
    user = User.objects.create_user(name=name, language=language, key=key)
    return add_rater(study=invitation.study, user=user, by=None)


@transaction.atomic
def join_as(*, token: str, user: User, browser: str) -> StudyRater:
    """Make somebody who is signed in already a rater; who is one is led in without a use."""
    invitation = _lock_group_link(token)
    if rater := rater_in(invitation.study, user):
        return rater
    _take_a_use(invitation, browser)
    return add_rater(study=invitation.study, user=user, by=None)


def rater_in(study: Study, user: User) -> StudyRater | None:
    raters = study.raters.exclude(status=StudyRater.Status.REMOVED)
    return raters.filter(user=user).first() if user.is_authenticated else None


def _lock_group_link(token: str) -> Invitation:
    links = Invitation.objects.select_for_update(of=("self",)).select_related("study")
    invitation = links.filter(token_sha256=digest(token), rater__isnull=True).first()
    if invitation is None:
        raise LinkDead("unknown")
    return invitation


def _take_a_use(invitation: Invitation, browser: str) -> None:
    if reason := why_dead(invitation):
        raise LinkDead(reason)
    usable = Invitation.objects.filter(pk=invitation.pk, use_count__lt=F("use_limit"))
    if not _use(usable, browser):
        raise LinkDead("used")
