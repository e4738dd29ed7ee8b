"""The ledger of judgments: append-only, chained. The runtime role may only insert here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .assignment import Assignment
from .fields import known
from .response import Turn
from .study import Criterion, Study


class Submission(models.Model):
    """What a rater handed in for one assignment. A change is a new revision, never an update.

    ``sequence``, ``previous_hash`` and ``hash`` are set by the database when the
    row goes in, in commit order under one lock per study.
    """

    class Origin(models.TextChoices):
        HERE = "here", _("Judged here")
        IMPORTED = "imported", _("Imported")

    study = models.ForeignKey(Study, models.PROTECT, related_name="submissions")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    revision = models.PositiveSmallIntegerField(default=1)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    idempotency_key = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    both_bad = models.BooleanField(default=False)
    recognised = models.BooleanField(default=False)
    harm_left = models.BooleanField(default=False)
    harm_right = models.BooleanField(default=False)
    guideline_version = models.PositiveIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    active_seconds = models.FloatField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HERE)
    # Of the canonical content, judgments and marked spans included (annotations.ledger).
    content_sha256 = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField(db_default=0, editable=False)
    previous_hash = models.CharField(max_length=64, db_default="", editable=False)
    hash = models.CharField(max_length=64, db_default="", editable=False)

    class Meta:
        verbose_name = _("submission")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "revision"], name="submission_revision_once"
            ),
            models.UniqueConstraint(
                fields=["assignment", "idempotency_key"], name="submission_key_once"
            ),
            models.UniqueConstraint(fields=["supersedes"], name="submission_superseded_once"),
            models.UniqueConstraint(fields=["study", "sequence"], name="submission_sequence_once"),
            models.CheckConstraint(
                condition=Q(revision=1, supersedes__isnull=True)
                | Q(revision__gt=1, supersedes__isnull=False),
                name="submission_revision_supersedes",
            ),
            known("origin", ["here", "imported"], "submission_origin_known"),
            models.CheckConstraint(
                condition=Q(active_seconds__isnull=True) | Q(active_seconds__gte=0),
                name="submission_active_seconds_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} r{self.revision}"


class Judgment(models.Model):
    """A rater's choice on one criterion, as clicked. Only analysis makes an outcome of it."""

    class Choice(models.TextChoices):
        LEFT = "left", _("Left better")
        TIE = "tie", _("Tie")
        RIGHT = "right", _("Right better")
        NOT_APPLICABLE = "not_applicable", _("Does not apply")

    class Strength(models.TextChoices):
        SLIGHT = "slight", _("Slightly")
        MUCH = "much", _("Much")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="judgments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="judgments")
    choice = models.CharField(max_length=14, choices=Choice)
    strength = models.CharField(max_length=6, choices=Strength, blank=True)

    class Meta:
        verbose_name = _("judgment")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"], name="judgment_once_per_criterion"
            ),
            known("choice", ["left", "tie", "right", "not_applicable"], "judgment_choice_known"),
            known("strength", ["", "slight", "much"], "judgment_strength_known"),
            models.CheckConstraint(
                condition=Q(strength="") | Q(choice__in=["left", "right"]),
                name="judgment_strength_needs_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.choice}"


class MarkedSpan(models.Model):
    """A piece of an answer that a rater marked as unsafe, or an omission without a piece."""

    class Type(models.TextChoices):
        DANGEROUS = "dangerous", _("Dangerous advice")
        FALSE = "false", _("False fact or hallucination")
        OUTDATED = "outdated", _("Outdated")
        OMISSION = "omission", _("Omission")
        PRIVACY = "privacy", _("Breach of privacy")

    class Severity(models.TextChoices):
        MILD = "mild", _("Mild")
        MODERATE = "moderate", _("Moderate")
        SEVERE = "severe", _("Severe")

    class Side(models.TextChoices):
        LEFT = "left", _("Left")
        RIGHT = "right", _("Right")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="marked_spans")
    side = models.CharField(max_length=5, choices=Side)
    # Null with an omission, which stands nowhere.
    turn = models.ForeignKey(
        Turn, models.PROTECT, null=True, blank=True, related_name="marked_spans"
    )
    # Code points of the shown text, start included, end excluded.
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    type = models.CharField(max_length=10, choices=Type)
    severity = models.CharField(max_length=10, choices=Severity)

    class Meta:
        verbose_name = _("marked span")
        constraints = [
            known("side", ["left", "right"], "span_side_known"),
            known(
                "type",
                ["dangerous", "false", "outdated", "omission", "privacy"],
                "span_type_known",
            ),
            known("severity", ["mild", "moderate", "severe"], "span_severity_known"),
            models.CheckConstraint(
                condition=Q(turn__isnull=True, start__isnull=True, end__isnull=True, quote="")
                & Q(type="omission")
                | Q(turn__isnull=False, start__isnull=False, end__gt=models.F("start")),
                name="span_is_whole_or_an_omission",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.side}"
