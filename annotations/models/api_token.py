"""Keys to the API."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .study import Study


class ApiToken(models.Model):
    """A key to one study, kept only as its hash; it expires."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    is_read_only = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        constraints = [models.UniqueConstraint(fields=["sha256"], name="api_token_hash_once")]

    def __str__(self) -> str:
        return self.name
