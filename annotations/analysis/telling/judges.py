"""An LLM judge against the experts: does it hold to itself, does it agree, may it stand in?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import CriterionReport, JudgeReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.refusals import refusals, standing
from annotations.analysis.telling.scales import coefficient_scale, difference_scale, share_scale
from annotations.analysis.telling.stand_in import answer, stand_in_figure
from annotations.analysis.telling.words import (
    criterion_name,
    decimal,
    interval_of,
    pair_name,
    percent,
    points,
    span,
    valued,
)
from annotations.stats.estimate import EXACT, THESE_EXPERTS, Estimate, NotEstimable
from annotations.stats.judge_audit import Consistency

ORDERS = {
    Consistency.WIN: gettext_lazy("first system better both times"),
    Consistency.LOSS: gettext_lazy("second system better both times"),
    Consistency.TIE: gettext_lazy("tie both times"),
    Consistency.ONE_TIE: gettext_lazy("tie one way only"),
    Consistency.CONTRADICTION: gettext_lazy("contradiction: the side decided"),
    Consistency.INCOMPLETE: gettext_lazy("not readable, or one order is missing"),
}


def judge_sections(results: Results) -> Iterator[Section]:
    """One for each judge and criterion; none where there is no judge."""
    for number, judge in enumerate(results.judges, start=1):
        yield _section(results, judge, f"judge-{number}")


def _section(results: Results, judge: JudgeReport, key: str) -> Section:
    criterion = next(one for one in results.criteria if one.key == judge.criterion)
    refused = refusals(results, criterion)
    against = tuple(_against_experts(results, judge, criterion, key))
    title = _("LLM judge against the experts: %(judge)s, %(criterion)s") % {
        "judge": judge.name,
        "criterion": criterion_name(results, judge.criterion),
    }
    own = (_orders(judge, key), _source(judge, key))
    return Section(
        key,
        title,
        (own[0], *(() if refused else against), own[1]),
        () if refused else (answer(judge),),
        refused or (*standing(results, criterion), *_warnings(results, judge)),
        withheld=against if refused else (),
        short=_("LLM judge") if len(results.judges) == 1 else judge.name,
    )


def _warnings(results: Results, judge: JudgeReport) -> Iterator[str]:
    if shown := [one for one in judge.biases if _is_shown(one.bias)]:
        worst = max(shown, key=lambda one: abs(float(one.bias.value)))
        yield _(
            "The judge is biased, whatever the test says: on %(pair)s its win difference is "
            "%(value)s points off that of the experts (%(span)s). Agreeing with single judgments "
            "does not make its ranking theirs."
        ) % {
            "pair": pair_name(results, worst.first, worst.second),
            "value": points(float(worst.bias.value)),
            "span": span(worst.bias.bounds(THESE_EXPERTS)),
        }
    if judge.pairs and not judge.pairs_in_common:
        yield _(
            "The judge gave no readable verdict in both orders on any pair that the experts "
            "judged: nothing can be compared."
        )


def _against_experts(
    results: Results, judge: JudgeReport, criterion: CriterionReport, key: str
) -> Iterator[Figure]:
    if not judge.pairs_in_common:
        return
    yield stand_in_figure(results, judge, key)
    yield _agreement(judge, key)
    yield _bias(results, judge, key)
    if len(results.systems) > 2:
        yield _self_preference(results, judge, key)


def _is_shown(bias: Estimate) -> bool:
    """Whether its interval leaves 0 out."""
    interval = interval_of(bias, THESE_EXPERTS)
    return interval is not None and not interval.low <= 0 <= interval.high


def _orders(judge: JudgeReport, key: str) -> Figure:
    found = dict(zip(Consistency, judge.consistency, strict=True))
    rows = [
        Dot(
            str(ORDERS[kind]),
            _known(one),
            interval_of(one, EXACT),
            note=f"{valued(one.value, percent)} ({_count(one)})",
        )
        for kind, one in found.items()
    ]
    grid = Grid(
        ("", _("number of pairs"), _("share"), _("exact interval")),
        tuple(
            (
                str(ORDERS[kind]),
                str(_count(one)),
                valued(one.value, lambda share: percent(share, 1)),
                span(one.bounds(EXACT), percent),
            )
            for kind, one in found.items()
        ),
    )
    turned = found[Consistency.CONTRADICTION]
    said = _(
        "Each pair was shown to the judge with the sides one way and the other. On %(n)s pairs it "
        "contradicted itself in %(share)s (%(span)s): the side decided, not the answers. Only what "
        "both orders say counts below as a win; everything else that could be read is a tie."
    ) % {
        "n": judge.pairs,
        "share": valued(turned.value, percent),
        "span": span(turned.bounds(EXACT), percent),
    }
    title, scale = _("Both orders of a pair"), share_scale(rows)
    figure = f"{key}-orders"
    return Figure(figure, title, (said,), grid, draw_dots(figure, title, rows, scale))


def _known(estimate: Estimate) -> float | None:
    return None if isinstance(estimate.value, NotEstimable) else float(estimate.value)


def _count(share: Estimate) -> int:
    return round((_known(share) or 0.0) * share.sample.judgments)


def _agreement(judge: JudgeReport, key: str) -> Figure:
    found = (
        (_("same verdict, ties counted in"), judge.agreement_with_ties),
        (_("same verdict where both decide"), judge.agreement_without_ties),
        (_("Krippendorff's alpha, symmetrised"), judge.alpha),
    )
    rows = [_coefficient(label, one) for label, one in found]
    tau = valued(judge.kendall_tau_b, decimal)
    grid = Grid(
        ("", _("value"), _("these experts"), _("number of judgments")),
        (
            *(
                (
                    label,
                    valued(one.value, decimal),
                    span(one.bounds(THESE_EXPERTS), decimal),
                    str(one.sample.judgments),
                )
                for label, one in found
            ),
            (_("Kendall's tau-b of the two rankings"), tau, words.DASH, words.DASH),
        ),
    )
    said = _(
        "On %(pairs)s pairs that both judged, an expert's judgment was the judge's verdict in "
        "%(with)s; where both decided for a side, in %(without)s. Alpha is 0 for a judge that "
        "cannot tell the systems apart."
    ) % {
        "pairs": judge.pairs_in_common,
        "with": valued(judge.agreement_with_ties.value, percent),
        "without": valued(judge.agreement_without_ties.value, percent),
    }
    ranking = _("The rankings of the systems agree with a tau-b of %(tau)s.") % {"tau": tau}
    more = "" if isinstance(judge.kendall_tau_b, NotEstimable) else ranking
    title, scale = _("Agreement with the experts"), coefficient_scale(rows)
    figure = f"{key}-agreement"
    return Figure(
        figure,
        title,
        (words.sentence(said, more),),
        grid,
        draw_dots(figure, title, rows, scale),
    )


def _coefficient(label: str, estimate: Estimate) -> Dot:
    if isinstance(estimate.value, NotEstimable):
        return Dot(label, note=words.why(estimate.value))
    interval = interval_of(estimate, THESE_EXPERTS)
    note = f"{decimal(estimate.value)} ({span(interval, decimal)})"
    return Dot(label, float(estimate.value), interval, note=note)


def _bias(results: Results, judge: JudgeReport, key: str) -> Figure:
    found = [(pair_name(results, one.first, one.second), one) for one in judge.biases]
    rows = [_difference(label, one.bias) for label, one in found]
    grid = Grid(
        (
            *("", _("judge"), _("experts"), _("judge minus experts"), _("these experts")),
            *(_("number of judgments"), _("items")),
        ),
        tuple(
            (
                label,
                points(one.by_judge, 1),
                points(one.by_experts, 1),
                valued(one.bias.value, lambda value: points(value, 1)),
                span(one.bias.bounds(THESE_EXPERTS), lambda value: points(value, 1)),
                str(one.bias.sample.judgments),
                str(one.bias.sample.items),
            )
            for label, one in found
        ),
    )
    said = _(
        "By how many points the judge's win difference is above that of the experts, on the same "
        "pairs: above 0 the judge is kinder to the first system than they are. Line: 95-percent "
        "interval for these experts on other questions."
    )
    title, scale = _("Bias by pair"), difference_scale(rows)
    figure = f"{key}-bias"
    return Figure(figure, title, (said,), grid, draw_dots(figure, title, rows, scale))


def _self_preference(results: Results, judge: JudgeReport, key: str) -> Figure:
    found = list(zip(results.systems, judge.self_preference, strict=False))
    rows = [_difference(name, one) for name, one in found]
    grid = Grid(
        ("", _("judge minus experts"), _("these experts"), _("number of judgments")),
        tuple(
            (
                name,
                valued(one.value, lambda value: points(value, 1)),
                span(one.bounds(THESE_EXPERTS), lambda value: points(value, 1)),
                str(one.sample.judgments),
            )
            for name, one in found
        ),
    )
    said = _(
        "The same against all other systems, each counted alike. Look at the system that the "
        "judge is, or whose maker made the judge: above 0 it prefers its own."
    )
    title, scale = _("Whom the judge favours"), difference_scale(rows)
    figure = f"{key}-favours"
    return Figure(figure, title, (said,), grid, draw_dots(figure, title, rows, scale))


def _difference(label: str, estimate: Estimate) -> Dot:
    if isinstance(estimate.value, NotEstimable):
        return Dot(label, note=words.why(estimate.value))
    interval = interval_of(estimate, THESE_EXPERTS)
    note = f"{points(estimate.value)} ({span(interval)})"
    return Dot(label, float(estimate.value), interval, note=note)


def _source(judge: JudgeReport, key: str) -> Figure:
    rows = (
        (_("File"), judge.file),
        (_("SHA-256 of the file"), judge.sha256),
        (_("Brought in (UTC)"), judge.imported_at.replace("T", " ")[:16]),
        (_("Pairs in the file"), str(judge.pairs_in_file)),
        (_("Pairs that this report is about"), str(judge.pairs)),
        (_("Pairs that experts judged too, readable in both orders"), str(judge.pairs_in_common)),
    )
    said = _(
        "These verdicts are no evidence of the study: its manifest and its bundle do not hold "
        "them. Publish the file beside the bundle; with it and the seed every number comes again."
    )
    return Figure(f"{key}-source", _("Where the verdicts come from"), (said,), Grid(("", ""), rows))
