"""What raters say about pairs beside their judgment, and what they are told in practice."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .assignment import Assignment
from .comparison import Comparison
from .fields import in_both_languages, known, new_key
from .study_rater import StudyRater


class ProblemReport(models.Model):
    """A rater says that something is wrong with a pair; judging goes on."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="problem_reports")
    text = models.TextField(blank=True)
    # A double click, or a page sent twice, is one report.
    idempotency_key = models.CharField(max_length=64, default=new_key)
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("problem report")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "idempotency_key"], name="report_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"report on {self.assignment_id}"


class PracticeFeedback(models.Model):
    """What the study's author thinks of a practice pair, in terms of the systems, not of sides."""

    class Verdict(models.TextChoices):
        SYSTEM_A = "system_a", _("The first system is better")
        TIE = "tie", _("Tie")
        SYSTEM_B = "system_b", _("The second system is better")

    comparison = models.OneToOneField(
        Comparison, models.CASCADE, related_name="practice_feedback", primary_key=True
    )
    verdict = models.CharField(max_length=10, choices=Verdict)
    # Markdown per language; it must not name a system.
    text = models.JSONField()

    class Meta:
        verbose_name = _("practice feedback")
        constraints = [
            known("verdict", ["system_a", "tie", "system_b"], "practice_verdict_known"),
            in_both_languages("text", "practice_feedback_in_both_languages"),
        ]

    def __str__(self) -> str:
        return f"feedback on {self.comparison_id}"


class SourceGuess(models.Model):
    """Which product a rater thinks wrote each side of a pair they judged; asked at the end."""

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="source_guess", primary_key=True
    )
    rater = models.ForeignKey(StudyRater, models.PROTECT, related_name="source_guesses")
    position = models.PositiveSmallIntegerField()
    # Free text, or empty with "don't know": a list of names would suggest the answer.
    left = models.CharField(max_length=120, blank=True)
    right = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("source guess")
        constraints = [
            models.UniqueConstraint(fields=["rater", "position"], name="guess_position_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(left="", right=""),
                name="guess_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"guess on {self.assignment_id}"
