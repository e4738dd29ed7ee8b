"""Erase a rater: a page of its own, because nothing brings somebody back."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.access import study_administered_by
from annotations.exceptions import AnnotationsError
from annotations.retention.services import erase_rater


class EraseForm(forms.Form):
    """Why, and the pseudonym typed once more."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Recorded for good: do not name the person."),
    )
    pseudonym = forms.CharField(label=_("The pseudonym, to confirm"), max_length=20)

    def __init__(self, *args: object, expected: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_pseudonym(self) -> str:
        typed = str(self.cleaned_data["pseudonym"]).strip()
        if typed != self.expected:
            raise forms.ValidationError(_("This is not the rater's pseudonym."))
        return typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, slug: str, pseudonym: str) -> HttpResponse:
    """Repeating it changes nothing."""
    study = study_administered_by(request.user, slug)
    rater = get_object_or_404(study.raters, pseudonym=pseudonym)
    form = EraseForm(request.POST or None, expected=rater.pseudonym)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            erase_rater(rater=rater, by=request.user, reason=form.cleaned_data["reason"])
        except AnnotationsError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, gettext("The rater is erased."))
            return redirect("researcher:raters", slug=slug)
    context = {"study": study, "tab": "raters", "rater": rater.pseudonym, "form": form}
    context["is_erased"] = rater.user_id is None
    return render(request, "researcher/erase_rater.html", context, status=status)


urls = [path("<slug:slug>/raters/<str:pseudonym>/erase/", erase, name="erase_rater")]
