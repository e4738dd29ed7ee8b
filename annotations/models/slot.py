"""Planned judgments."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .comparison import Comparison
from .fields import known
from .study import Study
from .study_rater import StudyRater


class Kind(models.TextChoices):
    """Why a judgment is asked for."""

    FIRST = "first", _("First judgment")
    REPEAT = "repeat", _("Hidden repeat")
    PRACTICE = "practice", _("Practice")


class SlotQuerySet(models.QuerySet["Slot"]):
    def unseen_by(self, rater: StudyRater) -> "SlotQuerySet":
        """Free first slots, in the stored order, on comparisons that this rater never held."""
        seen = rater.assignments.filter(comparison=OuterRef("comparison"), kind=Kind.FIRST)
        free = self.filter(study=rater.study_id, kind=Kind.FIRST, status=Slot.Status.FREE)
        return free.exclude(Exists(seen)).order_by("position")

    def free_for(self, rater: StudyRater) -> "SlotQuerySet":
        """Of those, what a running study gives out; in a fixed panel the rater's own seat only.

        Whether it runs is looked at in the same statement, not before it, because a freeze may
        have come in between.
        """
        return self.unseen_by(rater).filter(seat=rater.seat, study__state=Study.State.RUNNING)

    def repeats_due(self, rater: Any, submitted_count: Any) -> "SlotQuerySet":
        """Hidden repeats of a rater's own judgments, long enough ago (values or OuterRefs).

        Offered once: a declined or expired one is not offered anew.
        """
        return self.filter(
            kind=Kind.REPEAT,
            status=Slot.Status.FREE,
            for_rater=rater,
            due_after__lte=submitted_count,
            assignments__isnull=True,
        ).order_by("due_after", "pk")


class Slot(models.Model):
    """One planned judgment of a comparison, made with its placement when the study starts.

    Placement and order never change (a trigger refuses it); the status follows
    the assignment by another trigger, so that no writer can forget it.
    """

    class Status(models.TextChoices):
        UNRELEASED = "unreleased", _("Not released yet")
        FREE = "free", _("Free")
        HELD = "held", _("Held by a rater")
        DONE = "done", _("Judged")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    study = models.ForeignKey(Study, models.PROTECT, related_name="slots")
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="slots")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    number = models.PositiveSmallIntegerField()
    # In a fixed panel: whose it is. Null in an open pool.
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of the item, repeated because a claim in a study that matches specialties walks it by index.
    specialty = models.CharField(max_length=120, blank=True)
    # True: response_b stands on the left.
    swapped = models.BooleanField()
    position = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.UNRELEASED)
    # Of a repeat: what it repeats, and, once that is submitted, for whom and from when on.
    first_slot = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats"
    )
    for_rater = models.ForeignKey(
        StudyRater, models.PROTECT, null=True, blank=True, related_name="repeat_slots"
    )
    due_after = models.PositiveIntegerField(null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "kind", "number"], name="slot_number_once_per_comparison"
            ),
            models.UniqueConstraint(
                fields=["comparison", "seat"],
                condition=Q(kind="first"),
                name="slot_one_per_seat_and_comparison",
            ),
            known("kind", ["first", "repeat", "practice"], "slot_kind_known"),
            known(
                "status",
                ["unreleased", "free", "held", "done", "withdrawn"],
                "slot_status_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="repeat", first_slot__isnull=False)
                | (~Q(kind="repeat") & Q(first_slot__isnull=True)),
                name="slot_repeat_names_its_first",
            ),
            models.CheckConstraint(
                condition=Q(for_rater__isnull=True, due_after__isnull=True)
                | Q(kind="repeat", for_rater__isnull=False, due_after__isnull=False),
                name="slot_only_repeats_are_reserved",
            ),
        ]
        indexes = [
            # What a claim walks along: open pools by placement, panels by seat.
            models.Index(
                fields=["study", "swapped", "position"],
                condition=Q(kind="first", status="free", seat__isnull=True),
                name="slot_free_in_pool",
            ),
            models.Index(
                fields=["study", "position"],
                condition=Q(kind="first", status="free", seat__isnull=True),
                name="slot_free_in_pool_any_side",
            ),
            models.Index(
                fields=["study", "specialty", "swapped", "position"],
                condition=Q(kind="first", status="free"),
                name="slot_free_by_specialty",
            ),
            models.Index(
                fields=["study", "seat", "position"],
                condition=Q(kind="first", status="free", seat__isnull=False),
                name="slot_free_for_seat",
            ),
            models.Index(
                fields=["for_rater", "due_after"],
                condition=Q(kind="repeat", status="free"),
                name="slot_repeat_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.kind} {self.number}"
