"""How far experts agree, by every coefficient that readers ask for."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import CriterionReport
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid
from annotations.analysis.telling.scales import coefficient_scale
from annotations.analysis.telling.words import (
    decimal,
    interval_of,
    percent,
    span,
    valued,
)
from annotations.stats.estimate import (
    THESE_EXPERTS,
    Estimate,
    NotEstimable,
)

COEFFICIENTS = {
    "percent_agreement": gettext_lazy("percent agreement"),
    "krippendorff_alpha_nominal": gettext_lazy("Krippendorff's alpha, nominal"),
    "krippendorff_alpha_ordinal": gettext_lazy("Krippendorff's alpha, ordinal"),
    "gwet_ac1": gettext_lazy("Gwet's AC1"),
    "gwet_ac2_linear": gettext_lazy("Gwet's AC2, linear weights"),
    "fleiss_kappa": gettext_lazy("Fleiss' kappa"),
    "brennan_prediger": gettext_lazy("Brennan–Prediger"),
}


def agreement_figure(criterion: CriterionReport) -> Figure:
    found = criterion.results.agreement
    rows: list[Dot] = []
    for heading, way in ((_("Symmetrised"), "symmetrised"), (_("Plain"), "plain")):
        rows.append(Dot(heading, is_heading=True))
        for one in found:
            estimate = getattr(one, way)
            rows.append(_coefficient(str(COEFFICIENTS[one.coefficient]), estimate))
        cohen = getattr(criterion.results, f"cohen_{way}")
        rows.append(_coefficient(_("Cohen's kappa, mean of pairs"), cohen))
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
        note=_("Line: 95-percent interval for these experts on other questions."),
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
    rows.append((_("Cohen's kappa, mean of pairs"), *cohen))
    return Grid(
        ("", _("symmetrised"), str(words.THESE), _("plain"), str(words.THESE)),
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
