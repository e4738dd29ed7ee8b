"""What a rater has to read, and who came in by which link, as pages show it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from annotations.blinding.blinded import BlindedGuidance
from annotations.blinding.rendering import render_guidance
from annotations.entrance.changes import changes_between
from annotations.entrance.invitations import why_dead
from annotations.models import GuidanceText, Invitation, Study, StudyRater

Purpose = GuidanceText.Purpose


def current_texts(study: Study) -> list[GuidanceText]:
    """The newest consent text and guideline, as far as the study has them; consent first."""
    newest = {purpose: getattr(study, f"{purpose}_version") for purpose in Purpose}
    texts = study.guidance_texts.filter(version__in=newest.values())
    found = {text.purpose: text for text in texts if text.version == newest[text.purpose]}
    return [found[purpose] for purpose in Purpose if purpose in found]


def guidance_for(rater: StudyRater, language: str) -> tuple[BlindedGuidance, ...]:
    """The study's texts in this language, each with what is new since the rater's own version."""
    return tuple(_guidance(text, rater, language) for text in current_texts(rater.study))


def guideline_in(study: Study, language: str) -> BlindedGuidance | None:
    """The newest guideline as somebody reads it who has read none before."""
    newest = next((one for one in current_texts(study) if one.purpose == Purpose.GUIDELINE), None)
    if newest is None:
        return None
    html = render_guidance(newest.text[language])
    return BlindedGuidance(newest.purpose, newest.version, html, is_accepted=False)


def _guidance(text: GuidanceText, rater: StudyRater, language: str) -> BlindedGuidance:
    accepted = getattr(rater, f"{text.purpose}_accepted")
    is_new = 0 < accepted < text.version
    added, removed = _changes(text, accepted, language) if is_new else (SafeString(), SafeString())
    return BlindedGuidance(
        purpose=text.purpose,
        version=text.version,
        html=render_guidance(text.text[language]),
        is_accepted=accepted == text.version,
        accepted_version=accepted,
        added=added,
        removed=removed,
    )


def _changes(text: GuidanceText, accepted: int, language: str) -> tuple[SafeString, SafeString]:
    known = text.study.guidance_texts.get(purpose=text.purpose, version=accepted)
    found = changes_between(known.text[language], text.text[language])
    return _render(found.added), _render(found.removed)


def _render(lines: tuple[str, ...]) -> SafeString:
    return render_guidance("\n\n".join(lines)) if lines else SafeString()


@dataclass(frozen=True)
class RaterRow:
    """A rater as the study's researchers see them."""

    pseudonym: str
    name: str
    status: str
    seat: int | None
    quota: int | None
    submitted: int
    has_accepted: bool
    has_withdrawn: bool
    can_be_invited: bool


@dataclass(frozen=True)
class LinkRow:
    """A link with its state; the link itself is known to nobody."""

    number: int
    whom: str
    is_group: bool
    used: int
    limit: int
    expires_at: datetime
    state: str

    @property
    def is_live(self) -> bool:
        return self.state in {"", "paused", "closed"}


def raters_of(study: Study) -> list[RaterRow]:
    withdrawn = set(
        study.raters.filter(consent_accepted=0, acceptances__withdrawn_at__isnull=False)
        .distinct()
        .values_list("pk", flat=True)
    )
    return [
        RaterRow(
            pseudonym=rater.pseudonym,
            name=rater.user.name if rater.user else "",
            status=rater.get_status_display(),
            seat=rater.seat,
            quota=rater.quota,
            submitted=rater.submitted_count,
            has_accepted=rater.has_accepted(study),
            has_withdrawn=rater.pk in withdrawn,
            can_be_invited=rater.user is not None and rater.status != StudyRater.Status.REMOVED,
        )
        for rater in study.raters.select_related("user").order_by("joined_at", "pk")
    ]


def links_of(study: Study, *, limit: int = 100) -> list[LinkRow]:
    """The newest first."""
    links = study.invitations.select_related("study", "rater__user").order_by("-pk")[:limit]
    return [
        LinkRow(
            number=link.pk,
            whom=_whom(link),
            is_group=link.rater is None,
            used=link.use_count,
            limit=link.use_limit,
            expires_at=link.expires_at,
            state=why_dead(link),
        )
        for link in links
    ]


def _whom(link: Invitation) -> str:
    if link.rater is None:
        return link.name
    return (link.rater.user.name if link.rater.user else "") or link.rater.pseudonym
