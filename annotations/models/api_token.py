"""Keys to the API."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .study import Study


class ApiToken(models.Model):
    """A person's key for programs, kept only as its hash: what it may do, where, until when.

    It never reaches further than the person does at the moment it is used.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read: set-up, progress and record")
        SETUP = "setup", _("Set up: make and change studies that have not started")
        RUN = "run", _("Run: generation, start, pause and resume, withdrawing")
        RATERS = "raters", _("Raters: invite them")
        RESULTS = "results", _("Results: exports, and results after the unblinding")
        ADMINISTER = "administer", _("Administer: freeze, unblind and decide about members")

    # Null: every study of this person.
    study = models.ForeignKey(
        Study, models.CASCADE, null=True, blank=True, related_name="api_tokens"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    sha256 = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="api_token_hash_once"),
            models.CheckConstraint(
                condition=Q(
                    scopes__contained_by=["read", "setup", "run", "raters", "results", "administer"]
                ),
                name="api_token_scopes_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="api_token_expires_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read_only(self) -> bool:
        return set(self.scopes) <= {self.Scope.READ, self.Scope.RESULTS}
