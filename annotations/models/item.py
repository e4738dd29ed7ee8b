"""The dataset's rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import known
from .study import Study


class Item(models.Model):
    """A question (single-turn) or a patient's case (multi-turn) that every system answers."""

    class Kind(models.TextChoices):
        SINGLE_TURN = "single_turn", _("Single-turn")
        MULTI_TURN = "multi_turn", _("Multi-turn")

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        CHINESE = "zh-hans", _("Simplified Chinese")

    study = models.ForeignKey(Study, models.CASCADE, related_name="items")
    external_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    language = models.CharField(max_length=10, choices=Language)
    category = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=120, blank=True)
    prompt = models.TextField(blank=True)
    case = models.TextField(blank=True)
    # Kept from raters unless the study shows it.
    reference = models.TextField(blank=True)
    extra = models.JSONField(default=dict, blank=True)
    # Of a practice item: what its author thinks, {"better": system name or "tie", "feedback": text
    # per language}. Null: an item of the study proper.
    practice = models.JSONField(null=True, blank=True)
    # Over the fields that make the item what it is: a second import compares it.
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("item")
        constraints = [
            models.UniqueConstraint(
                fields=["study", "kind", "external_id"], name="item_external_id_once"
            ),
            known("kind", ["single_turn", "multi_turn"], "item_kind_known"),
            known("language", ["en", "zh-hans"], "item_language_known"),
            models.CheckConstraint(
                condition=(Q(kind="single_turn") & ~Q(prompt=""))
                | (Q(kind="multi_turn") & ~Q(case="")),
                name="item_has_a_prompt_or_a_case",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
