"""Can the raters be trusted: with each other, with themselves, with both sides?"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Section
from annotations.analysis.telling.scales import coefficient_scale, share_scale
from annotations.analysis.telling.words import (
    FLAGS,
    criterion_name,
    decimal,
    interval_of,
    pair_name,
    percent,
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

COEFFICIENTS = {
    "percent_agreement": gettext_lazy("percent agreement"),
    "krippendorff_alpha_nominal": gettext_lazy("Krippendorff's alpha, nominal"),
    "krippendorff_alpha_ordinal": gettext_lazy("Krippendorff's alpha, ordinal"),
    "gwet_ac1": gettext_lazy("Gwet's AC1"),
    "gwet_ac2_linear": gettext_lazy("Gwet's AC2, linear weights"),
    "fleiss_kappa": gettext_lazy("Fleiss' kappa"),
    "brennan_prediger": gettext_lazy("Brennan–Prediger"),
}


def raters_section(results: Results, criterion: CriterionReport) -> Section:
    name = criterion_name(results, criterion.key)
    return Section(
        "raters",
        _("Trust in the raters: %(criterion)s") % {"criterion": name},
        (
            _agreement(criterion),
            _retest(criterion),
            *([_sides(results, criterion)] if results.rules.sides_known else []),
            _rater_table(results, criterion),
            *_components(results, criterion),
        ),
        warnings=() if results.rules.sides_known else (_sides_unknown(),),
    )


def _sides_unknown() -> str:
    return _(
        "The imported file does not tell which system stood on which side for every judgment: "
        "whether the side decided cannot be said."
    )


def _agreement(criterion: CriterionReport) -> Figure:
    found = criterion.results.agreement
    rows: list[Dot] = []
    for heading, way in ((_("Symmetrised"), "symmetrised"), (_("Plain"), "plain")):
        rows.append(Dot(heading, is_heading=True))
        for one in found:
            estimate = getattr(one, way)
            rows.append(_coefficient(str(COEFFICIENTS[one.coefficient]), estimate))
        cohen = getattr(criterion.results, f"cohen_{way}")
        rows.append(_coefficient(_("Cohen's kappa, mean over pairs of experts"), cohen))
    alpha = next(one for one in found if one.coefficient == "krippendorff_alpha_nominal")
    title, scale = _("Agreement between experts"), coefficient_scale(rows)
    value = alpha.symmetrised.value
    said = (
        _("Two experts rarely judged the same pair, so agreement cannot be said.")
        if isinstance(value, NotEstimable)
        else _(
            "Symmetrised alpha is %(alpha)s: 0 is what guessers reach who cannot tell the "
            "systems apart, 1 is full agreement. Plain coefficients ask whether experts tell "
            "questions apart beyond the overall preference; with a clear winner they are low "
            "however good the experts are."
        )
        % {"alpha": decimal(value)}
    )
    return Figure(
        "agreement",
        title,
        (said, _majority(criterion)),
        _agreement_grid(criterion),
        draw_dots("agreement", title, rows, scale),
    )


def _coefficient(label: str, estimate: Estimate) -> Dot:
    if isinstance(estimate.value, NotEstimable):
        return Dot(label, note=words.why(estimate.value))
    interval = interval_of(estimate, THESE_EXPERTS)
    note = f"{decimal(estimate.value)} ({span(interval, decimal)})"
    return Dot(label, estimate.value, interval, note=note)


def _agreement_grid(criterion: CriterionReport) -> Grid:
    rows = [
        (str(COEFFICIENTS[one.coefficient]), one.symmetrised, one.plain)
        for one in criterion.results.agreement
    ]
    cohen = criterion.results.cohen_symmetrised, criterion.results.cohen_plain
    rows.append((_("Cohen's kappa, mean over pairs of experts"), *cohen))
    return Grid(
        ("", _("symmetrised"), _("these experts"), _("plain"), _("these experts")),
        tuple(
            (
                label,
                valued(symmetrised.value, decimal),
                span(symmetrised.bounds(THESE_EXPERTS), decimal),
                valued(plain.value, decimal),
                span(plain.bounds(THESE_EXPERTS), decimal),
            )
            for label, symmetrised, plain in rows
        ),
    )


def _majority(criterion: CriterionReport) -> str:
    found = criterion.results.majority
    together = found.wins + found.ties + found.losses + found.none
    if not together:
        return ""
    return _(
        "Of %(n)s pairs that several experts judged, %(unanimous)s were judged alike by all and "
        "%(none)s had no majority."
    ) % {
        "n": together,
        "unanimous": valued(found.unanimous.value, percent),
        "none": percent(found.none / together),
    }


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
                words.p_value(found.test.p_value),
            ),
            *(
                (
                    results.raters[one.rater],
                    str(one.decisive),
                    valued(one.share.value, percent),
                    span(one.share.bounds(EXACT), percent),
                    words.p_value(one.p_holm),
                )
                for one in found.raters
            ),
        ),
    )
    title, scale = _("Does the side decide?"), share_scale(rows, reference=0.5)
    said = _(
        "The left answer was chosen in %(share)s of the decisive judgments; half is fair. Line: "
        "exact or for these experts. Band: for experts like these."
    ) % {"share": valued(share.value, percent)}
    return Figure(
        "sides",
        title,
        (said,),
        grid,
        draw_dots("sides", title, rows, scale),
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
                valued(line.median_seconds, lambda value: f"{value:.0f} s"),
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
    said = ngettext(
        "%(n)s expert is flagged. A flag excludes nobody; the report shows the results without.",
        "%(n)s experts are flagged. A flag excludes nobody; the report shows the results without.",
        flagged,
    ) % {"n": flagged}
    return Figure("rater-table", _("Expert by expert"), (said,), Grid(columns, tuple(rows)))


def _components(results: Results, criterion: CriterionReport) -> tuple[Figure, ...]:
    rows, advice = [], []
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
        advice.append(f"{label}: {better}")
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
    title = _("More questions or more experts?")
    return (Figure("components", title, (said,), Grid(columns, tuple(rows))),)
