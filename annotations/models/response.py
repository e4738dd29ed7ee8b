"""What systems answered, and every request that was made for it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .call import EndpointCall
from .fields import known, set_exactly_when
from .item import Item
from .system import Endpoint, PromptVersion, System


class Response(models.Model):
    """What one system answered to one item, as a sequence of turns."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    class Origin(models.TextChoices):
        GENERATED = "generated", _("Generated")
        IMPORTED = "imported", _("Imported")

    class LeakState(models.TextChoices):
        """Where the scan for words that tell the writer stands; a trigger releases only the
        clear and the settled."""

        UNSCANNED = "", _("Not scanned yet")
        CLEAR = "clear", _("Nothing found")
        WAITING = "waiting", _("Waits for a decision")
        SETTLED = "settled", _("Decided")

    item = models.ForeignKey(Item, models.CASCADE, related_name="responses")
    system = models.ForeignKey(System, models.PROTECT, related_name="responses")
    sample = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    superseded_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.GENERATED)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    # Counts the claims: a worker writes only what belongs to its own.
    attempt = models.PositiveSmallIntegerField(default=0)
    # Failures in a row of the step at hand; a stored turn or a researcher's retry sets it to 0.
    failures = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    # A stable code for people who count, a sentence for people who read.
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    patient_prompt = models.ForeignKey(
        PromptVersion, models.PROTECT, null=True, blank=True, related_name="responses"
    )
    # Of an imported response: the input as its authors sent it, and whatever else came along.
    extra = models.JSONField(default=dict, blank=True)
    # Of a new version: why the one before was not kept.
    reason = models.TextField(blank=True)
    # Over everything that was sent to ask for it: in a draft, what was written under other
    # settings is made anew.
    settings_sha256 = models.CharField(max_length=64, blank=True)
    # Over the shown text of all turns: what a judgment was about.
    shown_sha256 = models.CharField(max_length=64, blank=True)
    leak_state = models.CharField(max_length=8, choices=LeakState, blank=True, default="")
    scanned_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("response")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "system", "sample"],
                condition=Q(superseded_at__isnull=True),
                name="response_one_current_per_item_and_system",
            ),
            models.UniqueConstraint(
                fields=["item", "system", "sample", "version"], name="response_version_once"
            ),
            known("status", ["pending", "running", "done", "failed"], "response_status_known"),
            known("origin", ["generated", "imported"], "response_origin_known"),
            set_exactly_when(
                "leased_until", "status", ["running"], "response_lease_only_while_running"
            ),
            set_exactly_when("completed_at", "status", ["done"], "response_completed_at_when_done"),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(shown_sha256=""), name="response_done_has_hash"
            ),
            known("leak_state", ["", "clear", "waiting", "settled"], "response_leak_state_known"),
            set_exactly_when(
                "scanned_at",
                "leak_state",
                ["clear", "waiting", "settled"],
                "response_scanned_at_when_scanned",
            ),
        ]
        indexes = [
            # The scan looks for answers that are complete and not looked through.
            models.Index(
                fields=["item"],
                condition=Q(status="done", leak_state=""),
                name="response_unscanned",
            ),
            # The sweep looks for work that nobody does.
            models.Index(
                fields=["not_before"], condition=Q(status="pending"), name="response_pending"
            ),
            models.Index(
                fields=["leased_until"], condition=Q(status="running"), name="response_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} on {self.item}"


class ProviderCall(EndpointCall):
    """One request for an answer of the study."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="provider_calls")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="provider_calls")
    attempt = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("provider call")
        constraints = [
            known("purpose", ["answer", "patient"], "call_purpose_known"),
            known("status", ["started", "succeeded", "failed"], "call_status_known"),
            set_exactly_when(
                "finished_at", "status", ["succeeded", "failed"], "call_finished_at_when_finished"
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "started_at"], name="call_endpoint_started"),
            # What the budget has to keep free.
            models.Index(fields=["endpoint"], condition=Q(status="started"), name="call_under_way"),
        ]


class Turn(models.Model):
    """One message of a response. Raw as it came, shown as raters read it; both hashed."""

    class Role(models.TextChoices):
        PATIENT = "patient", _("Patient")
        ASSISTANT = "assistant", _("Answer")

    response = models.ForeignKey(Response, models.CASCADE, related_name="turns")
    position = models.PositiveSmallIntegerField()
    round_number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    raw_text = models.TextField()
    shown_text = models.TextField()
    raw_sha256 = models.CharField(max_length=64)
    shown_sha256 = models.CharField(max_length=64)
    provider_call = models.ForeignKey(
        ProviderCall, models.PROTECT, null=True, blank=True, related_name="turns"
    )

    class Meta:
        verbose_name = _("turn")
        ordering = ["response", "position"]
        constraints = [
            models.UniqueConstraint(fields=["response", "position"], name="turn_position_once"),
            known("role", ["patient", "assistant"], "turn_role_known"),
            models.CheckConstraint(condition=~Q(shown_text=""), name="turn_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.round_number}"
