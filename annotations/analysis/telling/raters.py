"""Can the raters be trusted: with each other, with themselves, with both sides?"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.agreement import agreement_figure
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.scales import share_scale
from annotations.analysis.telling.words import (
    FLAGS,
    criterion_name,
    decimal,
    interval_of,
    labelled,
    pair_name,
    percent,
    sentence,
    span,
    valued,
)
from annotations.stats.clustered import BY_RATER
from annotations.stats.estimate import (
    EXACT,
    EXPERTS_LIKE_THESE,
    INDEPENDENT,
    THESE_EXPERTS,
    Estimate,
    NotEstimable,
)
from annotations.stats.retest import RetestHalf


def raters_section(results: Results, criterion: CriterionReport) -> Section:
    name = criterion_name(results, criterion.key)
    return Section(
        "raters",
        _("Trust in the raters: %(criterion)s") % {"criterion": name},
        (
            agreement_figure(criterion),
            _retest(criterion),
            *([_sides(results, criterion)] if results.rules.sides_known else []),
            _rater_table(results, criterion),
            *_components(results, criterion),
        ),
        warnings=() if results.rules.sides_known else (_sides_unknown(),),
        short=_("Trust in the raters"),
    )


def _sides_unknown() -> str:
    return _(
        "The imported file does not tell which system stood on which side for every judgment: "
        "whether the side decided cannot be said."
    )


def _retest(criterion: CriterionReport) -> Figure:
    found = criterion.retest
    halves: tuple[tuple[str, RetestHalf], ...] = (
        (_("shown as before"), found.unswapped),
        (_("sides exchanged"), found.swapped),
        (_("together"), found.all),
    )
    grid = Grid(
        (
            *("", _("repeats"), _("same verdict"), _("exact interval"), _("by expert")),
            *(_("reversed"), _("exact interval"), _("by expert"), _("AC1")),
        ),
        tuple(
            (
                label,
                str(half.repeats),
                *_share(half.same),
                *_share(half.reversed),
                valued(half.ac1.value, decimal),
            )
            for label, half in halves
        ),
    )
    effect = found.side_effect
    if not found.all.repeats:
        said = _("No hidden repeat was judged.")
    else:
        said = _(
            "On %(n)s hidden repeats experts gave the same verdict in %(same)s. Reversals when "
            "shown as before are inconsistency; what exchanging the sides adds to them is the "
            "pull of the side: %(effect)s points (%(span)s)."
        ) % {
            "n": found.all.repeats,
            "same": valued(found.all.same.value, percent),
            "effect": valued(effect.value),
            "span": span(effect.bounds(BY_RATER) or effect.bounds(INDEPENDENT)),
        }
    return Figure("retest", _("The same pair twice"), (said,), grid)


def _share(estimate: Estimate) -> tuple[str, str, str]:
    bounds = [span(estimate.bounds(name), percent) for name in (EXACT, BY_RATER)]
    return valued(estimate.value, percent), bounds[0], bounds[1]


def _sides(results: Results, criterion: CriterionReport) -> Figure:
    found = criterion.results.position_bias
    share = found.left_share
    together = Dot(
        _("all experts"),
        None if isinstance(share.value, NotEstimable) else share.value,
        interval_of(share, THESE_EXPERTS),
        interval_of(share, EXPERTS_LIKE_THESE),
        f"{valued(share.value, percent)} · {words.p_value(found.test.p_value)}",
    )
    rows = [together] + [
        Dot(
            results.raters[one.rater],
            float(one.share.value),
            interval_of(one.share, EXACT),
            note=f"{one.left}/{one.decisive} · {words.p_value(one.p_holm)}",
        )
        for one in found.raters
    ]
    grid = Grid(
        ("", _("decisive"), _("left"), _("interval"), _("p after Holm")),
        (
            (
                _("all experts"),
                str(share.sample.judgments),
                valued(share.value, percent),
                span(share.bounds(EXPERTS_LIKE_THESE), percent),
                words.bare(words.p_value(found.test.p_value)),
            ),
            *(
                (
                    results.raters[one.rater],
                    str(one.decisive),
                    valued(one.share.value, percent),
                    span(one.share.bounds(EXACT), percent),
                    words.bare(words.p_value(one.p_holm)),
                )
                for one in found.raters
            ),
        ),
    )
    title, scale = _("Does the side decide?"), share_scale(rows, reference=0.5)
    said = _(
        "The left answer was chosen in %(share)s of the decisive judgments; half is fair. p of "
        "single experts after Holm."
    ) % {"share": valued(share.value, percent)}
    return Figure(
        "sides",
        title,
        (said,),
        grid,
        draw_dots("sides", title, rows, scale),
        note=_(
            "Line: 95-percent interval, of all experts for these experts, of one expert exact. "
            "Band: for experts like these."
        ),
    )


def _rater_table(results: Results, criterion: CriterionReport) -> Figure:
    gates = {gate.rater: gate for gate in criterion.results.gates}
    rows = []
    for line in criterion.results.raters:
        gate = gates[line.rater]
        rows.append(
            (
                results.raters[line.rater],
                str(line.judgments),
                valued(line.tie_share.value, percent),
                valued(line.left_share.value, percent),
                valued(line.median_seconds, lambda value: _("%(n).0f s") % {"n": value}),
                valued(line.agreement, percent),
                valued(line.lean),
                valued(line.lean_shrunk),
                words.DASH if gate.fast_share is None else percent(gate.fast_share),
                str(gate.longest_streak),
                _("; ").join(str(FLAGS[flag]) for flag in gate.flags) or words.DASH,
            )
        )
    flagged = sum(bool(gate.flags) for gate in criterion.results.gates)
    columns = (
        *(
            "",
            _("number of judgments"),
            _("ties"),
            _("left"),
            _("median time"),
            _("agrees with others"),
        ),
        *(_("lean"), _("lean, shrunk"), _("fast"), _("longest streak"), _("flags")),
    )
    some = ngettext(
        "%(n)s expert is flagged. A flag excludes nobody; the report shows the results without.",
        "%(n)s experts are flagged. A flag excludes nobody; the report shows the results without.",
        flagged,
    ) % {"n": flagged}
    said = some if flagged else _("No expert is flagged.")
    return Figure("rater-table", _("Expert by expert"), (said,), Grid(columns, tuple(rows)))


def _components(results: Results, criterion: CriterionReport) -> tuple[Figure, ...]:
    rows, advice, negative = [], [], False
    for pair in criterion.results.pairs:
        found = pair.reliability
        if isinstance(found, NotEstimable):
            continue
        label = pair_name(results, pair.result.first, pair.result.second)
        parts, total = found.components, found.components.total
        rows.append(
            (
                label,
                *(percent(part / total) for part in (parts.item, parts.rater, parts.rest)),
                span(found.item_icc.bounds(THESE_EXPERTS), percent),
                valued(found.panel.value, decimal),
                decimal(100 * found.advice.now, 1),
                decimal(100 * found.advice.items, 1),
                decimal(100 * found.advice.raters, 1),
            )
        )
        better = _("more questions") if found.advice.better == "items" else _("more experts")
        advice.append(labelled(label, better))
        negative |= min(parts.item, parts.rater, parts.rest) < 0
    if not rows:
        return ()
    columns = (
        *("", _("questions"), _("experts"), _("rest"), _("interval, questions")),
        *(_("reliability of the panel's mean"), _("error now")),
        *(_("error, twice the questions"), _("error, twice the experts")),
    )
    said = _(
        "Where the differences between judgments come from. What would make the result more "
        "certain: %(advice)s."
    ) % {"advice": _("; ").join(advice)}
    below = _("A share below 0 cannot be told from 0.") if negative else ""
    title = _("More questions or more experts?")
    return (Figure("components", title, (sentence(said, below),), Grid(columns, tuple(rows))),)
