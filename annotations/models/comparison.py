"""Two responses to one item."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from .item import Item
from .response import Response
from .study import Study
from .system import System


class Comparison(models.Model):
    """Two responses to the same item, to be judged by k raters.

    ``response_a`` is always of the system that comes first in the study, so that
    "swapped" means the same everywhere and after a regeneration.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="comparisons")
    item = models.ForeignKey(Item, models.PROTECT, related_name="comparisons")
    system_a = models.ForeignKey(System, models.PROTECT, related_name="comparisons_as_a")
    system_b = models.ForeignKey(System, models.PROTECT, related_name="comparisons_as_b")
    response_a = models.ForeignKey(Response, models.PROTECT, related_name="comparisons_as_a")
    response_b = models.ForeignKey(Response, models.PROTECT, related_name="comparisons_as_b")
    raters_per_comparison = models.PositiveSmallIntegerField()
    # Shown first, with the author's feedback, and never in the results.
    is_practice = models.BooleanField(default=False)
    # Code points of everything a rater reads of it; set at the release, for estimates of time.
    text_length = models.PositiveIntegerField(default=0)
    # Set when both sides are complete and accepted; only then are its slots free.
    released_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("comparison")
        constraints = [
            models.UniqueConstraint(
                F("item"),
                Least("system_a", "system_b"),
                Greatest("system_a", "system_b"),
                condition=Q(withdrawn_at__isnull=True),
                name="comparison_pair_once",
            ),
            models.CheckConstraint(
                condition=~Q(system_a=F("system_b")) & ~Q(response_a=F("response_b")),
                name="comparison_of_two_systems",
            ),
            models.CheckConstraint(
                condition=Q(raters_per_comparison__gte=1), name="comparison_needs_a_rater"
            ),
        ]
        indexes = [
            models.Index(
                fields=["study"],
                condition=Q(released_at__isnull=True, withdrawn_at__isnull=True),
                name="comparison_unreleased",
            ),
            # Looked at by every claim of a rater who has judged nothing yet.
            models.Index(
                fields=["study"], condition=Q(is_practice=True), name="comparison_practice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.system_a} / {self.system_b}"
