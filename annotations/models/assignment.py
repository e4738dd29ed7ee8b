"""Slots in a rater's hands."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comparison import Comparison
from .fields import known, new_token, set_exactly_when
from .slot import Kind, Slot
from .study_rater import StudyRater


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open_of(self, rater: StudyRater) -> "AssignmentQuerySet":
        return self.filter(rater=rater, state=Assignment.State.OPEN)

    def reopenable_by(self, rater: StudyRater) -> "AssignmentQuerySet":
        """Expired holds whose slot nobody took since."""
        return self.filter(
            rater=rater, state=Assignment.State.EXPIRED, slot__status=Slot.Status.FREE
        ).order_by("pk")


class Assignment(models.Model):
    """One rater's hold on a slot, from claim to submission."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUBMITTED = "submitted", _("Submitted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        # Handed in after the hold ran out and the slot went to a colleague: kept, never counted.
        SURPLUS = "surplus", _("Surplus")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class DeclineReason(models.TextChoices):
        SPECIALTY = "outside_specialty", _("Outside my specialty")
        CONTEXT = "missing_context", _("Missing context")
        UNREADABLE = "unreadable", _("Unreadable")
        RECOGNISED = "recognised", _("I recognise a system")
        OTHER = "other", _("Other")

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="assignments")
    rater = models.ForeignKey(StudyRater, models.PROTECT, related_name="assignments")
    # Repeated from the slot because a constraint sees one table; a trigger keeps them equal.
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    token = models.CharField(max_length=64, default=new_token, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    claimed_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_note = models.TextField(blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            models.UniqueConstraint(fields=["token"], name="assignment_token_once"),
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=["open", "submitted"]),
                name="assignment_one_holder_per_slot",
            ),
            # A rater row belongs to one study, so this is one open pair per rater of a study.
            models.UniqueConstraint(
                fields=["rater"],
                condition=Q(state="open"),
                name="assignment_one_open_per_rater",
            ),
            models.UniqueConstraint(
                fields=["rater", "comparison", "kind"],
                name="assignment_rater_once_per_comparison",
            ),
            known(
                "state",
                ["open", "submitted", "declined", "expired", "surplus", "withdrawn"],
                "assignment_state_known",
            ),
            known("kind", ["first", "repeat", "practice"], "assignment_kind_known"),
            known(
                "decline_reason",
                ["", "outside_specialty", "missing_context", "unreadable", "recognised", "other"],
                "assignment_decline_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") ^ Q(decline_reason=""),
                name="assignment_declined_with_a_reason",
            ),
            set_exactly_when(
                "declined_at", "state", ["declined"], "assignment_declined_at_when_declined"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn")
                | Q(state__in=["submitted", "surplus"], submitted_at__isnull=False)
                | Q(state__in=["open", "declined", "expired"], submitted_at__isnull=True),
                name="assignment_submitted_at_when_submitted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["leased_until"], condition=Q(state="open"), name="assignment_lease"
            ),
            models.Index(fields=["rater"], condition=Q(state="expired"), name="assignment_expired"),
        ]

    def __str__(self) -> str:
        return f"{self.rater} on {self.slot}"
