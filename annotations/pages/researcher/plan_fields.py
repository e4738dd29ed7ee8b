"""The fields of the plan; most studies leave most of them."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import Item, Study, System


class PlanFields(forms.Form):
    """What can be decided, with the words beside each field."""

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
