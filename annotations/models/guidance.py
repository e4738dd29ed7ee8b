"""What raters agree to and go by: consent, guideline, and who accepted which version."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import in_both_languages, known
from .study import Study
from .study_rater import StudyRater


class GuidanceText(models.Model):
    """One version of a study's consent text or guideline. Never edited: a change is a new one."""

    class Purpose(models.TextChoices):
        CONSENT = "consent", _("Consent")
        GUIDELINE = "guideline", _("Guideline")

    study = models.ForeignKey(Study, models.CASCADE, related_name="guidance_texts")
    purpose = models.CharField(max_length=10, choices=Purpose)
    version = models.PositiveIntegerField()
    # Markdown per language.
    text = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("guidance text")
        constraints = [
            models.UniqueConstraint(
                fields=["study", "purpose", "version"], name="guidance_version_once"
            ),
            known("purpose", ["consent", "guideline"], "guidance_purpose_known"),
            in_both_languages("text", "guidance_in_both_languages"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class Acceptance(models.Model):
    """A rater accepted a version, read in this language; consent can be withdrawn."""

    guidance = models.ForeignKey(GuidanceText, models.PROTECT, related_name="acceptances")
    rater = models.ForeignKey(StudyRater, models.CASCADE, related_name="acceptances")
    language = models.CharField(max_length=10)
    accepted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("acceptance")
        constraints = [
            models.UniqueConstraint(
                fields=["guidance", "rater"],
                condition=Q(withdrawn_at__isnull=True),
                name="acceptance_once_per_version",
            ),
            known("language", ["en", "zh-hans"], "acceptance_language_known"),
        ]

    def __str__(self) -> str:
        return f"{self.rater} accepted {self.guidance}"
