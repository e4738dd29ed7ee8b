"""Who runs a study, and who analyses it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import known
from .study import Study


class StudyMember(models.Model):
    """Somebody who runs or analyses a study; a trigger refuses its raters (nobody is both)."""

    class Role(models.TextChoices):
        RESEARCHER = "researcher", _("Researcher")
        ANALYST = "analyst", _("Analyst")
        ADMINISTRATOR = "administrator", _("Study administrator")

    # Who sets a study up and runs it. Analysts do neither, and stay blinded until the unblinding.
    RUNNING_ROLES = (Role.RESEARCHER, Role.ADMINISTRATOR)

    study = models.ForeignKey(Study, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=15, choices=Role, default=Role.RESEARCHER)

    class Meta:
        verbose_name = _("study member")
        constraints = [
            models.UniqueConstraint(fields=["study", "user"], name="member_once_per_study"),
            known("role", ["researcher", "analyst", "administrator"], "member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.study}"
