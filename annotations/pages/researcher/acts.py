"""What moves a study on: when each act is offered, what it asks for, what it does.

The start is the last step of the set-up and has its own page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.comparisons.exclusion import exclude_failed
from annotations.models import Study
from annotations.studies import lifecycle

from .forms import ConfirmForm, ReasonForm, UnblindForm

State = Study.State


@dataclass(frozen=True)
class Act:
    """Something that moves a study on: when it is offered, what is asked, what it does."""

    name: str
    states: tuple[str, ...]
    label: Promise
    explanation: Promise
    done: Promise
    form: type[forms.Form]
    perform: Callable[..., object]
    needs_failed: bool = False
    # Asked of the study's administrators only.
    for_administrators: bool = False

    def is_offered(self, study: Study, *, has_failed: bool) -> bool:
        return study.state in self.states and (has_failed or not self.needs_failed)

    def form_for(self, request: HttpRequest, data: QueryDict | None = None) -> forms.Form:
        who = {"request": request} if issubclass(self.form, UnblindForm) else {}
        return self.form(data, prefix=self.name, **who)

    def said_in(self, form: forms.Form) -> dict[str, str]:
        """What the form asked for, as the act takes it."""
        said = {"reason": form.cleaned_data["reason"]} if "reason" in form.fields else {}
        return said | ({"proof": form.proof} if isinstance(form, UnblindForm) else {})


ACTS = {
    act.name: act
    for act in (
        Act(
            "pause",
            (State.RUNNING,),
            _("Pause"),
            _("Raters get no new pairs; what they hold can still be handed in."),
            _("The study is paused."),
            forms.Form,
            lifecycle.pause_study,
        ),
        Act(
            "resume",
            (State.PAUSED,),
            _("Resume"),
            _("Raters get pairs again."),
            _("The study runs again."),
            forms.Form,
            lifecycle.resume_study,
        ),
        Act(
            "exclude",
            (State.RUNNING, State.PAUSED),
            _("Exclude what has failed"),
            _(
                "Withdraws every comparison that waits for an answer that has finally failed."
                " Nobody has seen these comparisons; how many there are and why is recorded."
            ),
            _("The failed comparisons are excluded."),
            ReasonForm,
            exclude_failed,
            needs_failed=True,
        ),
        Act(
            "freeze",
            (State.RUNNING, State.PAUSED),
            _("Freeze"),
            _(
                "Ends judging for good: open pairs are withdrawn and nothing can be handed in any"
                " more. A frozen study cannot be reopened."
            ),
            _("The study is frozen."),
            ConfirmForm,
            lifecycle.freeze_study,
        ),
        Act(
            "unblind",
            (State.FROZEN,),
            _("Unblind"),
            _(
                "Shows results by system to the researchers of this study. Who did it, when and"
                " why is recorded and cannot be taken back."
            ),
            _("The study is unblinded."),
            UnblindForm,
            lifecycle.unblind_study,
            for_administrators=True,
        ),
    )
}
