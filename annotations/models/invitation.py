"""Ways in: invitation links, one-time codes, and the counters that limit guessing."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import known
from .study import Study
from .study_rater import StudyRater


class Invitation(models.Model):
    """A link into a study, kept only as its hash: for one rater, or for a group to enrol."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="invitations")
    # The rater whom a personal link signs in; null for a group link.
    rater = models.ForeignKey(
        StudyRater, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    token_sha256 = models.CharField(max_length=64)
    use_limit = models.PositiveIntegerField(default=1)
    use_count = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    # Of the browser that used it last, so that its double click is answered like the first.
    browser_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(fields=["token_sha256"], name="invitation_token_once"),
            models.CheckConstraint(
                condition=Q(use_count__lte=F("use_limit")), name="invitation_within_its_limit"
            ),
            models.CheckConstraint(
                condition=Q(rater__isnull=True) | Q(use_limit=1),
                name="invitation_personal_is_single_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"invitation {self.pk}"


class SignInCode(models.Model):
    """A one-time code that signs its user in on another device; kept only as its hash."""

    class Channel(models.TextChoices):
        DEVICE = "device", _("Shown on a device that is signed in")
        MAIL = "mail", _("Sent by mail")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_codes")
    channel = models.CharField(max_length=6, choices=Channel)
    # The first part of a code that is shown: it names the row, so that guesses at the rest are
    # counted against this one account. Empty for a code sent by mail.
    handle = models.CharField(max_length=8, blank=True)
    code_sha256 = models.CharField(max_length=64)
    # Of the browser that may use it: for a mailed code the one that asked for it, for a code
    # shown to another device the one that used it.
    browser_sha256 = models.CharField(max_length=64, blank=True)
    # Public ids: shown in a session that a study's link opened, it opens no more than that does.
    studies = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in code")
        constraints = [
            known("channel", ["device", "mail"], "sign_in_code_channel_known"),
            models.UniqueConstraint(
                fields=["handle"], condition=~Q(handle=""), name="sign_in_code_handle_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["browser_sha256"], condition=Q(channel="mail"), name="sign_in_code_mailed"
            )
        ]

    def __str__(self) -> str:
        return f"code of {self.user_id}"

    @property
    def studies_in_reach(self) -> list[UUID] | None:
        """The only studies that it opens; None: all that its user has."""
        return None if self.studies is None else [UUID(study) for study in self.studies]


class AttemptCount(models.Model):
    """Attempts on one thing in one window of time, counted in the database because it is atomic."""

    key = models.CharField(max_length=100)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("attempt count")
        constraints = [
            models.UniqueConstraint(fields=["key", "window_start"], name="attempts_once_per_window")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
