"""A new study: from a template, or as a copy of an earlier one."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.access import may_create_studies, studies_run_by
from annotations.exceptions import AnnotationsError
from annotations.models import Item, Study, User
from annotations.studies.making import free_slug, study_from_earlier, study_from_template

COPY = "copy"
OFFERED: tuple[tuple[str, Promise, Promise], ...] = (
    (
        "single_turn",
        _("HuatuoEval single-turn"),
        _("Questions with one answer each. A fixed panel of three physicians judges every pair."),
    ),
    (
        "multi_turn",
        _("HuatuoEval multi-turn"),
        _("Cases: a simulated patient talks to every system over two rounds. A panel of three."),
    ),
    (
        "all_pairs",
        _("Several systems, all pairs"),
        _("Every system against every other, two judgments each, by whoever has time."),
    ),
    (
        "one_vs_rest",
        _("One system against the rest"),
        _("Your system against each of the others: fewer pairs, when only it is of interest."),
    ),
)


class EarlierField(forms.ModelChoiceField):
    """Studies by the title that this person reads."""

    def label_from_instance(self, obj: Study) -> str:
        return f"{obj.title.get(get_language() or 'en') or obj.title['en']} ({obj.slug})"


class NewStudyForm(forms.Form):
    """What a study begins from, and how it is called."""

    source = forms.ChoiceField(
        label=_("Begin from"),
        choices=[(key, label) for key, label, _text in OFFERED]
        + [(COPY, _("A copy of an earlier study"))],
        initial="single_turn",
        widget=forms.RadioSelect,
    )
    earlier = EarlierField(
        label=_("Earlier study"), queryset=Study.objects.none(), required=False, empty_label=None
    )
    with_items = forms.BooleanField(label=_("Take its items along"), required=False)
    with_keys = forms.BooleanField(
        label=_("Use the keys of its endpoints here too: I may spend on them"), required=False
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name (optional)"),
        max_length=60,
        required=False,
        help_text=_("Stands in addresses and file names. Left empty, it is made from the title."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        earlier = self.fields["earlier"]
        earlier.queryset = studies_run_by(by)
        if not earlier.queryset.exists():
            self.fields["source"].choices = [(key, label) for key, label, _text in OFFERED]
            for name in ("earlier", "with_items", "with_keys"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") == COPY and not cleaned.get("earlier") and not self.errors:
            self.add_error("earlier", gettext("Say which study is copied."))
        return cleaned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for the beginning and make the draft, which opens at its plan."""
    if not may_create_studies(request.user):
        raise Http404
    if request.method != "POST":
        return _page(request, NewStudyForm(by=request.user))
    form = NewStudyForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        with transaction.atomic():
            study = _make(form.cleaned_data, request.user)
    except AnnotationsError as error:
        form.add_error("slug" if form.cleaned_data["slug"] else None, str(error))
        return _page(request, form, status=409)
    url = reverse("researcher:setup_plan", kwargs={"slug": study.slug})
    # What the plan is worked out with until there are items.
    is_about_cases = form.cleaned_data["source"] == Item.Kind.MULTI_TURN
    return redirect(f"{url}?expected_kind=multi_turn" if is_about_cases else url)


def _make(data: dict[str, Any], by: User) -> Study:
    title = {"en": data["title_en"], "zh-hans": data["title_zh"]}
    slug = data["slug"] or free_slug(data["title_en"])
    if data["source"] != COPY:
        return study_from_template(template=data["source"], title=title, slug=slug, by=by)
    return study_from_earlier(
        earlier=data["earlier"],
        title=title,
        slug=slug,
        by=by,
        with_items=data["with_items"],
        with_keys=data["with_keys"],
    )


def _page(request: HttpRequest, form: NewStudyForm, *, status: int = 200) -> HttpResponse:
    texts = {key: text for key, _label, text in OFFERED}
    sources = [(radio, texts.get(radio.data["value"], "")) for radio in form["source"]]
    context = {"form": form, "sources": sources}
    return render(request, "researcher/new_study.html", context, status=status)
