"""What a rater can do with a pair beside judging it: hand it on, or report a problem."""

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.blinding.blinded import BlindedStudy
from annotations.judging.declining import LONGEST_NOTE
from annotations.judging.reporting import LONGEST_REPORT
from annotations.models import Assignment

Reason = Assignment.DeclineReason
# Value, label, key within the open panel. Recognising a system has a panel of its own.
REASONS: tuple[tuple[str, Promise, str], ...] = (
    (Reason.SPECIALTY, _("Outside my specialty"), "1"),
    (Reason.CONTEXT, _("Something is missing to judge it"), "2"),
    (Reason.UNREADABLE, _("Unreadable"), "3"),
)


class CannotJudgeForm(forms.Form):
    """Why a pair goes to somebody else. Its fields stand inside the verdict's form."""

    reason = forms.ChoiceField(error_messages={"required": _("Please choose one of the reasons.")})
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("In a few words (needed for another reason)"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, study: BlindedStudy, **kwargs: Any) -> None:
        super().__init__(*args, prefix="cannot", label_suffix="", **kwargs)
        recognised = [Reason.RECOGNISED] if study.hands_on_recognised else []
        reasons = [value for value, *_rest in REASONS] + [Reason.OTHER, *recognised]
        self.fields["reason"].choices = [(value, value) for value in reasons]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == Reason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Please say in a few words why you cannot judge this pair."))
        return cleaned

    @property
    def reasons(self) -> tuple[tuple[str, Promise, str], ...]:
        return REASONS


class ReportForm(forms.Form):
    """What is wrong with a pair, in words or without. The key makes a double click one report."""

    key = forms.CharField(
        widget=forms.HiddenInput, validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")]
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST_REPORT,
        label=_("What is wrong (if you like)"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": secrets.token_hex(16)})
        super().__init__(*args, prefix="report", label_suffix="", **kwargs)


@dataclass(frozen=True)
class Acts:
    """The forms of the acts row, and what became of the last report."""

    cannot: CannotJudgeForm
    report: ReportForm
    said: str = ""


def acts_of(
    study: BlindedStudy,
    *,
    cannot: CannotJudgeForm | None = None,
    report: ReportForm | None = None,
    said: str = "",
) -> Acts:
    """Fresh forms, but for one that is shown again."""
    return Acts(cannot or CannotJudgeForm(study=study), report or ReportForm(), said)
