"""What a rater hands in: one choice per criterion, and remarks."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.blinding.blinded import BlindedCriterion, BlindedStudy
from annotations.judging.entry import Entry, Scale, contradictions
from annotations.judging.marks import in_source
from annotations.judging.spans import OMISSION, Place, Span, SpanError, read_spans
from annotations.models import Draft, MarkedSpan

LONGEST_COMMENT = 10_000
A_WEEK = 7 * 24 * 3600
# These stand apart from left, tie and right.
BOTH_BAD = "both_bad"
NOT_APPLICABLE = "not_applicable"
REMARKS = ("comment", "harm_left", "harm_right")

type_choices = list[tuple[str, Promise | str, str]]

# Value, label, key. A side with a strength behind it is one radio of the five-point scale.
THREE_POINTS: type_choices = [
    ("left", _("Left better"), "1"),
    ("tie", _("Tie"), "2"),
    ("right", _("Right better"), "3"),
]
FIVE_POINTS: type_choices = [
    ("left-much", _("Left much better"), "1"),
    ("left-slight", _("Left slightly better"), "2"),
    ("tie", _("Tie"), "3"),
    ("right-slight", _("Right slightly better"), "4"),
    ("right-much", _("Right much better"), "5"),
]
SHORT: type_choices = [
    ("left", _("Left"), "1"),
    ("tie", _("Tie"), "2"),
    ("right", _("Right"), "3"),
]
BOTH_BAD_OPTION: tuple[str, Promise | str, str] = (BOTH_BAD, _("Both bad"), "0")


@dataclass(frozen=True)
class Option:
    """One radio of a group."""

    value: str
    label: Promise | str
    shortcut: str
    is_chosen: bool

    @property
    def is_apart(self) -> bool:
        return self.value in {BOTH_BAD, NOT_APPLICABLE}


@dataclass(frozen=True)
class Group:
    """A criterion with its radios, as the template shows it."""

    key: str
    name: str
    description: str
    is_overall: bool
    options: tuple[Option, ...]
    errors: tuple[str, ...]

    @property
    def has_apart(self) -> bool:
        return any(option.is_apart for option in self.options)


def options_of(criterion: BlindedCriterion, study: BlindedStudy) -> type_choices:
    """The radios of a criterion as the study's scale has them."""
    if not criterion.is_overall:
        none: type_choices = [(NOT_APPLICABLE, _("N/A"), "0")]
        return SHORT + (none if study.allows_not_applicable else [])
    points = FIVE_POINTS if study.allows_strength else THREE_POINTS
    return points + ([BOTH_BAD_OPTION] if study.allows_both_bad else [])


class JudgmentForm(forms.Form):
    """One pair's verdict. Every field is kept when it is shown again with its errors.

    ``strength`` and ``both_bad`` may come as fields of their own, as a script sends
    them, or within the overall choice, as the page's radios do.
    """

    choose_one = _("Please choose one.")
    # Of the draft that is stored of this pair.
    draft_revision = 0
    draft_saved_at: datetime | None = None
    # What the palette offers; an omission stands nowhere and has its own buttons.
    mark_types = tuple(kind for kind in MarkedSpan.Type.choices if kind[0] != OMISSION)
    mark_severities = tuple(MarkedSpan.Severity.choices)
    mark_omission = MarkedSpan.Type.OMISSION.label

    idempotency_key = forms.CharField(
        widget=forms.HiddenInput, validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")]
    )
    active_seconds = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=A_WEEK
    )
    strength = forms.ChoiceField(choices=[("", ""), ("slight", ""), ("much", "")], required=False)
    both_bad = forms.BooleanField(required=False)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    harm_left = forms.BooleanField(label=_("The left answer could harm a patient"), required=False)
    harm_right = forms.BooleanField(
        label=_("The right answer could harm a patient"), required=False
    )
    recognised = forms.BooleanField(label=_("I recognise a system by its answer"), required=False)
    # Marked passages as JSON in the browser's terms (judging.spans); without a script there are
    # none, but those of a draft are handed in as they are.
    spans = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    without_spans = forms.BooleanField(
        label=_("Hand in without the marked passages"), required=False
    )

    def __init__(
        self,
        *args: Any,
        study: BlindedStudy,
        texts: Callable[[], Mapping[Place, str]] = dict,
        **kwargs: Any,
    ) -> None:
        """``texts`` gives what can be marked, and is asked only when something was."""
        kwargs.setdefault("initial", {"idempotency_key": secrets.token_hex(16)})
        super().__init__(*args, use_required_attribute=False, label_suffix="", **kwargs)
        self.study, self.texts = study, texts
        self.has_wrong_spans = False
        for criterion in study.criteria:
            self.fields[criterion.key] = forms.ChoiceField(
                choices=self._accepted(criterion), error_messages={"required": self.choose_one}
            )

    def follow(self, draft: Draft | None) -> None:
        """Say which draft the page's script goes on from."""
        if draft is not None:
            self.draft_revision, self.draft_saved_at = draft.revision, draft.saved_at

    def _accepted(self, criterion: BlindedCriterion) -> list[tuple[str, str]]:
        # The plain sides too, with their strength in its own field.
        values = dict.fromkeys(value for value, *_ in options_of(criterion, self.study) + SHORT)
        return [(value, value) for value in values]

    def clean_spans(self) -> tuple[Span, ...]:
        if "without_spans" in self.data:
            return ()
        try:
            spans = read_spans(self.cleaned_data["spans"])
            return in_source(spans, self.texts() if spans else {})
        except SpanError as error:
            self.has_wrong_spans = True
            # Beside the verdict, because a hidden field has no place for its errors.
            self.add_error(None, _wrong_spans(error.number))
            return ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(criterion.key in self.errors for criterion in self.study.criteria):
            for found in contradictions(self.entry(), self._scale()):
                self.add_error(found.criterion or None, _("These choices contradict each other."))
        return cleaned

    def _scale(self) -> Scale:
        return Scale(
            criteria=[criterion.key for criterion in self.study.criteria],
            allows_strength=self.study.allows_strength,
            allows_both_bad=self.study.allows_both_bad,
            allows_not_applicable=self.study.allows_not_applicable,
        )

    def entry(self) -> Entry:
        """What was handed in, for the service. The form must have been validated."""
        data = self.cleaned_data
        choices = {criterion.key: data[criterion.key] for criterion in self.study.criteria}
        strength, both_bad = data.get("strength", ""), data.get("both_bad", False)
        for criterion in self.study.criteria:
            if criterion.is_overall:
                side, _dash, within = choices[criterion.key].partition("-")
                both_bad = both_bad or side == BOTH_BAD
                strength = within or strength
                choices[criterion.key] = "tie" if side == BOTH_BAD else side
        return Entry(
            choices=choices,
            idempotency_key=data.get("idempotency_key", ""),
            strength=strength,
            both_bad=both_bad,
            comment=data.get("comment", ""),
            recognised=data.get("recognised", False),
            harm_left=data.get("harm_left", False),
            harm_right=data.get("harm_right", False),
            active_seconds=data.get("active_seconds"),
            spans=data.get("spans", ()),
        )

    def groups(self) -> Iterator[Group]:
        """The criteria in the study's order, each with what was chosen so far."""
        for criterion in self.study.criteria:
            chosen = self._chosen(criterion)
            yield Group(
                key=criterion.key,
                name=criterion.name,
                description=criterion.description,
                is_overall=criterion.is_overall,
                options=tuple(
                    Option(value, label, shortcut, is_chosen=value == chosen)
                    for value, label, shortcut in options_of(criterion, self.study)
                ),
                errors=tuple(self[criterion.key].errors),
            )

    def _chosen(self, criterion: BlindedCriterion) -> str:
        value = self[criterion.key].value() or ""
        if criterion.is_overall and value == "tie" and self["both_bad"].value():
            return BOTH_BAD
        if criterion.is_overall and value in {"left", "right"} and self["strength"].value():
            return f"{value}-{self['strength'].value()}"
        return value

    @property
    def chosen_count(self) -> int:
        return sum(bool(self._chosen(criterion)) for criterion in self.study.criteria)

    @property
    def has_remarks(self) -> bool:
        return any(self[name].value() for name in REMARKS)

    @property
    def remarks_errors(self) -> bool:
        return any(self[name].errors for name in REMARKS)


def _wrong_spans(number: int) -> str:
    if not number:
        return gettext("The marked passages cannot be read. Remove them or mark them again.")
    return gettext(
        "Marked passage %(number)d does not fit its answer. Remove it or mark it again."
    ) % {"number": number}


def kept_form(posted: Mapping[str, str], study: BlindedStudy) -> JudgmentForm:
    """The verdict as it was sent along with something else: kept, and not judged yet."""
    return JudgmentForm(study=study, initial={name: posted[name] for name in posted})
