"""The results page's filters: read from the address, so that it can be passed on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from annotations.analysis.report import Filters
from annotations.models import Item, Study

PARTS = ("task_type", "category", "specialty")


class NarrowingForm(forms.Form):
    """Only what the study has can be chosen; anything else in the address is ignored."""

    criterion = forms.ChoiceField(label=_("Criterion"), required=False)
    task_type = forms.ChoiceField(label=_("Task type"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    specialty = forms.ChoiceField(label=_("Specialty"), required=False)
    rater = forms.MultipleChoiceField(
        label=_("Experts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict, *, study: Study, language: str):
        super().__init__(data)
        criteria = study.criteria.order_by("position")
        names = [(one.key, one.name[language]) for one in criteria]
        first = next(name for key, name in names if key == study.primary_criterion)
        self.fields["criterion"].choices = [("", first)] + [
            (key, name) for key, name in names if key != study.primary_criterion
        ]
        for part in PARTS:
            self.fields[part].choices = _choices(study, part)
        pseudonyms = study.raters.order_by("pseudonym").values_list("pseudonym", flat=True)
        self.fields["rater"].choices = [(name, name) for name in pseudonyms]
        for part in PARTS:
            if len(self.fields[part].choices) < 3:
                del self.fields[part]


def _choices(study: Study, part: str) -> list[tuple[str, object]]:
    column = "kind" if part == "task_type" else part
    items = study.items.filter(practice__isnull=True).exclude(**{column: ""}).order_by(column)
    found = items.values_list(column, flat=True).distinct()
    label = (lambda value: Item.Kind(value).label) if part == "task_type" else str
    return [("", _("all")), *((value, label(value)) for value in found)]


@dataclass(frozen=True)
class Narrowing:
    """What the address asks for, and the form that shows it."""

    form: NarrowingForm
    filters: Filters
    criterion: str

    @property
    def query(self) -> str:
        """For links that keep it."""
        return urlencode(self.kept, doseq=True)

    @property
    def kept(self) -> dict[str, object]:
        parts = {part: getattr(self.filters, part) for part in PARTS}
        asked: dict[str, object] = {"criterion": self.criterion, **parts}
        found = {key: value for key, value in asked.items() if value}
        return found | ({"rater": list(self.filters.raters)} if self.filters.raters else {})


def page_language() -> str:
    """The page's language as studies' texts are keyed by it."""
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def narrowing(data: QueryDict, study: Study, language: str) -> Narrowing:
    form = NarrowingForm(data, study=study, language=language)
    form.is_valid()
    chosen = form.cleaned_data
    filters = Filters(
        **{part: chosen.get(part, "") for part in PARTS},
        raters=tuple(sorted(chosen.get("rater", []))),
    )
    return Narrowing(form, filters, chosen.get("criterion", ""))
