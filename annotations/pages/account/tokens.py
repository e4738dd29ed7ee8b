"""Keys for programs: those that there are, and a new one, shown once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import studies_of_member, works_on_studies
from annotations.entrance.api_tokens import (
    DAYS,
    MOST_DAYS,
    MadeToken,
    live_tokens_of,
    make_token,
    revoke_token,
)
from annotations.exceptions import AnnotationsError
from annotations.models import ApiToken, Study, User


class StudyField(forms.ModelChoiceField):
    """Studies by the title that this person reads."""

    def label_from_instance(self, obj: Study) -> str:
        return f"{obj.title[get_language() or 'en']} ({obj.slug})"


class TokenForm(forms.Form):
    """What a token is for."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Where it is used, such as: my notebook.")
    )
    study = StudyField(
        label=_("Study"),
        queryset=Study.objects.none(),
        required=False,
        empty_label=_("All my studies"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        initial=[ApiToken.Scope.READ, ApiToken.Scope.RESULTS],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=_("Valid for (days)"), min_value=1, max_value=MOST_DAYS, initial=DAYS
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies_of_member(user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; a POST makes one and shows its secret this once."""
    if not works_on_studies(request.user):
        raise Http404
    if request.method != "POST":
        return _page(request, TokenForm(user=request.user))
    form = TokenForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = make_token(user=request.user, **form.cleaned_data)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, form, status=409)
    return _page(request, TokenForm(user=request.user), made=made)


@login_required
@require_POST
def revoke(request: HttpRequest, api_token: int) -> HttpResponse:
    """Repeating it changes nothing."""
    revoke_token(get_object_or_404(ApiToken, pk=api_token, user=request.user))
    messages.success(request, gettext("The token is revoked."))
    return redirect("account:tokens")


def _page(
    request: HttpRequest, form: TokenForm, *, made: MadeToken | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "made": made, "tokens": live_tokens_of(request.user)}
    return render(request, "account/tokens.html", context, status=status)
