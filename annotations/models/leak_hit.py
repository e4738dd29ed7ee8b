"""Words in an answer that tell who wrote it, and what was decided about them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import known
from .response import Response, Turn


class LeakHit(models.Model):
    """One find of the scan. A trigger lets nothing but the decision be written later, and once."""

    class Kind(models.TextChoices):
        MACHINE = "machine", _("says that it is a machine")
        VENDOR = "vendor", _("names a maker")
        MODEL = "model", _("names a language model")
        OWN = "own", _("names one of the study's systems")

    class Decision(models.TextChoices):
        UNDECIDED = "", _("waits for a decision")
        FLAGGED = "flagged", _("shown, and flagged in the files")
        ACCEPTED = "accepted", _("false alarm, shown as it is")
        MASKED = "masked", _("hidden behind a placeholder")
        REGENERATED = "regenerated", _("answer generated anew")
        EXCLUDED = "excluded", _("comparisons of the answer withdrawn")

    response = models.ForeignKey(Response, models.CASCADE, related_name="leak_hits")
    turn = models.ForeignKey(Turn, models.CASCADE, related_name="leak_hits")
    # Code points of the text that was scanned, the end excluded, and that text's hash.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    scanned_sha256 = models.CharField(max_length=64)
    words = models.TextField()
    # What stood around them: once they are hidden, nobody could judge them any more.
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # Stable code of annotations.blinding.redaction.
    reason = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    found_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=12, choices=Decision, blank=True, default="")
    # As in the audit log; the study's own policy decides as "system".
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("leak hit")
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "scanned_sha256", "start"], name="leak_hit_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="leak_hit_holds_words"),
            known("kind", ["machine", "vendor", "model", "own"], "leak_hit_kind_known"),
            known(
                "decision",
                ["", "flagged", "accepted", "masked", "regenerated", "excluded"],
                "leak_hit_decision_known",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by="", decided_at__isnull=True)
                | (~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="leak_hit_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turn}: {self.reason}"
