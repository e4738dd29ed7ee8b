"""Links into a study's team. Opening one changes nothing; its button accepts."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.exceptions import AnnotationsError
from annotations.models import MemberInvitation, User
from annotations.pages.reach import is_limited
from annotations.studies.members import accept_anew, accept_as, account_of, find_invitation

from .entering import let_in


class AcceptForm(forms.Form):
    """For whoever has the invited address already: nothing to say."""


class AccountForm(forms.Form):
    """Who somebody new is."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def join_team(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD change nothing, whoever asks; POST makes an account or accepts with one."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "account/link_dead.html", {"reason": "unknown"}, status=404)
    owner = account_of(invitation)
    # Signed in by a study's link somebody has not shown that the invited address is theirs.
    is_owner = owner is not None and request.user == owner and not is_limited(request)
    form_of = AcceptForm if owner else AccountForm
    if request.method != "POST":
        return _page(request, invitation, owner, form_of(), is_owner)
    form = form_of(request.POST)
    if not form.is_valid():
        return _page(request, invitation, owner, form, is_owner, status=422)
    try:
        _accept(request, token, owner, form.cleaned_data, is_owner)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, invitation, owner, form, is_owner, status=409)
    return redirect("researcher:study", slug=invitation.study.slug)


def _accept(
    request: HttpRequest, token: str, owner: User | None, data: dict[str, Any], is_owner: bool
) -> None:
    if owner is None:
        let_in(request, accept_anew(token=token, **data), shared=False)
    elif is_owner:
        accept_as(token=token, user=owner)
    else:
        # The link alone must never sign anybody in as somebody who is there already.
        raise AnnotationsError(_("Sign in with the invited address first, then open the link."))


def _page(
    request: HttpRequest,
    invitation: MemberInvitation,
    owner: User | None,
    form: forms.Form,
    is_owner: bool,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": invitation.study.title[get_language() or "en"],
        "email": invitation.email,
        "role": invitation.get_role_display(),
        "is_new": owner is None,
        "is_owner": is_owner,
        "form": form,
    }
    return render(request, "account/join_team.html", context, status=status)
