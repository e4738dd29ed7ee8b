"""A physician in a study, and the counts that triggers keep of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import known, new_token
from .study import Study, new_pseudonym


class StudyRater(models.Model):
    """A physician in a study, under a pseudonym. All judging rows point here, never to a user."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        REMOVED = "removed", _("Removed")

    study = models.ForeignKey(Study, models.PROTECT, related_name="raters")
    # Null after an erasure: the judgments stay, the person is gone.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="raterships"
    )
    pseudonym = models.CharField(max_length=20, default=new_pseudonym)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    quota = models.PositiveIntegerField(null=True, blank=True)
    # As stated when they joined; asked of the item when the study matches specialties.
    specialties = models.JSONField(default=list, blank=True)
    # Said by a rater whose own specialties have nothing left.
    takes_any_specialty = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    # Kept by the trigger that follows an assignment's state, so that no claim counts rows.
    submitted_count = models.PositiveIntegerField(default=0, editable=False)
    first_count = models.PositiveIntegerField(default=0, editable=False)
    swapped_count = models.PositiveIntegerField(default=0, editable=False)
    # Pairs that this rater will not judge, and pairs judged whose item was withdrawn since: with
    # them the number that is left stays right.
    declined_count = models.PositiveIntegerField(default=0, editable=False)
    withdrawn_count = models.PositiveIntegerField(default=0, editable=False)
    active_seconds = models.FloatField(default=0, editable=False)
    read_text_length = models.PositiveBigIntegerField(default=0, editable=False)
    # Of the pairs whose active time is known: the running mean, and how many there were.
    seconds_per_code_point = models.FloatField(null=True, blank=True, editable=False)
    paced_count = models.PositiveIntegerField(default=0, editable=False)
    # The versions accepted and not withdrawn (0: none); kept by a trigger on acceptances.
    consent_accepted = models.PositiveIntegerField(default=0, editable=False)
    guideline_accepted = models.PositiveIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    # Set with the first guess about sources: from then on this rater revises nothing.
    closed_at = models.DateTimeField(null=True, blank=True)
    # Pairs of this seat that whoever sat here before has judged: they are not left to this one.
    taken_over_count = models.PositiveIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # They asked for no more reminders, at an address that this key opens without signing in.
    reminders_stopped_at = models.DateTimeField(null=True, blank=True)
    reminder_key = models.CharField(max_length=64, default=new_token, editable=False)

    class Meta:
        verbose_name = _("rater")
        constraints = [
            models.UniqueConstraint(fields=["study", "user"], name="rater_once_per_study"),
            models.UniqueConstraint(
                fields=["study", "pseudonym"], name="rater_pseudonym_once_per_study"
            ),
            models.UniqueConstraint(fields=["reminder_key"], name="rater_reminder_key_once"),
            models.UniqueConstraint(
                fields=["study", "seat"],
                condition=~Q(status="removed"),
                name="rater_one_per_seat",
            ),
            known("status", ["active", "paused", "removed"], "rater_status_known"),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    def has_accepted(self, study: Study) -> bool:
        """Whether this rater goes by the newest consent text and guideline of the study."""
        accepted = (self.consent_accepted, self.guideline_accepted)
        return accepted == (study.consent_version, study.guideline_version)

    def has_consent(self, study: Study) -> bool:
        """Whether a consent stands, be it to an older version: what is held can be handed in."""
        return self.consent_accepted > 0 or study.consent_version == 0

    @property
    def prefers_swapped(self) -> bool | None:
        """The placement that this rater has had less often, or None when both are even."""
        unswapped_count = self.submitted_count - self.swapped_count
        if self.swapped_count == unswapped_count:
            return None
        return self.swapped_count < unswapped_count
