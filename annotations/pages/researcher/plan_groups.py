"""How the plan's page arranges its fields, and what it calls the rules of exclusion."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.studies.rules import ExclusionRule

# Stands for the fields of all exclusion rules.
EXCLUSIONS = "exclusions"

RULE_LABELS: dict[ExclusionRule, Promise] = {
    ExclusionRule.CHARACTERS_PER_MINUTE_ABOVE: _(
        "Judgments read faster than so many characters a minute"
    ),
    ExclusionRule.ACTIVE_SECONDS_BELOW: _("Judgments made in fewer than so many seconds"),
    ExclusionRule.RECOGNISED: _("Judgments whose rater says that they recognised a system"),
    ExclusionRule.LEFT_SHARE_ABOVE: _("Raters who chose left in more than this share (0 to 1)"),
    ExclusionRule.SAME_ON_REPEATS_BELOW: _(
        "Raters who judged less than this share of repeats alike (0 to 1)"
    ),
}


@dataclass(frozen=True)
class FieldGroup:
    """Fields that belong together. ``is_folded``: most studies leave them as they are."""

    title: Promise
    names: tuple[str, ...]
    is_folded: bool = False
    note: Promise | str = ""


GROUPS = (
    FieldGroup(
        _("What raters read first"), ("title_en", "title_zh", "instructions_en", "instructions_zh")
    ),
    FieldGroup(
        _("How much is judged"),
        (
            "panel",
            "raters_per_comparison",
            "expected_items",
            "expected_kind",
            "repeat_percent",
            "planned_rounds",
        ),
    ),
    FieldGroup(
        _("What is compared"),
        ("system_pairs", "reference_system"),
        is_folded=True,
        note=_("With two systems there is only one pair."),
    ),
    FieldGroup(
        _("What a verdict looks like"),
        ("scale", "allows_both_bad", "allows_not_applicable", "shows_reference"),
        is_folded=True,
    ),
    FieldGroup(
        _("What the study sets out to show"),
        (
            "primary_criterion",
            "hypotheses_en",
            "hypotheses_zh",
            "margin_points",
            "stopping_rule",
            "withdrawal_rule",
            EXCLUSIONS,
        ),
        is_folded=True,
        note=_(
            "Fixed before anybody sees a result, and part of the protocol: whoever reads the"
            " results knows that nothing was chosen afterwards."
        ),
    ),
    FieldGroup(
        _("Who gets which pair"),
        ("matches_specialties", "hands_on_recognised", "lease_hours"),
        is_folded=True,
    ),
    FieldGroup(
        _("Answers that tell who wrote them"),
        ("leak_policy", "reviews_leaks"),
        is_folded=True,
        note=_(
            "Every answer is searched for the names of systems and for sentences such as"
            " “As an AI developed by …” before raters get it."
        ),
    ),
    FieldGroup(
        _("What is kept and given away"), ("export_responses", "retain_until"), is_folded=True
    ),
)
