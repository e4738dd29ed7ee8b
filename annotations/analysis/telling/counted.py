"""What was counted, what was lost on the way and why, and how to compute it again."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.analysis.drawing.steps import Box, steps
from annotations.analysis.flow import Loss
from annotations.analysis.results import Results
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.refusals import missing_judgments
from annotations.models import Assignment

STEPS = {
    "answers_wanted": gettext_lazy("Answers wanted: %(n)s (%(items)s items × %(systems)s systems)"),
    "answers_complete": gettext_lazy("Answers complete: %(n)s"),
    "comparisons_planned": gettext_lazy("Comparisons planned: %(n)s"),
    "comparisons_released": gettext_lazy("Comparisons given to experts: %(n)s"),
    "judgments_planned": gettext_lazy("Judgments planned: %(n)s"),
    "judged": gettext_lazy("Judged in time: %(n)s"),
    "analysed": gettext_lazy("Analysed: %(n)s by %(raters)s experts"),
}
LOSSES = {
    "answer_failed": gettext_lazy("%(n)s: generation failed"),
    "answer_missing": gettext_lazy("%(n)s: no answer"),
    "comparison_withdrawn": gettext_lazy("%(n)s: withdrawn"),
    "not_released": gettext_lazy("%(n)s: never released"),
    "slot_withdrawn": gettext_lazy("%(n)s: comparison withdrawn before it was judged"),
    "imported": gettext_lazy("%(n)s: imported, kept apart"),
    "not_judged": gettext_lazy("%(n)s: not judged before the study was frozen"),
    "withdrawn": gettext_lazy("%(n)s: comparison withdrawn after it was judged"),
    "consent_withdrawn": gettext_lazy("%(n)s: the expert withdrew consent"),
    "characters_per_minute_above": gettext_lazy("%(n)s: excluded by protocol, read too fast"),
    "active_seconds_below": gettext_lazy("%(n)s: excluded by protocol, too short a time"),
    "recognised": gettext_lazy("%(n)s: excluded by protocol, a system was recognised"),
    "left_share_above": gettext_lazy("%(n)s: excluded by protocol, the expert chose one side"),
    "same_on_repeats_below": gettext_lazy(
        "%(n)s: excluded by protocol, the expert contradicted themself"
    ),
    "repeats": gettext_lazy("hidden repeats"),
    "practice": gettext_lazy("practice"),
    "surplus": gettext_lazy("surplus"),
    "superseded": gettext_lazy("superseded by a revision"),
}


def counted_section(results: Results) -> Section:
    return Section(
        "counted",
        _("What was counted"),
        (_flow(results), _beside(results), _again(results)),
        warnings=tuple(filter(None, (missing_judgments(results, one) for one in results.criteria))),
        is_exploratory=False,
    )


def _flow(results: Results) -> Figure:
    boxes = tuple(_boxes(results))
    rows = []
    for step in results.flow.steps:
        rows.append((_step(results, step.key, step.count), str(step.count)))
        rows += [(_loss(loss), f"−{loss.count}") for loss in step.losses]
    title = _("From items to analysed judgments")
    return Figure(
        "flow",
        title,
        (_("Every loss has its reason; the numbers add up from each step to the next."),),
        Grid((_("step"), _("number")), tuple(rows)),
        lambda palette: steps("flow", title, boxes, palette),
    )


def _boxes(results: Results) -> Iterator[Box]:
    found = results.flow
    for group in (found.answers, found.comparisons, found.judgments):
        for number, step in enumerate(group):
            losses = tuple(_loss(loss) for loss in step.losses)
            yield Box(_step(results, step.key, step.count), losses, starts=number == 0)


def _step(results: Results, key: str, count: int) -> str:
    found = results.flow
    return str(STEPS[key]) % {
        "n": count,
        "items": found.items,
        "systems": found.systems,
        "raters": found.raters,
    }


def _loss(loss: Loss) -> str:
    said = str(LOSSES[loss.reason]) % {"n": loss.count}
    return f"{said} ({loss.note})" if loss.note else said


def _beside(results: Results) -> Figure:
    rows = [(str(LOSSES[loss.reason]), str(loss.count)) for loss in results.flow.beside]
    for loss in results.flow.handed_on:
        label = str(Assignment.DeclineReason(loss.reason).label)
        rows.append((_("handed on: %(reason)s") % {"reason": label}, str(loss.count)))
    said = _("Kept and exported, but in no number above: they were never meant to be counted.")
    return Figure("beside", _("Beside"), (said,), Grid((_("what"), _("number")), tuple(rows)))


def _again(results: Results) -> Figure:
    origin, rules = results.origin, results.rules
    rows = (
        (_("Seed of the study"), origin.seed),
        (_("Seed of the resamples (numpy PCG64)"), str(rules.seed)),
        (_("Rounds"), str(rules.rounds)),
        (_("Head of the chain of submissions"), f"{origin.chain_length} · {origin.chain_head}"),
        (_("SHA-256 of the protocol"), origin.protocol_sha256),
        (_("SHA-256 of the judgments"), results.primary.results.sample.data),
        (_("Version of the methods"), str(origin.version)),
    )
    said = _("With these, the exported judgments and docs/statistics.md every number comes again.")
    return Figure("again", _("To compute it again"), (said,), Grid(("", ""), rows))
