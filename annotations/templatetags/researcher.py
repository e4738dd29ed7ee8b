"""The frame of a study's pages: its tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.access import runs_study
from annotations.models import Study

register = template.Library()


@dataclass(frozen=True)
class Tab:
    """One page of a study. ``for_all`` says whether analysts have it too."""

    key: str
    label: Promise
    for_all: bool = False
    states: tuple[str, ...] = ()

    def is_shown(self, study: Study, *, runs_it: bool) -> bool:
        return (runs_it or self.for_all) and (not self.states or study.state in self.states)


AFTER_START = tuple(state for state in Study.State if state != Study.State.DRAFT)
TABS = (
    Tab("study", _("Overview"), for_all=True),
    # In Chinese not the word for a person's settings, which stands in the bar.
    Tab("setup", pgettext_lazy("tab of a study", "Set-up")),
    Tab("generation", _("Generation")),
    Tab("leaks", _("Identity leaks")),
    Tab("raters", _("Raters")),
    Tab("monitor", _("Monitor"), for_all=True),
    Tab(
        "results",
        _("Results"),
        for_all=True,
        states=(Study.State.FROZEN, Study.State.UNBLINDED),
    ),
    Tab(
        "exports",
        _("Files"),
        for_all=True,
        states=AFTER_START,
    ),
    Tab("record", _("Record")),
    Tab("members", _("Members")),
)


@register.inclusion_tag("researcher/partials/tabs.html", takes_context=True)
def study_tabs(context: Mapping[str, Any], study: Study, tab: str = "") -> dict[str, Any]:
    """The pages of this study that this person may open.

    One statement, unless the view has asked already and says so as ``runs_it``.
    """
    runs_it = context.get("runs_it")
    if runs_it is None:
        runs_it = runs_study(context["request"].user, study)
    shown = [one for one in TABS if one.is_shown(study, runs_it=runs_it)]
    links = [(one, url, one.key == tab) for one in shown if (url := study_page(one.key, study))]
    return {"links": links}


@register.simple_tag
def study_page(name: str, study: Study) -> str:
    """The address of a page of this study, or nothing while there is no such page."""
    try:
        return reverse(f"researcher:{name}", kwargs={"slug": study.slug})
    except NoReverseMatch:
        return ""
