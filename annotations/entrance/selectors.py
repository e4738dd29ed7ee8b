"""What a rater has to read, and who came in by which link, as pages show it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.safestring import SafeString

from annotations.blinding.blinded import BlindedGuidance, blind_progress
from annotations.blinding.rendering import render_guidance
from annotations.entrance.changes import changes_between
from annotations.entrance.invitations import why_dead
from annotations.entrance.reminding import why_not
from annotations.models import (
    Acceptance,
    GuidanceText,
    Invitation,
    Letter,
    Study,
    StudyRater,
)

Purpose = GuidanceText.Purpose
Status = StudyRater.Status
EXCLUDE = Study.WithdrawalRule.EXCLUDE


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
    status_key: str
    seat: int | None
    quota: int | None
    specialties: tuple[str, ...]
    submitted: int
    left: int
    has_accepted: bool
    has_withdrawn: bool
    is_excluded: bool
    can_be_invited: bool
    why_no_reminder: str
    reminded_at: datetime | None
    letter: str
    letter_error: str

    @property
    def total(self) -> int:
        return self.submitted + self.left

    @property
    def is_removed(self) -> bool:
        return self.status_key == Status.REMOVED

    @property
    def can_be_reminded(self) -> bool:
        return not self.why_no_reminder


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
    """Two statements; who was removed stands last."""
    raters = study.raters.select_related("user").order_by("joined_at", "pk")
    return sorted(_rows(study, raters), key=lambda row: row.is_removed)


def rater_row(study: Study, rater: StudyRater) -> RaterRow:
    return _rows(study, study.raters.select_related("user").filter(pk=rater.pk))[0]


def _rows(study: Study, raters: QuerySet[StudyRater]) -> list[RaterRow]:
    now = timezone.now()
    withdrawn = Acceptance.objects.filter(rater=OuterRef("pk"), withdrawn_at__isnull=False)
    letter = Letter.objects.filter(rater=OuterRef("pk")).order_by("-pk")
    found = raters.annotate(
        has_withdrawn=Q(consent_accepted=0) & Q(Exists(withdrawn)),
        letter_state=Subquery(letter.values("state")[:1]),
        letter_error=Subquery(letter.values("error")[:1]),
    )
    return [
        RaterRow(
            pseudonym=rater.pseudonym,
            name=rater.user.name if rater.user else "",
            status=rater.get_status_display(),
            status_key=rater.status,
            seat=rater.seat,
            quota=rater.quota,
            specialties=tuple(rater.specialties),
            submitted=rater.submitted_count,
            left=0 if rater.status == Status.REMOVED else blind_progress(study, rater).left,
            has_accepted=rater.has_accepted(study),
            has_withdrawn=rater.has_withdrawn,
            is_excluded=rater.has_withdrawn and study.withdrawal_rule == EXCLUDE,
            can_be_invited=rater.user is not None and rater.status != Status.REMOVED,
            why_no_reminder=why_not(study, rater, now),
            reminded_at=rater.reminded_at,
            letter=rater.letter_state or "",
            letter_error=rater.letter_error or "",
        )
        for rater in found
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
