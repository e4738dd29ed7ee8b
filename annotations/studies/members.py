"""Who runs and analyses a study. At every moment somebody administers it."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.tokens import digest, new_token
from annotations.exceptions import AnnotationsError, ChangedMeanwhile
from annotations.models import MemberInvitation, Study, StudyMember, User

DAYS = 14
Role = StudyMember.Role


@dataclass(frozen=True)
class Added:
    """A member, or an invitation with its token, which is known at this moment only."""

    member: StudyMember | None = None
    invitation: MemberInvitation | None = None
    token: str = ""


@transaction.atomic
def add_member(*, study: Study, email: str, role: str, by: User | None) -> Added:
    """Whoever has an account with this e-mail is in; for anybody else a link is made.

    Repeating it for a member changes nothing, for somebody invited it makes a new link.
    """
    study = _locked(study)
    email = _checked(email)
    if user := User.objects.filter(email=email).first():
        return Added(member=_join(study, user, role, by))
    token = new_token()
    open_invitations(study).filter(email=email).update(revoked_at=timezone.now())
    invitation = MemberInvitation.objects.create(
        study=study,
        email=email,
        role=role,
        token_sha256=digest(token),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    _record_invitation(invitation, "member.invite", by)
    return Added(invitation=invitation, token=token)


@transaction.atomic
def change_role(*, member: StudyMember, role: str, by: User | None) -> StudyMember:
    """Repeating it changes nothing."""
    member = _locked_member(member)
    if member.role == role:
        return member
    _require_another_administrator(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    _record(member, "member.role", by, {"before": before, "role": role})
    return member


@transaction.atomic
def remove_member(*, member: StudyMember, by: User | None) -> None:
    """From the next request on the study does not exist for them, nor for their tokens."""
    member = _locked_member(member)
    _require_another_administrator(member)
    _record(member, "member.remove", by, {"role": member.role})
    member.delete()


@transaction.atomic
def revoke_invitation(*, invitation: MemberInvitation, by: User | None) -> None:
    """Repeating it changes nothing."""
    live = open_invitations(invitation.study).filter(pk=invitation.pk)
    if live.update(revoked_at=timezone.now()):
        _record_invitation(invitation, "member.invitation_revoke", by)


def open_invitations(study: Study):
    """Links that can still be used, the newest first."""
    links = study.member_invitations.filter(used_at__isnull=True, revoked_at__isnull=True)
    return links.filter(expires_at__gt=timezone.now()).order_by("-pk")


def find_invitation(token: str) -> MemberInvitation | None:
    """The live invitation with this token."""
    invitation = MemberInvitation.objects.filter(token_sha256=digest(token)).first()
    if invitation is None:
        return None
    return open_invitations(invitation.study).filter(pk=invitation.pk).first()


def account_of(invitation: MemberInvitation) -> User | None:
    """Who has the invited address by now: they sign in and accept, nobody else can."""
    return User.objects.filter(email=invitation.email).first()


@transaction.atomic
def accept_as(*, token: str, user: User) -> StudyMember:
    """The person with the invited address takes the invitation up. It works once."""
    invitation = _use(token)
    if user.email != invitation.email:
        raise AnnotationsError(_("This link is for somebody else."))
    return _join(_locked(invitation.study), user, invitation.role, user)


@transaction.atomic
def accept_anew(*, token: str, name: str, password: str) -> User:
    """Make the invited person's account and let them into the study. It works once."""
    invitation = _use(token)
    if account_of(invitation):
        raise AnnotationsError(_("There is an account with this e-mail: sign in with it first."))
    user = User(email=invitation.email, name=name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AnnotationsError(" ".join(error.messages)) from error
    user = User.objects.create_user(invitation.email, password, name=name)
    _join(_locked(invitation.study), user, invitation.role, user)
    return user


def _use(token: str) -> MemberInvitation:
    """One conditional statement: of two at once the database lets one through."""
    invitation = find_invitation(token)
    if invitation is None or not open_invitations(invitation.study).filter(pk=invitation.pk).update(
        used_at=timezone.now()
    ):
        raise AnnotationsError(_("This link cannot be used any more."))
    return invitation


def _join(study: Study, user: User, role: str, by: User | None) -> StudyMember:
    if member := study.members.filter(user=user).first():
        return member
    if study.raters.filter(user=user).exists():
        raise AnnotationsError(_("Nobody can run a study and judge in it."))
    member = StudyMember.objects.create(study=study, user=user, role=role)
    _record(member, "member.add", by, {"role": role})
    return member


def _checked(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AnnotationsError(" ".join(error.messages)) from error
    return email


def _locked(study: Study) -> Study:
    """Two administrators who remove each other wait here; the second finds the rule broken."""
    return Study.objects.select_for_update(no_key=True).get(pk=study.pk)


def _locked_member(member: StudyMember) -> StudyMember:
    _locked(member.study)
    found = StudyMember.objects.select_related("user", "study").filter(pk=member.pk).first()
    if found is None:
        raise ChangedMeanwhile(_("This person is no longer a member."))
    return found


def _require_another_administrator(member: StudyMember) -> None:
    if member.role != Role.ADMINISTRATOR:
        return
    others = member.study.members.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if not others.exclude(pk=member.pk).exists():
        raise AnnotationsError(_("A study needs an administrator: make somebody else one before."))


def _record(member: StudyMember, action: str, by: User | None, data: dict[str, object]) -> None:
    # By the person's key, not by name or address, so that an erasure leaves nothing behind.
    target = audit.actor_key(member.user)
    audit.record(by=by, action=action, study=member.study, target=target, data=data)


def _record_invitation(invitation: MemberInvitation, action: str, by: User | None) -> None:
    target = f"invitation:{invitation.pk}"
    data = {"role": invitation.role}
    audit.record(by=by, action=action, study=invitation.study, target=target, data=data)
