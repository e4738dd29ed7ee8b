"""Which product a rater thinks wrote the two answers: free text, or that they do not know."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.models import SourceGuess

LONGEST = SourceGuess._meta.get_field("left").max_length
# Nothing that a browser or a colleague typed before: it would suggest a name.
QUIET = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


def _name(label: Promise) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.TextInput(attrs=QUIET)
    )


class GuessForm(forms.Form):
    """For each side a text or the tick; neither, or both, is asked about again."""

    left = _name(_("Which product do you think wrote the left answer?"))
    left_unknown = forms.BooleanField(label=_("I don't know"), required=False)
    right = _name(_("Which product do you think wrote the right answer?"))
    right_unknown = forms.BooleanField(label=_("I don't know"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, label_suffix="", **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for side in ("left", "right"):
            text, is_unknown = cleaned.get(side), cleaned.get(f"{side}_unknown")
            if side in self.errors or bool(text) != bool(is_unknown):
                continue
            self.add_error(side, _both(text))
        return cleaned

    def sides(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[side], self[f"{side}_unknown"]) for side in ("left", "right")]


def _both(text: str | None) -> Promise:
    if text:
        return _("Either a name or “I don't know”, please.")
    return _("Please write what you think, or choose “I don't know”.")
