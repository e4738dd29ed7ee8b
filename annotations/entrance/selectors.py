"""What a rater has to read, as their pages show it."""

from django.utils.safestring import SafeString

from annotations.blinding.blinded import BlindedGuidance
from annotations.blinding.rendering import render_guidance
from annotations.entrance.changes import changes_between
from annotations.models import GuidanceText, Study, StudyRater

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
