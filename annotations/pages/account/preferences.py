"""How somebody likes to read and work: a page of its own, and what the pages' script stores."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.models import User
from annotations.pages.rater.shortcuts import COMMANDS, keys_of, usual_keys
from annotations.preferences import (
    TEXT_SIZES,
    THEMES,
    KeyFault,
    Preferences,
    as_key,
    key_faults,
    read_preferences,
)

THEME_NAMES = dict(zip(THEMES, (_("As the device"), _("Light"), _("Dark")), strict=True))
SENTENCES: dict[KeyFault, Promise] = {
    KeyFault.NOT_ONE: _("A key is one letter or sign of a plain keyboard."),
    KeyFault.DIGIT: _("Digits choose the answers; take a letter or a sign."),
    KeyFault.TAKEN: _("Two commands cannot share a key."),
}


class PreferencesForm(forms.Form):
    """Only what is sent is changed, so that a button of a page can send one value alone."""

    text_size = forms.TypedChoiceField(
        label=_("Text size"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[(size, f"{size} %") for size in TEXT_SIZES],
    )
    theme = forms.ChoiceField(label=_("Colours"), required=False, choices=list(THEME_NAMES.items()))
    keys_on = forms.ChoiceField(
        label=_("Keyboard shortcuts"),
        required=False,
        choices=[("on", _("On")), ("off", _("Off"))],
    )
    reset_keys = forms.BooleanField(required=False)

    def __init__(self, *args: Any, before: Preferences, **kwargs: Any) -> None:
        self.before = before
        keys = keys_of(before.keys)
        shown = {
            "text_size": before.text_size,
            "theme": before.theme,
            "keys_on": "on" if before.keys_on else "off",
        }
        shown |= {f"key-{command}": key for command, key in keys.items()}
        super().__init__(*args, initial=shown, label_suffix="", **kwargs)
        for command, _key, label in COMMANDS:
            self.fields[f"key-{command}"] = forms.CharField(
                label=label, required=False, max_length=8, widget=_key_input()
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for command, fault in key_faults(self._typed_keys()).items():
            self.add_error(f"key-{command}", SENTENCES[fault])
        return cleaned

    def _typed_keys(self) -> dict[str, str]:
        """Every command's key if this is stored; an emptied field stands for the usual one."""
        before, usual = keys_of(self.before.keys), usual_keys()
        if self.cleaned_data.get("reset_keys"):
            return {}
        typed = {
            command: as_key(self.cleaned_data.get(f"key-{command}") or "") or usual[command]
            for command in usual
            if f"key-{command}" in self.data
        }
        if not typed:
            return {}
        return {command: key for command, key in (before | typed).items() if key}

    def after(self) -> Preferences:
        """The preferences with what was sent. The form must have been validated."""
        data, before, usual = self.cleaned_data, self.before, usual_keys()
        keys = self._typed_keys()
        own = {command: key for command, key in keys.items() if key != usual[command]}
        if data["reset_keys"]:
            own = {}
        return Preferences(
            text_size=data["text_size"] or before.text_size,
            theme=data["theme"] or before.theme,
            keys_on=data["keys_on"] == "on" if data["keys_on"] else before.keys_on,
            keys=own if keys or data["reset_keys"] else before.keys,
        )

    def key_fields(self) -> list[forms.BoundField]:
        return [self[f"key-{command}"] for command in usual_keys()]


def _key_input() -> forms.TextInput:
    plain = {"autocapitalize": "off", "autocomplete": "off", "spellcheck": "false", "size": 3}
    return forms.TextInput(attrs=plain)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and store them. Asked for JSON, it answers a script; storing twice changes nothing."""
    if request.method != "POST":
        form = PreferencesForm(before=read_preferences(request.user.preferences))
        return _page(request, form, request.GET.get("next", ""))
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    with transaction.atomic():
        # Two presses of one key arrive together; the later must not undo the other's field.
        user = User.objects.select_for_update().get(pk=request.user.pk)
        form = PreferencesForm(request.POST, before=read_preferences(user.preferences))
        if form.is_valid():
            user.preferences = form.after().stored_over(user.preferences)
            user.save(update_fields=["preferences"])
    if wants_json:
        return HttpResponse(status=204) if form.is_valid() else _refused(form)
    if not form.is_valid():
        return _page(request, form, request.POST.get("next", ""), status=422)
    return redirect(_safe(request, request.POST.get("next", "")) or "account:preferences")


def _refused(form: PreferencesForm) -> JsonResponse:
    return JsonResponse({"errors": form.errors}, status=422)


def _page(
    request: HttpRequest, form: PreferencesForm, back: str, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "back": _safe(request, back)}
    return render(request, "account/preferences.html", context, status=status)


def _safe(request: HttpRequest, url: str) -> str:
    """The address if it is one of this site."""
    own = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if own else ""
