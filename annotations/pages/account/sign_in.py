"""Sign-in with e-mail and password, which researchers use; how often it may be tried."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from annotations.entrance.attempts import TooManyAttempts, count_attempt
from annotations.entrance.codes import account_key
from annotations.pages.reach import is_limited, sign_in

from .entering import MOST_PER_ADDRESS, note_staff, source_of
from .language import remember_language

MOST_PER_ACCOUNT = 10
TOO_MANY = "too_many"


class CountedForm(AuthenticationForm):
    """Counts before a password is looked at.

    An unknown address is counted like a known one, and Django hashes a password for it all the
    same, so neither the answer nor its time tells whether somebody has it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page speaks to physicians first: it must not begin in a field that is not theirs.
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username")
        if email and self.cleaned_data.get("password"):
            self._count(email)
        return super().clean()

    def _count(self, email: str) -> None:
        try:
            count_attempt(f"password-from:{source_of(self.request)}", most=MOST_PER_ADDRESS)
            count_attempt(f"password:{account_key(email=email)}", most=MOST_PER_ACCOUNT)
        except TooManyAttempts as error:
            raise ValidationError(str(error), code=TOO_MANY) from error


class SignIn(LoginView):
    """The page speaks to physicians first, who come by a link or a code."""

    template_name = "account/login.html"
    authentication_form = CountedForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Whom a study's link let in signs in here for the rest of what is theirs.
        self.redirect_authenticated_user = not is_limited(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "takes_mail": settings.MAIL_IS_SET_UP,
            "is_limited": is_limited(self.request),
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        note_staff(user)
        sign_in(self.request, user)
        return remember_language(redirect(self.get_success_url()), user)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_invalid(form)
        if form.has_error("__all__", TOO_MANY):
            answer.status_code = 429
        return answer


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin's own form would be a second door, on which nobody counts."""
    if request.user.is_authenticated:
        raise Http404
    to = request.GET.get("next") or reverse("admin:index")
    return redirect(f"{reverse('account:login')}?{urlencode({'next': to})}")
