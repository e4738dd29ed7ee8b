"""What a rater has typed and clicked but not handed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .assignment import Assignment


class Draft(models.Model):
    """The latest state of a rater's form, so that another device shows the same.

    Mutable and outside the ledger: nothing counts before it is handed in.
    """

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, related_name="draft", primary_key=True
    )
    # The form's fields as they were sent, marked spans included.
    fields = models.JSONField(default=dict)
    # Counts up in the browser: an older state that arrives late must not win.
    revision = models.PositiveIntegerField(default=0)
    active_seconds = models.FloatField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(active_seconds__gte=0),
                name="draft_active_seconds_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.assignment_id}"
