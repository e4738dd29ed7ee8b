"""The candidate models, where they are reached, and what they are told."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import known
from .study import Study


class Endpoint(models.Model):
    """An OpenAI-compatible server: its address, key, limits and budget."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="endpoints")
    name = models.CharField(_("name"), max_length=80)
    base_url = models.URLField(_("base URL"), max_length=500)
    # Encrypted with FIELD_KEY; read only through annotations.generation.
    encrypted_key = models.TextField(blank=True, editable=False)
    key_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    concurrency = models.PositiveSmallIntegerField(default=4)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    timeout_seconds = models.PositiveSmallIntegerField(default=120)
    max_attempts = models.PositiveSmallIntegerField(default=6)
    budget = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    # Kept by whoever finishes a call, so that asking for room adds nothing up.
    spent = models.DecimalField(max_digits=18, decimal_places=8, default=Decimal(0), editable=False)
    price_per_million_prompt_tokens = models.DecimalField(
        max_digits=12, decimal_places=4, default=Decimal(0)
    )
    price_per_million_completion_tokens = models.DecimalField(
        max_digits=12, decimal_places=4, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("endpoint")
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="endpoint_name_once_per_study"),
            models.CheckConstraint(
                condition=Q(concurrency__gte=1, timeout_seconds__gte=1, max_attempts__gte=1),
                name="endpoint_limits_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PromptVersion(models.Model):
    """One version of the simulated patient's instructions; a change is a new version."""

    class Purpose(models.TextChoices):
        PATIENT = "patient", _("Simulated patient")

    study = models.ForeignKey(Study, models.CASCADE, related_name="prompt_versions")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PATIENT)
    version = models.PositiveSmallIntegerField()
    # Per language, with {case} where the patient's case goes.
    text = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("prompt version")
        constraints = [
            models.UniqueConstraint(
                fields=["study", "purpose", "version"], name="prompt_version_once"
            ),
            known("purpose", ["patient"], "prompt_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class System(models.Model):
    """A candidate LLM with exact settings, or the simulated patient of a study."""

    class Role(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        PATIENT = "patient", _("Simulated patient")

    study = models.ForeignKey(Study, models.CASCADE, related_name="systems")
    role = models.CharField(max_length=10, choices=Role, default=Role.CANDIDATE)
    # The study's order of systems: system_a of a comparison is always the earlier one.
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    # Names, base models and vendors that would give it away in a text.
    aliases = models.JSONField(default=list, blank=True)
    # Null for a system whose responses are imported.
    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, null=True, blank=True, related_name="systems"
    )
    model_name = models.CharField(max_length=200, blank=True)
    # temperature, max_tokens, seed, top_p … sent as they stand.
    parameters = models.JSONField(default=dict, blank=True)
    system_prompt = models.TextField(blank=True)
    # With {prompt} where the question goes.
    prompt_template = models.TextField(default="{prompt}")

    class Meta:
        verbose_name = _("system")
        ordering = ["study", "position"]
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="system_name_once_per_study"),
            models.UniqueConstraint(fields=["study", "position"], name="system_position_once"),
            models.UniqueConstraint(
                fields=["study"], condition=Q(role="patient"), name="system_one_patient_per_study"
            ),
            known("role", ["candidate", "patient"], "system_role_known"),
            models.CheckConstraint(condition=~Q(name=""), name="system_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def revealing_names(self) -> list[str]:
        return [name for name in (self.name, self.model_name, *self.aliases) if name]
