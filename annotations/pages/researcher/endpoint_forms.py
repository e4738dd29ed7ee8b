"""Forms for endpoints: where models are reached, how much is asked and what it may cost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.exceptions import AnnotationsError
from annotations.models import Endpoint
from annotations.studies.endpoints import EndpointLimits, check_base_url


class EndpointLimitsForm(forms.Form):
    """How much an endpoint is asked, and what that may cost."""

    concurrency = forms.IntegerField(
        label=_("Requests at once"),
        min_value=1,
        max_value=1000,
        initial=4,
        help_text=_("As many as the endpoint answers without slowing down."),
    )
    requests_per_minute = forms.IntegerField(
        label=_("Requests per minute, at most (optional)"),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    timeout_seconds = forms.IntegerField(
        label=_("Longest wait for one answer (seconds)"), min_value=1, max_value=3600, initial=120
    )
    max_attempts = forms.IntegerField(
        label=_("Tries per answer, at most"), min_value=1, max_value=100, initial=6
    )
    price_per_million_prompt_tokens = forms.DecimalField(
        label=_("Price per million tokens sent"),
        min_value=0,
        max_digits=12,
        decimal_places=4,
        initial=0,
        help_text=_("In any currency, the same for all endpoints of the study."),
    )
    price_per_million_completion_tokens = forms.DecimalField(
        label=_("Price per million tokens answered"),
        min_value=0,
        max_digits=12,
        decimal_places=4,
        initial=0,
    )
    budget = forms.DecimalField(
        label=_("Budget (optional)"),
        min_value=0,
        max_digits=12,
        decimal_places=4,
        required=False,
        help_text=_(
            "Nothing more is asked once this much is spent, trials included. Systems without"
            " max_tokens are then asked one at a time, because their answers may cost anything."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        prices = [data.get(name) for name in data if name.startswith("price_")]
        if data.get("budget") is not None and not any(prices):
            self.add_error(
                "budget", _("A budget needs prices: without them nothing can be added up.")
            )
        return data

    @property
    def limits(self) -> EndpointLimits:
        return EndpointLimits(**{name: self.cleaned_data[name] for name in vars(EndpointLimits())})


class EndpointForm(EndpointLimitsForm):
    """Where models are reached."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For this page; raters never read it.")
    )
    base_url = forms.CharField(
        label=_("Base URL"),
        max_length=500,
        help_text=_("Of an OpenAI-compatible interface, as in https://api.example.com/v1"),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=_("Key (optional)"),
        max_length=2000,
        required=False,
        strip=True,
        help_text=_("Stored encrypted and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("name", "base_url", "key")

    def clean_base_url(self) -> str:
        try:
            return check_base_url(self.cleaned_data["base_url"])
        except AnnotationsError as error:
            raise forms.ValidationError(str(error)) from error


class ChangeEndpointForm(EndpointForm):
    """The key has a form of its own: an empty field here would leave doubt what it does."""

    key = None


class KeyForm(forms.Form):
    """A key to take the place of the one there is."""

    key = forms.CharField(
        label=_("New key"),
        max_length=2000,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


def initial_of_endpoint(endpoint: Endpoint) -> dict[str, Any]:
    names = ("name", "base_url", *vars(EndpointLimits()))
    return {name: getattr(endpoint, name) for name in names}
