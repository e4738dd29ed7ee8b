"""Links by which somebody without an account comes to run or analyse a study."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import known
from .study import Study
from .study_member import StudyMember


class MemberInvitation(models.Model):
    """A link into a study's team, kept only as its hash; it is used once."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="member_invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(max_length=15, choices=StudyMember.Role)
    token_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation of a member")
        constraints = [
            models.UniqueConstraint(fields=["token_sha256"], name="member_invitation_token_once"),
            known(
                "role", ["researcher", "analyst", "administrator"], "member_invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
