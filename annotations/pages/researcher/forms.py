"""What a researcher confirms before a study changes its state."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """A box that has to be ticked: these acts cannot be taken back."""

    confirm = forms.BooleanField(label=_("I have read this and mean it"))


class ReasonForm(ConfirmForm):
    """What changes the outcome of a study needs a reason, which is recorded."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("reason", "confirm")
