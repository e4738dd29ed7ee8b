"""What is asked of whoever invites, changes or replaces a rater."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.entrance.invitations import DAYS

from .forms import ConfirmForm

KEY = r"^[0-9a-f]{32}$"


class DaysForm(forms.Form):
    """How long a link may be used."""

    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=90, initial=DAYS)


class RaterForm(DaysForm):
    """Somebody new."""

    # Sent again, by a reload or a double click, it is the same person and not a second one.
    key = forms.RegexField(KEY, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As the study's researchers read it.")
    )
    email = forms.EmailField(label=_("E-mail (optional)"), required=False)
    quota = forms.IntegerField(
        label=_("At most so many pairs (optional)"), min_value=1, required=False
    )
    field_order = ("key", "name", "email", "quota", "days")


class ListForm(DaysForm):
    """Many people, pasted."""

    key = forms.RegexField(KEY, widget=forms.HiddenInput)
    people = forms.CharField(
        label=_("One person a line"),
        max_length=40_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Name, e-mail, specialties, number of pairs; all but the name may be left out. Copied"
            " from a table, or with commas or spaces between."
        ),
    )
    by_mail = forms.BooleanField(
        label=_("Write to everybody who has an e-mail address"), required=False
    )
    field_order = ("key", "people", "days", "by_mail")


class GroupForm(DaysForm):
    """A link for several people who enrol themselves."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    use_limit = forms.IntegerField(
        label=_("For at most so many people"), min_value=1, max_value=1000, initial=10
    )
    field_order = ("name", "use_limit", "days")


class PlaceForm(forms.Form):
    """What somebody is given."""

    quota = forms.IntegerField(
        label=_("At most so many pairs (optional)"), min_value=1, required=False
    )
    specialties = forms.CharField(
        label=_("Specialties"),
        max_length=500,
        required=False,
        help_text=_("With commas between. They count where the study matches specialties."),
    )

    def clean_specialties(self) -> list[str]:
        text = self.cleaned_data["specialties"]
        for separator in "，、;；":
            text = text.replace(separator, ",")
        return [name.strip() for name in text.split(",") if name.strip()]


class SuccessorForm(forms.Form):
    """Who takes over."""

    key = forms.RegexField(KEY, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the new rater"), max_length=120)
    email = forms.EmailField(label=_("E-mail (optional)"), required=False)


class RemoveForm(ConfirmForm):
    """Cannot be taken back: who was removed gets no seat again."""
