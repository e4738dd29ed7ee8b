"""Reports that were computed before; nothing in them that cannot be computed again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .study import Study


class ComputedReport(models.Model):
    """A study's report under one set of filters. Without ``content``: it is being computed.

    ``key`` covers the judgments, the filters and the version of the methods: what was stored
    under another one is never shown again.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="computed_reports")
    key = models.CharField(max_length=64)
    filters = models.JSONField(default=dict, blank=True)
    content = models.TextField(blank=True)
    error = models.TextField(blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("computed report")
        constraints = [
            models.UniqueConstraint(fields=["study", "key"], name="report_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.study} {self.key[:8]}"
