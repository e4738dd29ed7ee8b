"""Bundles that were asked for: made in the background, kept for a while."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .audit_event import Export
from .fields import known, set_exactly_when
from .study import Study


class ExportJob(models.Model):
    """One bundle on its way: how far it is, and once it is done where its record stands.

    Mutable and outside the ledger; what left the house stands in ``Export``.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being written")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    study = models.ForeignKey(Study, models.CASCADE, related_name="export_jobs")
    # As in audit events: outlives the person.
    actor = models.CharField(max_length=80)
    profile = models.CharField(max_length=14, choices=Export.Profile)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done_steps = models.PositiveSmallIntegerField(default=0)
    all_steps = models.PositiveSmallIntegerField(default=1)
    # Counts the claims: a worker that was given up for dead changes nothing any more.
    attempt = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    export = models.OneToOneField(Export, models.PROTECT, null=True, blank=True, related_name="job")
    bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    # The file is gone; made again it has the same bytes.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export job")
        constraints = [
            known(
                "profile",
                ["identified", "pseudonymised", "deidentified"],
                "export_job_profile_known",
            ),
            known("state", ["queued", "running", "done", "failed"], "export_job_state_known"),
            set_exactly_when("export", "state", ["done"], "export_job_export_when_done"),
            set_exactly_when(
                "leased_until", "state", ["running"], "export_job_lease_only_while_running"
            ),
            set_exactly_when(
                "finished_at", "state", ["done", "failed"], "export_job_finished_at_when_finished"
            ),
            # Two clicks ask for one bundle.
            models.UniqueConstraint(
                fields=["study", "profile"],
                condition=Q(state__in=["queued", "running"]),
                name="export_job_one_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile} bundle {self.pk} ({self.state})"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
