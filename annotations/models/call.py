"""What every request to an endpoint leaves behind, whatever it was for."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EndpointCall(models.Model):
    """One HTTP request to an endpoint, written before it is sent: every paid call is listed."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("Answer")
        PATIENT = "patient", _("Simulated patient")

    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")

    purpose = models.CharField(max_length=10, choices=Purpose)
    round_number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.STARTED)
    request = models.JSONField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    response_body = models.TextField(blank=True)
    response_sha256 = models.CharField(max_length=64, blank=True)
    reported_model = models.CharField(max_length=200, blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    # The most it can cost, kept free in the endpoint's budget while it is under way.
    reserved = models.DecimalField(max_digits=18, decimal_places=8, default=0)
    # What it cost by the endpoint's own count; where that is missing, what was reserved.
    cost = models.DecimalField(max_digits=18, decimal_places=8, default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.purpose} call {self.pk} ({self.status})"
