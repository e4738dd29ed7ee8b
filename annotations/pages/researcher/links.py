"""Links that were just made, with what can be sent along; each is shown this once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from annotations.entrance.invitations import Link
from annotations.entrance.letters import stop_address
from annotations.entrance.qr import qr_svg
from annotations.entrance.wording import letter_text
from annotations.models import Letter


@dataclass(frozen=True)
class MadeLink:
    """A link that was just made."""

    address: str
    letter: str
    qr: SafeString
    name: str
    is_group: bool
    by_mail: bool = False


def made_link(
    request: HttpRequest, link: Link, *, kind: str = Letter.Kind.INVITATION, by_mail: bool = False
) -> MadeLink:
    path = reverse("account:join", kwargs={"token": link.token})
    address = request.build_absolute_uri(path)
    invitation = link.invitation
    rater = invitation.rater
    stop = stop_address(rater, request.build_absolute_uri("/").rstrip("/")) if rater else ""
    return MadeLink(
        address=address,
        letter=letter_text(invitation, address, kind=kind, stop=stop),
        qr=qr_svg(address),
        name=(rater.user.name or rater.pseudonym) if rater and rater.user else invitation.name,
        is_group=rater is None,
        by_mail=by_mail,
    )


def all_letters(made: Iterable[MadeLink]) -> str:
    """One text for all, to be taken apart by whoever sends it: a name, then the letter."""
    return "\n\n".join(f"[{one.name}]\n{one.letter}" for one in made)
