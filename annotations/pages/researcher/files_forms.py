"""Forms of the pages on which files come in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.datasets.choices import Choices
from annotations.datasets.isolation import Look
from annotations.datasets.judgments import JUDGMENT_FIELDS
from annotations.datasets.limits import MAX_FILE_BYTES
from annotations.datasets.mapping import DETECT, NUMBER, ColumnMapping
from annotations.datasets.messages import SENTENCES
from annotations.datasets.native import ITEM_FIELDS, RESPONSE_FIELDS
from annotations.datasets.parsing import Content
from annotations.datasets.rows import KINDS, MULTI_TURN, SINGLE_TURN, Reason
from annotations.datasets.verdicts import VERDICT_FIELDS

LABELS = {
    "external_id": gettext_lazy("Number of the item"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "category": gettext_lazy("Category"),
    "specialty": gettext_lazy("Specialty"),
    "prompt": gettext_lazy("Question (single-turn)"),
    "case": gettext_lazy("Case (multi-turn)"),
    "reference": gettext_lazy("Reference answer"),
    "extra": gettext_lazy("Further data (JSON)"),
    "practice": gettext_lazy("Practice (JSON)"),
    "answer": gettext_lazy("Answer (single-turn)"),
    "turns": gettext_lazy("Conversation (multi-turn)"),
    "left": gettext_lazy("System on the left"),
    "right": gettext_lazy("System on the right"),
    "system_a": gettext_lazy("One system (side unknown)"),
    "system_b": gettext_lazy("Other system (side unknown)"),
    "rater": gettext_lazy("Who judged"),
    "criterion": gettext_lazy("Criterion (left out: overall)"),
    "choice": gettext_lazy("Choice: a side, a system, or a tie"),
    "judged_at": gettext_lazy("When it was judged"),
    "comment": gettext_lazy("Comment"),
    "verdict": gettext_lazy("Verdict: a side, a system, or a tie"),
    "model_1": gettext_lazy("First model (both orders in a row)"),
    "model_2": gettext_lazy("Second model"),
    "g1_winner": gettext_lazy("Winner with the first model on the left"),
    "g2_winner": gettext_lazy("Winner with the first model on the right"),
    "judge": gettext_lazy("Which judge"),
}
# Said of answers: what the system was sent.
INPUT_LABEL = gettext_lazy("Input as it was sent")
CONTENTS = {
    Content.ITEMS: gettext_lazy("Questions or cases"),
    Content.RESPONSES: gettext_lazy("Answers of a system"),
    Content.JUDGMENTS: gettext_lazy("Judgments that were made elsewhere"),
}
FIELDS = {
    Content.ITEMS: ITEM_FIELDS,
    Content.RESPONSES: RESPONSE_FIELDS,
    Content.JUDGMENTS: JUDGMENT_FIELDS,
    Content.VERDICTS: VERDICT_FIELDS,
}
CONSTANTS = {
    "external_id": ((NUMBER, gettext_lazy("number the rows")),),
    "kind": (
        (DETECT, gettext_lazy("by whether there is a question or a case")),
        (SINGLE_TURN, gettext_lazy("all single-turn")),
        (MULTI_TURN, gettext_lazy("all multi-turn")),
    ),
    "language": (
        (DETECT, gettext_lazy("by the writing")),
        ("zh-hans", gettext_lazy("all Chinese")),
        ("en", gettext_lazy("all English")),
    ),
}
RARE = ("extra", "practice")
_COLUMN, _CONSTANT = "column:", "constant:"


class FileForm(forms.Form):
    """A file, or what somebody copied out of a table."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or paste rows here, with their header"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "pasted"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("file") and not (found.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file or paste some rows."))
        return found

    def clean_file(self) -> File | None:
        file: File | None = self.cleaned_data["file"]
        if file and file.size > MAX_FILE_BYTES:
            # Before it is copied for the process that reads it.
            limit = {"limit": MAX_FILE_BYTES // 1024**2}
            raise forms.ValidationError(str(SENTENCES[Reason.FILE_TOO_LARGE]) % limit)
        return file

    @property
    def sent(self) -> File:
        """The file, or the pasted text as one."""
        file = self.cleaned_data["file"]
        if file:
            return file
        pasted = self.cleaned_data["text"].encode("utf-8", "backslashreplace")
        return ContentFile(pasted, name=_("pasted rows"))


class ChoicesForm(forms.Form):
    """What the file holds and which column is which field, filled with the guess."""

    content = forms.ChoiceField(
        label=gettext_lazy("The file holds"),
        choices=list(CONTENTS.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, look: Look, choices: Choices, systems: list[str], **more: Any):
        super().__init__(*args, initial=_initial(choices), **more)
        self.look, self.choices = look, choices
        if choices.content is Content.RESPONSES:
            self._add_choice("system", _("Whose answers"), [("", "–")] + [(s, s) for s in systems])
        if len(look.sheets) > 1:
            sheets = [("", _("the first one that holds something"))]
            self._add_choice("sheet", _("Sheet"), sheets + [(name, name) for name in look.sheets])
        if look.published:
            label = _("Read it as a published HuatuoEval file")
            self.fields["published"] = forms.BooleanField(label=label, required=False)
        for name in FIELDS[choices.content]:
            self._add_choice(f"field-{name}", _label(name, choices.content), self._sources(name))
        if choices.content is Content.ITEMS:
            label = _("Keep the other columns with the item (never shown to raters)")
            self.fields["keeps_rest"] = forms.BooleanField(label=label, required=False)
        if choices.content is Content.JUDGMENTS:
            label = _("Make systems, items and answers that the study lacks, without their texts")
            self.fields["makes_missing"] = forms.BooleanField(label=label, required=False)

    def _add_choice(self, name: str, label: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _sources(self, name: str) -> list[tuple[str, Any]]:
        fixed = [
            (_CONSTANT + key, label)
            for key, label in CONSTANTS.get(name, ())
            if self._may_stand(name, key)
        ]
        columns = [(_COLUMN + name, f"{name}{self._example(name)}") for name in self.look.columns]
        return [("", "–"), *fixed, (_("Columns"), columns)]  # type: ignore[list-item]

    def _may_stand(self, name: str, constant: str) -> bool:
        """Answers and judgments belong to items that are there: their rows are not numbered."""
        if self.choices.content in (Content.JUDGMENTS, Content.VERDICTS):
            return constant in KINDS
        return self.choices.content is Content.ITEMS or name != "external_id"

    def _example(self, column: str) -> str:
        values = (cells.get(column, "").strip() for _row, cells in self.look.samples)
        found = " ".join(next((value for value in values if value), "").split())
        return f"  ({found[:24]}{'…' if len(found) > 24 else ''})" if found else ""

    @property
    def chosen(self) -> Choices:
        """What was sent; columns of another content are the guess's business."""
        sent = self.cleaned_data
        columns, constants = {}, {}
        for name in FIELDS[self.choices.content]:
            source = sent.get(f"field-{name}", "")
            if source.startswith(_COLUMN):
                columns[name] = source.removeprefix(_COLUMN)
            elif source.startswith(_CONSTANT):
                constants[name] = source.removeprefix(_CONSTANT)
        return Choices(
            content=Content(sent.get("content") or self.choices.content),
            mapping=ColumnMapping(columns, constants, sent.get("keeps_rest", False)),
            system=sent.get("system", ""),
            published=sent.get("published", False),
            sheet=sent.get("sheet", ""),
            makes_missing=sent.get("makes_missing", False),
        )

    def top(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("system", "sheet") if name in self.fields)

    def mapped(self) -> list[forms.BoundField]:
        return [self[f"field-{name}"] for name in self._names() if name not in RARE]

    def rare(self) -> list[forms.BoundField]:
        return [self[f"field-{name}"] for name in self._names() if name in RARE]

    def _names(self) -> tuple[str, ...]:
        return FIELDS[self.choices.content]


def _label(name: str, content: Content) -> Any:
    return INPUT_LABEL if (name, content) == ("prompt", Content.RESPONSES) else LABELS[name]


def _initial(choices: Choices) -> Mapping[str, Any]:
    mapping = choices.mapping
    columns = {f"field-{name}": _COLUMN + column for name, column in mapping.columns.items()}
    constants = {f"field-{name}": _CONSTANT + value for name, value in mapping.constants.items()}
    return {
        **constants,
        **columns,
        "content": choices.content.value,
        "system": choices.system,
        "sheet": choices.sheet,
        "published": choices.published,
        "keeps_rest": mapping.keeps_rest,
        "makes_missing": choices.makes_missing,
    }
