"""The frame of the set-up: which steps there are, which are done, and where to go on."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from annotations.access import study_run_by
from annotations.models import Study
from annotations.studies.setup_state import Facts, Gap, Step, facts_of, gaps_of

TITLES: dict[Step, Promise] = {
    Step.PLAN: _("Plan"),
    Step.ITEMS: _("Items"),
    Step.SYSTEMS: _("Systems"),
    Step.CRITERIA: _("Criteria"),
    Step.RATERS: _("Raters"),
    Step.PREVIEW: _("Preview"),
    Step.START: _("Start"),
}


@dataclass(frozen=True)
class StepLink:
    """A step as the list of steps shows it."""

    key: str
    number: int
    title: Promise
    url: str
    is_current: bool
    is_done: bool
    # Nothing has to be done there.
    is_optional: bool
    missing: tuple[Gap, ...]


def steps_context(study: Study, step: str, *, gaps: list[Gap] | None = None) -> dict[str, Any]:
    """What ``researcher/setup_base.html`` needs, for the page of this step.

    ``gaps`` are given by a page that has looked for more of them.
    """
    facts = facts_of(study)
    gaps = gaps_of(facts) if gaps is None else gaps
    steps = [_link(study, one, facts, gaps, step) for one in Step]
    steps = [one for one in steps if one.url]
    keys = [one.key for one in steps]
    place = keys.index(step)
    return {
        "study": study,
        "tab": "setup",
        "runs_it": True,
        "step": step,
        "steps": steps,
        "facts": facts,
        "gaps": gaps,
        "missing": [gap for gap in gaps if gap.step == step],
        "previous_step": steps[place - 1] if place else None,
        "next_step": steps[place + 1] if place + 1 < len(steps) else None,
        "is_locked": not facts.is_draft,
    }


def draft_steps(study: Study) -> tuple[list[StepLink], list[Gap]]:
    """The steps as another page lists them, and what is missing."""
    facts = facts_of(study)
    gaps = gaps_of(facts)
    steps = [_link(study, one, facts, gaps, "") for one in Step]
    return [one for one in steps if one.url], gaps


@login_required
@require_safe
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """To the first step that is not done; of a started study, to its plan."""
    study = study_run_by(request.user, slug)
    return redirect(next_step_url(study))


def next_step_url(study: Study) -> str:
    """Where setting up goes on."""
    is_draft = study.state == Study.State.DRAFT
    gaps = gaps_of(facts_of(study)) if is_draft else []
    step = next((gap.step for gap in gaps), Step.START if is_draft else Step.PLAN)
    return _url(study, step) or _url(study, Step.START)


def url_after(study: Study, step: str) -> str:
    """The page of the step that follows."""
    later = list(Step)[list(Step).index(Step(step)) + 1 :]
    return next(url for one in later if (url := _url(study, one)))


def _link(study: Study, one: Step, facts: Facts, gaps: list[Gap], step: str) -> StepLink:
    missing = tuple(gap for gap in gaps if gap.step == one)
    is_optional = one == Step.PREVIEW
    started = not facts.is_draft
    return StepLink(
        key=one.value,
        number=list(Step).index(one) + 1,
        title=TITLES[one],
        url=_url(study, one),
        is_current=one == step,
        is_done=started or not (missing or is_optional or one == Step.START),
        is_optional=is_optional,
        missing=missing,
    )


def _url(study: Study, step: Step) -> str:
    """Nothing while the step has no page."""
    try:
        return reverse(f"researcher:setup_{step}", kwargs={"slug": study.slug})
    except NoReverseMatch:
        return ""
