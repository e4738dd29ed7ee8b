"""A file between the moment it was sent and the moment it is imported or thrown away."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import new_token
from .study import Study

LIFE = timedelta(hours=24)


def in_a_day() -> datetime:
    return timezone.now() + LIFE


class Upload(models.Model):
    """A file that somebody looks over before it is imported; gone afterwards, or after a day.

    In the database and not on a disk, because the process that shows the preview need not be
    on the machine of the one that took the file.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    token = models.CharField(max_length=64, default=new_token)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # What a first look found (datasets.isolation.Look), and how the file is to be read.
    look = models.JSONField()
    choices = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_a_day)

    class Meta:
        verbose_name = _("uploaded file")
        constraints = [
            models.UniqueConstraint(fields=["token"], name="upload_token_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="upload_expires_later"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="upload_expires_at")]

    def __str__(self) -> str:
        return self.name


class UploadPiece(models.Model):
    """A megabyte of the file: whoever reads or writes it never holds the whole."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    position = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("piece of an uploaded file")
        ordering = ["upload", "position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="upload_piece_once")
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.position}"
