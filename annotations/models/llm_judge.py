"""Verdicts of an LLM judge, held against those of the experts once the study is unblinded."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .item import Item
from .study import Criterion, Study
from .system import System


class LlmJudge(models.Model):
    """One judge on one criterion, from one file. No evidence of the study: it can be taken away.

    It may come after the freeze, so that neither the manifest nor the bundle holds it.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="llm_judges")
    name = models.CharField(max_length=120)
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="llm_judges")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # As in audit events: outlives the person.
    imported_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("LLM judge")
        constraints = [
            models.UniqueConstraint(
                fields=["study", "name", "criterion"], name="llm_judge_once_per_criterion"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(imported_by=""), name="llm_judge_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JudgeVerdict(models.Model):
    """What it said of one pair, in both orders; of the pair's first system in the study's order."""

    judge = models.ForeignKey(LlmJudge, models.CASCADE, related_name="verdicts")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    first = models.ForeignKey(System, models.PROTECT, related_name="+")
    second = models.ForeignKey(System, models.PROTECT, related_name="+")
    # With the first system on the left, and on the right.
    left_first = models.SmallIntegerField(null=True)
    right_first = models.SmallIntegerField(null=True)

    class Meta:
        verbose_name = _("verdict of an LLM judge")
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "item", "first", "second"], name="judge_verdict_once_per_pair"
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="judge_verdict_between_two_systems"
            ),
            models.CheckConstraint(
                condition=(Q(left_first__isnull=True) | Q(left_first__in=[1, 0, -1]))
                & (Q(right_first__isnull=True) | Q(right_first__in=[1, 0, -1])),
                name="judge_verdict_is_win_tie_or_loss",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge_id}: {self.item_id}"
