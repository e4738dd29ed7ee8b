"""The rules of a study as one form, in groups; most studies leave most of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from annotations.models import Criterion, Item, Study, System
from annotations.studies.planning import USUAL_ITEMS
from annotations.studies.rules import RANGES, ExclusionRule
from annotations.studies.setup_state import Facts

HOUR = 3600
PERCENT = Decimal(100)
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


class PlanForm(forms.Form):
    """What ``editing.change_rules`` takes, in the terms in which people say it."""

    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    instructions_en = forms.CharField(
        label=_("Instructions in English"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    instructions_zh = forms.CharField(
        label=_("Instructions in Chinese"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    panel = forms.ChoiceField(label=_("Who judges"), choices=Study.Panel.choices)
    raters_per_comparison = forms.IntegerField(
        label=_("Physicians per comparison"),
        min_value=1,
        max_value=100,
        help_text=_("Three is usual: agreement can be measured, and one slip outvoted."),
    )
    expected_items = forms.IntegerField(
        label=_("Items expected"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("Only for working out what the plan means; the items count once they are in."),
    )
    expected_kind = forms.ChoiceField(label=_("Mostly"), choices=Item.Kind.choices, required=False)
    repeat_percent = forms.DecimalField(
        label=_("Hidden repeats (% of comparisons)"),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        help_text=_("Shown twice to the same physician, unannounced: how steady are they?"),
    )
    planned_rounds = forms.IntegerField(
        label=_("Rounds of a multi-turn case"),
        min_value=1,
        max_value=50,
        help_text=_("A round is a patient's message and the answer to it."),
    )
    system_pairs = forms.ChoiceField(label=_("Pairs"), choices=Study.SystemPairs.choices)
    reference_system = forms.ModelChoiceField(
        label=_("The one system"),
        queryset=System.objects.none(),
        required=False,
        empty_label=_("Chosen once the systems are there"),
        help_text=_("Only for one system against each of the others."),
    )
    scale = forms.ChoiceField(label=_("Overall verdict"), choices=Study.Scale.choices)
    allows_both_bad = forms.BooleanField(
        label=_("“Both bad” can be chosen, apart from a tie"), required=False
    )
    allows_not_applicable = forms.BooleanField(
        label=_("A criterion can be marked as not applicable"), required=False
    )
    shows_reference = forms.BooleanField(
        label=_("Raters see the item's reference answer"), required=False
    )
    primary_criterion = forms.ChoiceField(
        label=_("Primary criterion"),
        help_text=_("The one that decides; all others are secondary."),
    )
    hypotheses_en = forms.CharField(
        label=_("Hypotheses in English (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hypotheses_zh = forms.CharField(
        label=_("Hypotheses in Chinese (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    margin_points = forms.DecimalField(
        label=_("Non-inferiority margin (percentage points, optional)"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_(
            "How much worse the first system may be in win difference and still count as good"
            " enough."
        ),
    )
    stopping_rule = forms.ChoiceField(
        label=_("When judging ends"),
        choices=[
            ("fixed", _("When everything planned is judged")),
            ("sequential", _("Early, when results that stay valid at any time allow it")),
        ],
    )
    withdrawal_rule = forms.ChoiceField(
        label=_("When a physician withdraws consent"), choices=Study.WithdrawalRule.choices
    )
    matches_specialties = forms.BooleanField(
        label=_("Physicians get items of their own specialties (open pool only)"), required=False
    )
    hands_on_recognised = forms.BooleanField(
        label=_("A pair whose writer is recognised goes to a colleague"), required=False
    )
    lease_hours = forms.IntegerField(
        label=_("Hours a pair is kept for whoever opened it"), min_value=1, max_value=8760
    )
    leak_policy = forms.ChoiceField(label=_("What happens then"), choices=Study.LeakPolicy.choices)
    reviews_leaks = forms.BooleanField(
        label=_("Somebody looks at every find before the pair opens to raters"), required=False
    )
    export_responses = forms.BooleanField(
        label=_("The bundle holds the answers' texts, not only their fingerprints"), required=False
    )
    retain_until = forms.DateField(
        label=_("Kept until (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    # What the panel of consequences is worked out from.
    COUNTING = (
        "panel",
        "raters_per_comparison",
        "expected_items",
        "expected_kind",
        "repeat_percent",
        "system_pairs",
    )

    def __init__(self, *args: Any, study: Study, facts: Facts, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(study, facts))
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)
        self.study = study
        for name in self.COUNTING:
            self.fields[name].widget.attrs["data-counts"] = ""
        for name in ("panel", "system_pairs", "scale", "stopping_rule", "withdrawal_rule"):
            self.fields[name].widget.attrs["data-wide"] = ""
        candidates = study.systems.filter(role=System.Role.CANDIDATE).order_by("position")
        self.fields["reference_system"].queryset = candidates
        language = get_language() or "en"
        self.fields["primary_criterion"].choices = [
            (one.key, one.name[language]) for one in study.criteria.all()
        ] or [(Criterion.OVERALL, Criterion.OVERALL)]
        for rule, limits in RANGES.items():
            self._add_rule(rule, limits)

    def _add_rule(self, rule: ExclusionRule, limits: Any) -> None:
        self.fields[f"rule_{rule}"] = forms.BooleanField(label=RULE_LABELS[rule], required=False)
        if limits is not None:
            self.fields[f"value_{rule}"] = forms.DecimalField(
                label=RULE_LABELS[rule],
                min_value=limits.least,
                max_value=limits.most,
                max_digits=8,
                decimal_places=3,
                required=False,
                widget=forms.NumberInput(attrs={"aria-label": RULE_LABELS[rule]}),
            )

    def groups(self) -> Iterator[dict[str, Any]]:
        """The form as the page shows it; a folded group with something wrong stands open."""
        for group in GROUPS:
            names = [name for name in group.names if name != EXCLUSIONS]
            rules = list(self._rules()) if EXCLUSIONS in group.names else []
            values = [value for _flag, value in rules if value is not None]
            is_wrong = any(field.errors for field in [*(self[name] for name in names), *values])
            yield {
                "title": group.title,
                "note": group.note,
                "is_folded": group.is_folded,
                "is_open": is_wrong,
                "fields": [self[name] for name in names],
                "rules": rules,
            }

    def _rules(self) -> Iterator[tuple[forms.BoundField, forms.BoundField | None]]:
        for rule in RANGES:
            value = f"value_{rule}"
            yield self[f"rule_{rule}"], self[value] if value in self.fields else None

    def clean_retain_until(self) -> Any:
        day = self.cleaned_data["retain_until"]
        if day is not None and day <= timezone.now().date():
            raise forms.ValidationError(gettext("This day has passed."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("matches_specialties") and cleaned.get("panel") == Study.Panel.FIXED:
            self.add_error(
                "matches_specialties",
                gettext("In a fixed panel everybody judges everything, whatever the specialty."),
            )
        if bool(cleaned.get("hypotheses_en")) != bool(cleaned.get("hypotheses_zh")):
            missing = "hypotheses_zh" if cleaned.get("hypotheses_en") else "hypotheses_en"
            self.add_error(missing, gettext("Needed in both languages, or in neither."))
        for rule in RANGES:
            value = f"value_{rule}"
            asked = cleaned.get(f"rule_{rule}") and value in self.fields
            if asked and value not in self.errors and cleaned.get(value) is None:
                self.add_error(value, gettext("This rule needs its number."))
        return cleaned

    def rules(self) -> dict[str, Any]:
        """What is stored. The form must have been validated."""
        data = self.cleaned_data
        same = (
            "panel",
            "raters_per_comparison",
            "planned_rounds",
            "system_pairs",
            "reference_system",
            "scale",
            "allows_both_bad",
            "allows_not_applicable",
            "shows_reference",
            "primary_criterion",
            "withdrawal_rule",
            "matches_specialties",
            "hands_on_recognised",
            "leak_policy",
            "reviews_leaks",
            "export_responses",
            "retain_until",
        )
        margin = data["margin_points"]
        return {name: data[name] for name in same} | {
            "title": _both(data, "title"),
            "instructions": _both(data, "instructions"),
            "hypotheses": _both(data, "hypotheses"),
            "repeat_share": data["repeat_percent"] / PERCENT,
            "noninferiority_margin": None if margin is None else margin / PERCENT,
            "stopping_rule": {"kind": data["stopping_rule"]},
            "exclusion_rules": list(self._chosen_rules()),
            "lease_seconds": data["lease_hours"] * HOUR,
        }

    def _chosen_rules(self) -> Iterator[dict[str, str | None]]:
        for rule in RANGES:
            if self.cleaned_data[f"rule_{rule}"]:
                value = self.cleaned_data.get(f"value_{rule}")
                yield {"rule": rule.value, "value": None if value is None else str(value)}

    def counting_rules(self) -> dict[str, Any]:
        """As far as they are valid: what the consequences are worked out from."""
        data = {name: self.cleaned_data.get(name) for name in self.COUNTING}
        found = {name: value for name, value in data.items() if value not in (None, "")}
        if "repeat_percent" in found:
            found["repeat_share"] = found.pop("repeat_percent") / PERCENT
        return found


def initial_of(study: Study, facts: Facts) -> dict[str, Any]:
    """The study's rules in the form's terms."""
    initial = {name: getattr(study, name, None) for name in PlanForm.base_fields}
    for name in ("title", "instructions", "hypotheses"):
        text = getattr(study, name)
        initial |= {f"{name}_en": text["en"], f"{name}_zh": text["zh-hans"]}
    margin = study.noninferiority_margin
    initial |= {
        "expected_items": facts.items or USUAL_ITEMS,
        "expected_kind": facts.usual_kind,
        "repeat_percent": _plain(study.repeat_share * PERCENT),
        "margin_points": None if margin is None else _plain(margin * PERCENT),
        "stopping_rule": study.stopping_rule["kind"],
        "lease_hours": max(1, study.lease_seconds // HOUR),
        "reference_system": study.reference_system_id,
    }
    for rule in study.exclusion_rules:
        initial |= {f"rule_{rule['rule']}": True, f"value_{rule['rule']}": rule["value"]}
    return initial


def _plain(number: Decimal) -> str:
    """Without zeros at its end, and never as 1E+1."""
    return format(number.normalize(), "f")


def _both(data: dict[str, Any], name: str) -> dict[str, str]:
    return {"en": data[f"{name}_en"], "zh-hans": data[f"{name}_zh"]}
