"""Published counts: what a table of wins, ties and losses shows, and what it does not."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from annotations.analysis.published import published_report, read_rows
from annotations.analysis.telling.published import published_section

EXAMPLE = "HuatuoGPT-II / GPT-4: 38/38/24"


class CountsForm(forms.Form):
    """The whole table stands in the address, so that the page can be passed on."""

    rows = forms.CharField(
        label=gettext_lazy("Wins, ties and losses, one row a line"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false", "placeholder": EXAMPLE}),
    )
    expected = forms.IntegerField(
        label=gettext_lazy("Each row sums to"), required=False, min_value=1, max_value=10_000_000
    )

    def clean_rows(self) -> dict:
        found, wrong = read_rows(self.cleaned_data["rows"])
        if wrong or not found:
            lines = ", ".join(map(str, wrong))
            raise forms.ValidationError(
                _("Not understood in line %(lines)s: a name, then wins/ties/losses.")
                % {"lines": lines or "1"}
            )
        return found


@login_required
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    form = CountsForm(request.GET if "rows" in request.GET else None)
    section = None
    if form.is_bound and form.is_valid():
        found = published_report(form.cleaned_data["rows"], form.cleaned_data["expected"])
        section = published_section(found)
    context = {"form": form, "section": section}
    status = 422 if form.is_bound and section is None else 200
    return render(request, "researcher/counts.html", context, status=status)
