"""What a study needs next: one sentence and one thing to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Study
from annotations.studies.setup_state import Gap, Step

State = Study.State


class Work(Protocol):
    """How far the work is, in counts."""

    @property
    def comparisons(self) -> int: ...
    @property
    def released(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def slots(self) -> int: ...
    @property
    def done(self) -> int: ...


@dataclass(frozen=True)
class NextStep:
    """``page`` is the name of the page where it is done; an ``act`` is one of the study's own."""

    sentence: str
    label: str
    page: str
    act: str = ""


def next_step(study: Study, work: Work, gaps: Sequence[Gap], *, has_raters: bool) -> NextStep:
    """For who runs the study; others read the sentence alone. ``gaps`` are a draft's."""
    if study.state == State.DRAFT:
        return _of_draft(gaps)
    if study.state == State.PAUSED and study.judged_elsewhere:
        sentence = _("The judgments were imported. Freeze the study, then unblind it.")
        return NextStep(sentence, _("Freeze"), "study", act="freeze")
    if study.state == State.PAUSED:
        sentence = _("The study is paused: raters get no new pairs.")
        return NextStep(sentence, _("Resume"), "study", act="resume")
    if study.state == State.RUNNING:
        return _of_running(work, has_raters)
    if study.state == State.FROZEN:
        sentence = _("Judging has ended and nothing can change any more. Results come next.")
        return NextStep(sentence, _("Unblind"), "study", act="unblind")
    return NextStep(_("The study is unblinded."), _("See the results"), "results")


def _of_draft(gaps: Sequence[Gap]) -> NextStep:
    gap = next((gap for gap in gaps if gap.blocks), None) or next(iter(gaps), None)
    if gap is None:
        sentence = _("Everything is set up. Look once more at what the start fixes.")
        return NextStep(sentence, _("Go to the start"), "setup_start")
    page = "setup_start" if gap.step == Step.START else f"setup_{gap.step}"
    return NextStep(gap.sentence, _("Go on setting up"), page)


def _of_running(work: Work, has_raters: bool) -> NextStep:
    if work.failed:
        sentence = ngettext(
            "%(count)d comparison waits for an answer that has failed.",
            "%(count)d comparisons wait for answers that have failed.",
            work.failed,
        )
        return NextStep(sentence % {"count": work.failed}, _("See what failed"), "generation")
    if not has_raters:
        sentence = _("The study runs, but nobody is there to judge.")
        return NextStep(sentence, _("Invite raters"), "raters")
    if work.slots and work.done >= work.slots:
        sentence = _("Everything planned is judged. Freeze the study when nobody revises any more.")
        return NextStep(sentence, _("Freeze"), "study", act="freeze")
    numbers = {"done": work.done, "slots": work.slots}
    if work.released < work.comparisons:
        sentence = _("Answers are being written: %(released)d of %(all)d comparisons are open.")
        numbers = {"released": work.released, "all": work.comparisons}
        return NextStep(sentence % numbers, _("Watch the answers"), "generation")
    sentence = _("Physicians are judging: %(done)d of %(slots)d judgments are in.")
    return NextStep(sentence % numbers, _("Watch the raters"), "monitor")
