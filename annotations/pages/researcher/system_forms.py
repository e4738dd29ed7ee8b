"""Forms for systems and the simulated patient."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.datasets.limits import MAX_JSON_DEPTH
from annotations.datasets.strict_json import load_json
from annotations.generation.patient_prompt import current_text
from annotations.models import Endpoint, Study, System
from annotations.studies.systems import PLACEHOLDER, SystemSettings

# The parameters with a field of their own; everything else is JSON.
NUMBERS = ("temperature", "top_p", "max_tokens", "seed")


class SystemForm(forms.Form):
    """One of the systems that are compared."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As the results will call it.")
    )
    aliases = forms.CharField(
        label=_("Other names that would give it away"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: the product, its base model, its vendor. Answers are searched for them,"
            " so that no rater reads who wrote an answer."
        ),
    )
    endpoint = forms.ModelChoiceField(
        label=_("Endpoint"),
        queryset=Endpoint.objects.none(),
        required=False,
        empty_label=_("None: the answers come from a file"),
    )
    model_name = forms.CharField(
        label=_("Name of the model at the endpoint"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    temperature = forms.FloatField(label="temperature", min_value=0, max_value=10, required=False)
    top_p = forms.FloatField(label="top_p", min_value=0, max_value=1, required=False)
    max_tokens = forms.IntegerField(
        label="max_tokens", min_value=1, max_value=10_000_000, required=False
    )
    seed = forms.IntegerField(label="seed", min_value=-(2**63), max_value=2**63 - 1, required=False)
    more = forms.CharField(
        label=_("More parameters, as JSON"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_('Sent as they stand, for instance {"frequency_penalty": 0.2}'),
    )
    system_prompt = forms.CharField(
        label=_("System prompt (optional)"),
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    prompt_template = forms.CharField(
        label=_("Prompt template"),
        initial=PLACEHOLDER,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("With {prompt} where the question goes. It stands as it is for most studies."),
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["endpoint"].queryset = study.endpoints.order_by("name")

    def clean_more(self) -> dict[str, Any]:
        text = self.cleaned_data["more"].strip()
        try:
            value = load_json(text) if text else {}
        except ValueError as error:
            words = str(error) or gettext("nested deeper than %(depth)d levels") % {
                "depth": MAX_JSON_DEPTH
            }
            raise forms.ValidationError(
                _("This is not JSON that can be sent: %(reason)s"), params={"reason": words}
            ) from error
        if not isinstance(value, dict):
            raise forms.ValidationError(_("Give a JSON object, with braces around it."))
        if twice := [name for name in value if name in NUMBERS]:
            raise forms.ValidationError(
                _("These have a field of their own above: %(names)s"),
                params={"names": ", ".join(twice)},
            )
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("endpoint") and not data.get("model_name"):
            self.add_error("model_name", _("Say by which name the endpoint knows the model."))
        return data

    @property
    def settings(self) -> SystemSettings:
        data = self.cleaned_data
        numbers = {name: data[name] for name in NUMBERS if data.get(name) is not None}
        return SystemSettings(
            name=data["name"],
            aliases=tuple(dict.fromkeys(filter(None, map(str.strip, _lines(data))))),
            endpoint=data["endpoint"],
            model_name=data["model_name"],
            parameters=numbers | data["more"],
            system_prompt=_as_typed(data.get("system_prompt", "")),
            prompt_template=_as_typed(data.get("prompt_template") or PLACEHOLDER),
        )


def _as_typed(text: str) -> str:
    """Browsers send line ends as CRLF; a model is to read what was typed."""
    return text.replace("\r\n", "\n")


def _lines(data: dict[str, Any]) -> list[str]:
    return data.get("aliases", "").splitlines()


class PatientForm(SystemForm):
    """The model that plays the patient in dialogues."""

    aliases = system_prompt = prompt_template = None
    prompt_zh = forms.CharField(
        label=_("Instructions in Chinese"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    prompt_en = forms.CharField(
        label=_("Instructions in English"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("With {case} where the patient's case goes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["endpoint"].required = True
        self.fields["endpoint"].empty_label = _("Choose an endpoint")
        self.fields["model_name"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("prompt_zh", "prompt_en"):
            if "{case}" not in data.get(name, "{case}"):
                self.add_error(name, _("Put {case} where the patient's case goes."))
        return data

    @property
    def prompt(self) -> dict[str, str]:
        texts = {"zh-hans": "prompt_zh", "en": "prompt_en"}
        return {lang: _as_typed(self.cleaned_data[name]) for lang, name in texts.items()}


def initial_of(system: System) -> dict[str, Any]:
    """What the form shows of a system."""
    more = {key: value for key, value in system.parameters.items() if key not in NUMBERS}
    return {
        "name": system.name,
        "aliases": "\n".join(system.aliases),
        "endpoint": system.endpoint_id,
        "model_name": system.model_name,
        "more": json.dumps(more, ensure_ascii=False, indent=1) if more else "",
        "system_prompt": system.system_prompt,
        "prompt_template": system.prompt_template,
        **{name: system.parameters.get(name) for name in NUMBERS},
    }


def initial_prompt(study: Study) -> dict[str, str]:
    text = current_text(study)
    return {"prompt_zh": text["zh-hans"], "prompt_en": text["en"]}
