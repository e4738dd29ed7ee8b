"""Forms of the pages on which the verdicts of an LLM judge come in."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.datasets.choices import Choices
from annotations.datasets.limits import MAX_LABEL_CHARACTERS
from annotations.datasets.verdicts import BOTH_ORDERS, ONE_ORDER

from .files_forms import ChoicesForm, FileForm


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the judge, where the file does not say it"),
        help_text=_("The model with its version and prompt, as a reader should find it."),
        max_length=MAX_LABEL_CHARACTERS,
        required=False,
    )


class VerdictsForm(FileForm):
    """A file of verdicts, and whose they are."""

    judge = _name()


class VerdictChoicesForm(ChoicesForm):
    """Which column is which field; nothing else can be in the file."""

    judge_name = _name()

    def __init__(self, *args: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*args, choices=choices, systems=[], **more)
        del self.fields["content"]
        self.initial["judge_name"] = choices.judge
        self.fields["field-criterion"].label = _("Criterion (left out: the primary one)")

    @property
    def chosen(self) -> Choices:
        return replace(super().chosen, judge=self.cleaned_data["judge_name"].strip())

    def top(self) -> list[forms.BoundField]:
        return [self[name] for name in ("judge_name", "sheet") if name in self.fields]

    def mapped(self) -> list[forms.BoundField]:
        return [self[f"field-{name}"] for name in self._names() if name not in self._other_layout]

    def rare(self) -> list[forms.BoundField]:
        return [self[f"field-{name}"] for name in self._other_layout]

    @property
    def _other_layout(self) -> tuple[str, ...]:
        """The one that the file does not have."""
        has_both = "model_1" in self.choices.mapping.columns
        return ONE_ORDER if has_both else BOTH_ORDERS
