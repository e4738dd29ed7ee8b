"""The rules of a study as one form: from the study, to the study, and what is wrong between."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext

from annotations.models import Criterion, Study, System
from annotations.studies.planning import USUAL_ITEMS
from annotations.studies.rules import RANGES, ExclusionRule
from annotations.studies.setup_state import Facts

from .plan_fields import PlanFields
from .plan_groups import EXCLUSIONS, GROUPS, RULE_LABELS

HOUR = 3600
PERCENT = Decimal(100)


class PlanForm(PlanFields):
    """What ``editing.change_rules`` takes, in the terms in which people say it."""

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
