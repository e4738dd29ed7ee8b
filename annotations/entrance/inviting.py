"""People come in: one, one in another's place, or many at once (all of a list, or nobody)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.entrance.invitations import DAYS, Link, make_personal_link
from annotations.entrance.invitees import BadLine, Fault, Invitee, read_invitees
from annotations.entrance.letters import link_of_letter, queue_letter
from annotations.entrance.profiles import specialties_in
from annotations.entrance.raters import add_rater, physician
from annotations.entrance.seats import replace_rater
from annotations.exceptions import AnnotationsError
from annotations.models import Letter, Study, StudyRater, User

REASONS: dict[Fault, Promise] = {
    Fault.NO_NAME: _("It begins with no name."),
    Fault.LONG_NAME: _("The name is longer than 120 characters."),
    Fault.BAD_MAIL: _("The e-mail address is not valid."),
    Fault.TWO_MAILS: _("It has two e-mail addresses."),
    Fault.SAME_MAIL: _("The e-mail address stands in an earlier line too."),
    Fault.BAD_QUOTA: _("The number of pairs must be at least 1."),
    Fault.TWO_NUMBERS: _("It has two numbers; one is the most pairs that they are given."),
    Fault.TOO_MANY: _("A list may have at most 200 people; send the rest as another list."),
    Fault.KNOWN: _("This person is a rater of the study already."),
    Fault.RUNS_IT: _("This person runs the study; nobody can run a study and judge in it."),
    Fault.NO_SEAT: _("The panel is complete: no seat is left for this person."),
}


class BadList(AnnotationsError):
    """Lines that cannot be taken; nobody was invited."""

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__(_("Nobody was invited yet: mend these lines first."))
        self.lines = tuple(lines)


@dataclass(frozen=True)
class Invited:
    """A new rater with their link, which is known at this moment only."""

    rater: StudyRater
    link: Link
    by_mail: bool


@transaction.atomic
def invite_one(
    *,
    study: Study,
    name: str,
    by: User | None,
    email: str | None = None,
    key: str = "",
    quota: int | None = None,
    days: int = DAYS,
) -> Link:
    """Make somebody a rater and a link for them; sent again with its ``key`` it is one person."""
    user = physician(email=email or None, name=name, key=key)
    rater = add_rater(study=study, user=user, by=by, quota=quota)
    return make_personal_link(rater=rater, by=by, days=days)


@transaction.atomic
def invite_successor(
    *, rater: StudyRater, name: str, by: User | None, email: str | None = None, key: str = ""
) -> Link:
    """Put somebody new in the rater's place.

    In one transaction: a person without a place would be left over if the place cannot be had.
    """
    user = physician(email=email or None, name=name, key=key)
    successor = replace_rater(rater=rater, user=user, by=by)
    return make_personal_link(rater=successor, by=by)


@transaction.atomic
def invite_list(
    *, study: Study, text: str, key: str, by: User | None, site: str = "", days: int = DAYS
) -> list[Invited]:
    """Make everybody on a pasted list a rater, each with a link of their own.

    ``site``: where links lead; with it, whoever has an address is written to as well. ``key`` is
    the form's: sent again, it is the same people with new links and no second letter. With one
    bad line nobody is invited.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    people, bad = read_invitees(text)
    bad += _unfit(study, people, key)
    if bad:
        raise BadList(sorted(bad, key=lambda line: line.line))
    if not people:
        raise AnnotationsError(_("The list is empty."))
    return [_invite(study, person, key, by, site, days) for person in people]


def _unfit(study: Study, people: Sequence[Invitee], key: str) -> list[BadLine]:
    """What only the study knows: who is in it already, and how many seats are left."""
    repeated = set(
        study.raters.filter(
            user__key__in=[_person_key(key, person) for person in people]
        ).values_list("user__key", flat=True)
    )
    mails = [person.email for person in people if person.email]
    known = set(study.raters.filter(user__email__in=mails).values_list("user__email", flat=True))
    running = set(study.members.filter(user__email__in=mails).values_list("user__email", flat=True))
    seats = _free_seats(study)
    found = []
    for person in people:
        if _person_key(key, person) in repeated:
            continue
        fault = _fault(person, known, running) or (Fault.NO_SEAT if seats == 0 else None)
        if fault:
            found.append(BadLine(person.line, person.name, fault))
        elif seats is not None:
            seats -= 1
    return found


def _fault(person: Invitee, known: set[str], running: set[str]) -> Fault | None:
    if not person.email:
        return None
    try:
        validate_email(person.email)
    except ValidationError:
        return Fault.BAD_MAIL
    if person.email in running:
        return Fault.RUNS_IT
    return Fault.KNOWN if person.email in known else None


def _free_seats(study: Study) -> int | None:
    if study.panel != Study.Panel.FIXED:
        return None
    taken = study.raters.exclude(status=StudyRater.Status.REMOVED).count()
    return max(0, study.raters_per_comparison - taken)


def _person_key(key: str, person: Invitee) -> str:
    return sha256(f"{key}:{person.line}:{person.name}:{person.email}".encode()).hexdigest()[:32]


def _invite(
    study: Study, person: Invitee, key: str, by: User | None, site: str, days: int
) -> Invited:
    user = physician(email=person.email or None, name=person.name, key=_person_key(key, person))
    rater = add_rater(study=study, user=user, by=by, quota=person.quota)
    if person.specialties:
        rater.specialties = specialties_in(study, person.specialties)
        rater.save(update_fields=["specialties"])
    if link := link_of_letter(rater):
        return Invited(rater, link, by_mail=True)
    if site and user.email:
        link = queue_letter(rater=rater, kind=Letter.Kind.INVITATION, site=site, by=by, days=days)
        return Invited(rater, link, by_mail=True)
    return Invited(rater, make_personal_link(rater=rater, by=by, days=days), by_mail=False)
