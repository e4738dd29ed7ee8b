"""What invitations and reminders say, in both languages: nobody knows which one is read.

They carry the study's title, a link and nothing else: no item, no answer, no number that could
tell one rater's work from another's.
"""

from django.utils.translation import gettext, override

from annotations.models import Invitation, Letter
from annotations.models.fields import LANGUAGES


def letter_text(
    invitation: Invitation, address: str, *, kind: str = Letter.Kind.INVITATION, stop: str = ""
) -> str:
    """To be pasted into a chat, or mailed; Chinese first."""
    return "\n\n".join(
        _paragraph(invitation, address, kind, stop, language) for language in reversed(LANGUAGES)
    )


def subject(kind: str) -> str:
    words = []
    for language in reversed(LANGUAGES):
        with override(language):
            words.append(
                gettext("Your evaluation of medical answers: a reminder")
                if kind == Letter.Kind.REMINDER
                else gettext("Invitation to judge medical answers")
            )
    return " · ".join(words)


def _paragraph(invitation: Invitation, address: str, kind: str, stop: str, language: str) -> str:
    with override(language):
        if kind == Letter.Kind.REMINDER:
            text = _reminder()
        else:
            text = _to_a_group() if invitation.rater is None else _to_one()
        return text % {
            "title": invitation.study.title[language],
            "address": address,
            "day": f"{invitation.expires_at:%Y-%m-%d}",
            "stop": stop,
        }


def _to_one() -> str:
    return gettext(
        "You are invited to judge in the study “%(title)s”. Open this link: %(address)s\n"
        "It is for you alone, works once and until %(day)s. No password is needed."
    )


def _to_a_group() -> str:
    return gettext(
        "Take part in the study “%(title)s” as a physician: %(address)s\n"
        "It works until %(day)s. No password is needed."
    )


def _reminder() -> str:
    return gettext(
        "In the study “%(title)s” pairs are still waiting for your judgment; whenever you have "
        "time: %(address)s\n"
        "The link is for you alone, works once and until %(day)s. No more reminders: %(stop)s"
    )
