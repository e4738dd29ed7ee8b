"""What a researcher confirms before a study changes its state."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotations.entrance.attempts import TooManyAttempts, count_attempt
from annotations.entrance.codes import account_key
from annotations.pages.account.entering import has_just_signed_in
from annotations.pages.account.sign_in import MOST_PER_ACCOUNT


class ConfirmForm(forms.Form):
    """A box that has to be ticked: these acts cannot be taken back."""

    confirm = forms.BooleanField(label=_("I have read this and mean it"))


class ReasonForm(ConfirmForm):
    """What changes the outcome of a study needs a reason, which is recorded."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("reason", "confirm")


class UnblindForm(ReasonForm):
    """Who unblinds shows once more who they are: a page left open must not be enough.

    By their password, or, without one, by having signed in anew a moment ago.
    """

    PASSWORD, FRESH = "password", "fresh sign-in"
    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("reason", "password", "confirm")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.has_password = request.user.has_usable_password()
        # Named beside the password, so that a password manager knows whose it is.
        self.account = request.user.email if self.has_password else ""
        if not self.has_password:
            del self.fields["password"]

    def clean_password(self) -> str:
        password, user = self.cleaned_data["password"], self.request.user
        try:
            # The same count as at the sign-in: an open page is no second place to guess at.
            count_attempt(f"password:{account_key(user=user)}", most=MOST_PER_ACCOUNT)
        except TooManyAttempts as error:
            raise ValidationError(str(error)) from error
        if not user.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password

    def clean(self) -> dict[str, Any]:
        if not self.has_password and not has_just_signed_in(self.request):
            raise ValidationError(
                _(
                    "You have no password. Sign out, sign in again with a link or a code, and"
                    " unblind within ten minutes after that."
                )
            )
        return super().clean()

    @property
    def proof(self) -> str:
        return self.PASSWORD if self.has_password else self.FRESH
