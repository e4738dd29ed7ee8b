"""Trying a system out before anything is generated. Paid for, listed, and never study data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .call import EndpointCall
from .fields import known, set_exactly_when
from .study import Study
from .system import Endpoint, System


class Trial(models.Model):
    """A few sample answers of one system, asked for by a researcher."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a worker")
        RUNNING = "running", _("Being asked")
        DONE = "done", _("Done")

    study = models.ForeignKey(Study, models.CASCADE, related_name="trials")
    system = models.ForeignKey(System, models.CASCADE, related_name="trials")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    # What is asked: a list of {"kind", "language", "text", "item"}; no item: one of ours.
    samples = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    # While a worker has it; who finds it past its time may say that it was given up.
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("trial")
        constraints = [
            known("status", ["waiting", "running", "done"], "trial_status_known"),
            set_exactly_when("leased_until", "status", ["running"], "trial_lease_while_running"),
            set_exactly_when("finished_at", "status", ["done"], "trial_finished_at_when_done"),
            # A second press while one is under way would pay twice.
            models.UniqueConstraint(
                fields=["system"], condition=~Q(status="done"), name="trial_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk} of {self.system}"


class TrialCall(EndpointCall):
    """One request of a trial. It counts towards the budget like any other."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="calls")
    sample = models.PositiveSmallIntegerField()
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="trial_calls")
    raw_text = models.TextField(blank=True)
    shown_text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("trial call")
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "sample", "purpose", "round_number"], name="trial_call_once"
            ),
            known("purpose", ["answer", "patient"], "trial_call_purpose_known"),
            known("status", ["started", "succeeded", "failed"], "trial_call_status_known"),
            set_exactly_when(
                "finished_at",
                "status",
                ["succeeded", "failed"],
                "trial_call_finished_at_when_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "started_at"], name="trial_call_endpoint_started"),
            models.Index(
                fields=["endpoint"], condition=Q(status="started"), name="trial_call_under_way"
            ),
        ]
