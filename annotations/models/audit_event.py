"""The ledger of acts, and of what left the house: append-only like the judgments."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import known
from .study import Study


class AuditEvent(models.Model):
    """Who did what to what, and when; written in the transaction of the act itself."""

    study = models.ForeignKey(
        Study, models.PROTECT, null=True, blank=True, related_name="audit_events"
    )
    # A text without foreign key: an erased user must not take the record along.
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    content_sha256 = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField(db_default=0, editable=False)
    previous_hash = models.CharField(max_length=64, db_default="", editable=False)
    hash = models.CharField(max_length=64, db_default="", editable=False)

    class Meta:
        verbose_name = _("audit event")
        constraints = [
            models.UniqueConstraint(
                fields=["study", "sequence"],
                nulls_distinct=False,
                name="audit_sequence_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(actor="") & ~models.Q(action=""), name="audit_says_who_and_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target}"


class Export(models.Model):
    """One file that was handed out, with the ledger's head at that moment."""

    class Profile(models.TextChoices):
        IDENTIFIED = "identified", _("Identified")
        PSEUDONYMISED = "pseudonymised", _("Pseudonymised")
        DEIDENTIFIED = "deidentified", _("De-identified")

    study = models.ForeignKey(Study, models.PROTECT, related_name="exports")
    actor = models.CharField(max_length=80)
    profile = models.CharField(max_length=14, choices=Profile)
    filename = models.CharField(max_length=120)
    row_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    chain_head = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("export")
        constraints = [
            known(
                "profile",
                ["identified", "pseudonymised", "deidentified"],
                "export_profile_known",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
