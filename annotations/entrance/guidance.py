"""What raters agree to and go by: its versions, who accepted which, and withdrawal."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.names import named_systems
from annotations.exceptions import AnnotationsError
from annotations.ledger import content_sha256
from annotations.models import (
    Acceptance,
    Assignment,
    Draft,
    GuidanceText,
    Study,
    StudyRater,
    System,
    User,
)
from annotations.models.fields import LANGUAGES

Purpose = GuidanceText.Purpose


class TextChanged(AnnotationsError):
    """A newer version appeared between reading and accepting."""


@transaction.atomic
def publish_guidance(
    *, study: Study, purpose: str, text: Mapping[str, str], by: User | None
) -> GuidanceText:
    """Add a version, which raters accept before their next pair; an equal text adds none.

    From here on a rater who has not accepted it gets no pair; what they hold they can hand in.
    """
    study = Study.objects.select_for_update().get(pk=study.pk)
    text = {language: text.get(language, "").strip() for language in LANGUAGES}
    _refuse_unfit(study, text)
    latest = study.guidance_texts.filter(purpose=purpose).order_by("-version").first()
    if latest and latest.text == text:
        return latest
    published = GuidanceText.objects.create(
        study=study,
        purpose=purpose,
        version=latest.version + 1 if latest else 1,
        text=text,
        sha256=content_sha256(text),
    )
    audit.record(
        by=by,
        action=f"{purpose}.publish",
        study=study,
        data={"version": published.version, "sha256": published.sha256},
    )
    return published


def _refuse_unfit(study: Study, text: Mapping[str, str]) -> None:
    if not all(text.values()):
        raise AnnotationsError(_("The text is needed in English and in Chinese."))
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    names = [name for system in candidates for name in system.revealing_names]
    for words in text.values():
        if found := named_systems(words, names):
            raise AnnotationsError(
                _("Raters read this text, and it names a system: %(names)s.")
                % {"names": ", ".join(dict.fromkeys(found))}
            )


@transaction.atomic
def accept(*, rater: StudyRater, texts: Iterable[GuidanceText], language: str) -> None:
    """Record that the rater accepted these versions, read in this language.

    Repeating it changes nothing. A version that is no longer the newest is refused:
    what was shown is not what would be gone by.
    """
    # One at a time with a withdrawal, so that the later one of the two holds.
    rater = _locked(rater)
    for text in texts:
        newest = getattr(rater.study, f"{text.purpose}_version")
        if text.version != newest:
            raise TextChanged(_("The text has changed meanwhile. Please read the new version."))
        Acceptance.objects.bulk_create(
            [Acceptance(guidance=text, rater=rater, language=language)], ignore_conflicts=True
        )


@transaction.atomic
def withdraw_consent(*, rater: StudyRater) -> None:
    """End this rater's part at once; pairs they hold go back. Repeating it changes nothing.

    What was handed in stays, under the pseudonym; what was not is discarded. Whether it counts in
    the results is the study's rule, which the analysis applies while no consent stands.
    """
    rater = _locked(rater)
    standing = rater.acceptances.filter(
        guidance__purpose=Purpose.CONSENT, withdrawn_at__isnull=True
    )
    versions = list(standing.order_by("pk").values_list("guidance__version", flat=True))
    if not standing.update(withdrawn_at=timezone.now()):
        return
    Draft.objects.filter(assignment__rater=rater).delete()
    # Expired, not withdrawn: the slot is free for a colleague, and for this rater if they return.
    returned = Assignment.objects.open_of(rater).update(state=Assignment.State.EXPIRED)
    audit.record(
        by=rater,
        action="consent.withdraw",
        study=rater.study,
        target=rater.pseudonym,
        data={
            "versions": versions,
            "pairs_returned": returned,
            "judged": rater.submitted_count,
            "rule": rater.study.withdrawal_rule,
        },
    )


def _locked(rater: StudyRater) -> StudyRater:
    locked = StudyRater.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("study").get(pk=rater.pk)
