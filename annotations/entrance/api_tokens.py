"""Keys for programs: made, shown once, used, revoked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.tokens import digest, new_token
from annotations.exceptions import AnnotationsError
from annotations.models import ApiToken, Study, User

# Lets scanners of repositories and logs recognise a key that got there.
PREFIX = "hev_"
DAYS, MOST_DAYS = 90, 365
MOST_LIVE = 50
# When a key was used last is known to the minute: not every request writes.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class MadeToken:
    """A new key with its secret, which is known at this moment only."""

    token: ApiToken
    secret: str


@transaction.atomic
def make_token(
    *, user: User, name: str, scopes: Collection[str], days: int = DAYS, study: Study | None = None
) -> MadeToken:
    """A key that reaches as far as its person does, for one study or for all of theirs."""
    if not 1 <= days <= MOST_DAYS:
        raise AnnotationsError(_("A token is valid for 1 to %(most)s days.") % {"most": MOST_DAYS})
    if not scopes:
        raise AnnotationsError(_("Choose what the token may do."))
    if live_tokens_of(user).count() >= MOST_LIVE:
        raise AnnotationsError(_("There are too many tokens: revoke what is not used."))
    secret = PREFIX + new_token()
    token = ApiToken.objects.create(
        user=user,
        study=study,
        name=name.strip(),
        sha256=digest(secret),
        scopes=[scope for scope in ApiToken.Scope.values if scope in scopes],
        expires_at=timezone.now() + timedelta(days=days),
    )
    _record(token, "token.create")
    return MadeToken(token, secret)


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None = None) -> None:
    """From here on it opens nothing, by its person or by an operator. Repeating changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    ):
        _record(token, "token.revoke", by)


def find_token(secret: str) -> ApiToken | None:
    """The live key with this secret and its person; None for anything else."""
    if not secret.startswith(PREFIX):
        return None
    tokens = ApiToken.objects.filter(_is_live(), sha256=digest(secret), user__is_active=True)
    return tokens.select_related("user").first()


def note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def live_tokens_of(user: User) -> QuerySet[ApiToken]:
    """The newest first."""
    return user.api_tokens.filter(_is_live()).select_related("study").order_by("-pk")


def _is_live() -> Q:
    return Q(revoked_at__isnull=True, expires_at__gt=timezone.now())


def _record(token: ApiToken, action: str, by: User | None = None) -> None:
    data = {"scopes": token.scopes, "expires_at": token.expires_at.isoformat()}
    audit.record(
        by=by or token.user, action=action, study=token.study, target=token.name, data=data
    )
