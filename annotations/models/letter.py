"""Mail to raters: a row is the truth, a message to a worker only a hint."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import known, new_key, set_exactly_when
from .invitation import Invitation
from .study_rater import StudyRater


class Letter(models.Model):
    """One mail that is to be sent or was. Its text is written when it goes out."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        REMINDER = "reminder", _("Reminder")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        # Nobody is to get it any more: the rater left, or asked for no more reminders.
        DROPPED = "dropped", _("Dropped")

    rater = models.ForeignKey(StudyRater, models.CASCADE, related_name="letters")
    # The link in it, whose token follows from the site's secret and ``key``: sent twice it is the
    # same link, and nobody reads it from the database.
    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="letter")
    key = models.CharField(max_length=32, default=new_key)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    # Where the site was reached when it was asked for.
    site = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    # The sort of error of the last try; no text of a mail server, which may quote addresses.
    error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        constraints = [
            known("kind", ["invitation", "reminder"], "letter_kind_known"),
            known("state", ["queued", "sent", "dropped"], "letter_state_known"),
            set_exactly_when("sent_at", "state", ["sent"], "letter_sent_at_when_sent"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="letter_queued"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.rater}"
