"""Signing out, the first page, and the language switch."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.i18n import set_language as set_language_cookie

from annotations.access import studies_of_member, studies_of_rater
from annotations.blinding.blinded import blind_study
from annotations.models import User
from annotations.pages.reach import studies_in_reach


class SignOut(LogoutView):
    """By POST only. The browser drops what it kept: the computer may be a ward's."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where signing out leads: what it meant, and how to come back."""
    context = {"takes_mail": settings.MAIL_IS_SET_UP, "was_idle": "idle" in request.GET}
    return render(request, "account/signed_out.html", context)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To where this person works: their studies as a researcher, or as a rater."""
    reached = studies_in_reach(request)
    found = studies_of_rater(request.user)
    studies = list(found if reached is None else found.filter(public_id__in=reached))
    if not studies and studies_of_member(request.user).exists():
        return redirect("researcher:studies")
    if len(studies) == 1:
        return redirect("rater:study", study_id=studies[0].public_id)
    language = get_language() or "en"
    blinded = tuple(blind_study(study, (), language) for study in studies)
    return render(request, "rater/home.html", {"studies": blinded})


def set_language(request: HttpRequest) -> HttpResponse:
    """Switch this browser's language; somebody signed in finds it again elsewhere."""
    response = set_language_cookie(request)
    language, user = request.POST.get("language"), request.user
    is_change = language in User.Language.values and user.is_authenticated
    if request.method == "POST" and is_change and user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    return response
