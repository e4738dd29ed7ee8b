"""The form of a judged pair that stands open again."""

import json
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.blinding.blinded import BlindedStudy
from annotations.judging.entry import OVERALL, Entry

from .forms import BOTH_BAD, BOTH_BAD_OPTION, FIVE_POINTS, THREE_POINTS, JudgmentForm

REASONS = [
    ("slip", _("A slip")),
    ("reconsidered", _("I reconsidered")),
    ("other", _("Another reason")),
]
SALT = "opened-again"
LONGEST_NOTE = 1000

Marks = list[dict[str, Any]]


class RevisionForm(JudgmentForm):
    """A verdict with the reason for changing it, and what it changes.

    Names with a dash: no criterion can have one of them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision-reason"] = forms.ChoiceField(
            label=_("Why do you change it?"),
            choices=REASONS,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["revision-note"] = forms.CharField(
            label=_("In your words"),
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.TextInput(attrs={"placeholder": _("In your words")}),
        )
        self.fields["based-on"] = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
        self.fields["opened"] = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(
        cls, entry: Entry, revision: int, token: str, *, study: BlindedStudy, spans: Marks
    ) -> Self:
        """Filled with the current revision, opened now; ``spans`` are in the browser's terms."""
        opened = signing.dumps([token, timezone.now().isoformat()], salt=SALT)
        initial = _fields(entry) | {
            "idempotency_key": secrets.token_hex(16),
            "based-on": revision,
            "opened": opened,
            "spans": json.dumps(spans, ensure_ascii=False) if spans else "",
        }
        return cls(study=study, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("revision-reason") == "other" and not cleaned.get("revision-note"):
            self.add_error("revision-note", _("Please write the reason."))
        return cleaned

    def entry(self) -> Entry:
        reason, note = (
            self.cleaned_data.get(f"revision-{name}", "") for name in ("reason", "note")
        )
        return replace(super().entry(), reason=": ".join(filter(None, (reason, note))))

    @property
    def based_on(self) -> int:
        return self.cleaned_data["based-on"]

    def go_on_from(self, revision: int) -> None:
        """Another tab was first: handing in again replaces what came from there."""
        self.data = self.data.copy()
        self.data["based-on"] = str(revision)

    def opened_at(self, token: str) -> datetime:
        """When the server showed it; a browser cannot choose that."""
        try:
            signed_token, moment = signing.loads(self.cleaned_data["opened"], salt=SALT)
        except signing.BadSignature:
            return timezone.now()
        return datetime.fromisoformat(moment) if signed_token == token else timezone.now()

    @property
    def reason(self) -> forms.BoundField:
        return self["revision-reason"]

    @property
    def note(self) -> forms.BoundField:
        return self["revision-note"]

    @property
    def reason_errors(self) -> list[str]:
        return [*self.reason.errors, *self.note.errors]


def _fields(entry: Entry) -> dict[str, Any]:
    return dict(entry.choices) | {
        OVERALL: overall_value(entry.choices[OVERALL], entry.strength, entry.both_bad),
        "comment": entry.comment,
        "recognised": entry.recognised,
        "harm_left": entry.harm_left,
        "harm_right": entry.harm_right,
    }


def overall_value(choice: str, strength: str, both_bad: bool) -> str:
    """The radio of the overall choice: a side with its strength, or both bad, is one."""
    if both_bad:
        return BOTH_BAD
    return f"{choice}-{strength}" if strength else choice


def overall_label(value: str) -> str:
    """What stands on that radio."""
    options = [*THREE_POINTS, *FIVE_POINTS, BOTH_BAD_OPTION]
    return next(str(label) for known, label, _key in options if known == value)
