"""The pre-stated comparison, first of all, in sentences that a physician understands."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid, Links, Section
from annotations.analysis.telling.pairs import bars_figure, differences, only_pair, outcome_links
from annotations.analysis.telling.refusals import missing_judgments, refusals, standing
from annotations.analysis.telling.words import (
    criterion_name,
    exact,
    labelled,
    pair_name,
    sentence,
    span,
    why,
)
from annotations.stats.criterion_results import PairResults
from annotations.stats.estimate import (
    EXPERTS_LIKE_THESE,
    FEW_RATERS,
    THESE_EXPERTS,
    NotEstimable,
)
from annotations.stats.rates import Interval
from annotations.stats.win_difference import PairResult

# What does not stand against a conclusion, but beside it.
WARNINGS = {
    "dominant_rater": gettext_lazy("One rater gave more than half of all judgments."),
    "disconnected": gettext_lazy(
        "Some systems were never compared with the others: there is no common ranking."
    ),
}


def primary_section(results: Results, links: Links) -> Section:
    criterion = results.primary
    name, refused = criterion_name(results, criterion.key), refusals(results, criterion)
    stands = standing(results, criterion)
    counted = outcome_figure(results, criterion, links, "primary-outcomes")
    concluded = (
        difference_figure(results, criterion, links, "primary-differences"),
        *margin_figures(results),
    )
    tell = _shares_of_pair if refused else _pair_sentence
    said = [tell(results, criterion, pair) for pair in criterion.results.pairs]
    shown = (counted, *(() if refused else concluded))
    return Section(
        "primary",
        _("Primary comparison: %(criterion)s") % {"criterion": name},
        shown if criterion.results.pairs else (),
        tuple(said) or (_("Nothing was judged on the primary criterion."),),
        (*refused, *stands, *_warnings(results, criterion, (*refused, *stands))),
        is_exploratory=False,
        withheld=concluded if refused else (),
        short=_("Primary comparison"),
    )


def _warnings(
    results: Results, criterion: CriterionReport, refused: tuple[str, ...]
) -> Iterator[str]:
    """What makes the numbers below doubtful comes before them."""
    for problem in dict.fromkeys(finding.problem for finding in criterion.results.findings):
        if problem in WARNINGS and not refused:
            yield str(WARNINGS[problem])
    if missing := missing_judgments(results, criterion):
        yield missing
    raters = criterion.results.sample.raters
    if 1 < raters < FEW_RATERS:
        yield _(
            "Only %(n)s experts judged: what experts like these would prefer can hardly be said, "
            "and the second interval is wide for that reason."
        ) % {"n": raters}


def _pair_sentence(results: Results, criterion: CriterionReport, pair: PairResults) -> str:
    one = pair.result
    return sentence(_shares(results, one), _difference(one), _verdict(results, criterion, pair))


def _shares_of_pair(results: Results, criterion: CriterionReport, pair: PairResults) -> str:
    return _shares(results, pair.result)


def _shares(results: Results, one: PairResult) -> str:
    n = one.counts.n
    return _(
        "Of %(n)s judgments, experts preferred %(a)s in %(win)s, %(b)s in %(loss)s and neither "
        "in %(tie)s."
    ) % {
        "n": n,
        "a": results.systems[one.first],
        "b": results.systems[one.second],
        "win": words.percent(one.counts.wins / n),
        "loss": words.percent(one.counts.losses / n),
        "tie": words.percent(one.counts.ties / n),
    }


def _difference(one: PairResult) -> str:
    found = one.win_difference
    these, like = (found.bounds(name) for name in (THESE_EXPERTS, EXPERTS_LIKE_THESE))
    said = _("Win difference: %(value)s points") % {"value": exact(float(found.value))}
    limits = []
    if isinstance(these, Interval):
        limits.append(_("95%% interval for these experts %(span)s") % {"span": span(these, exact)})
    if isinstance(like, Interval):
        limits.append(_("for experts like these %(span)s") % {"span": span(like, exact)})
    if isinstance(like, NotEstimable):
        limits.append(_("no interval for other experts, because %(why)s") % {"why": why(like)})
    return said + (_(" (%(limits)s).") % {"limits": _("; ").join(limits)} if limits else ".")


def _verdict(results: Results, criterion: CriterionReport, pair: PairResults) -> str:
    one = pair.result
    at = next(a for a in criterion.adjusted if (a.first, a.second) == (one.first, one.second))
    p = at.p_value
    if isinstance(p, NotEstimable):
        return ""
    if p >= 0.05:
        return _(
            "This study does not show which of the two experts like these would prefer (%(p)s)."
        ) % {"p": words.p_value(p)}
    better = one.first if float(one.win_difference.value) > 0 else one.second
    return _("Experts like these prefer %(system)s; chance alone hardly explains it (%(p)s).") % {
        "system": results.systems[better],
        "p": words.p_value(p),
    }


def outcome_figure(results: Results, criterion: CriterionReport, links: Links, key: str) -> Figure:
    """Wins, ties and losses of every pair on one criterion."""
    rows = [
        (
            pair_name(results, pair.result.first, pair.result.second),
            pair.result.counts,
            outcome_links(links, criterion.key, pair.result),
        )
        for pair in criterion.results.pairs
    ]
    return bars_figure(
        key,
        _("Wins, ties and losses"),
        rows,
        only_pair(results, [criterion]),
        apart=_counted_apart(results, criterion),
    )


def _counted_apart(results: Results, criterion: CriterionReport) -> str:
    bad = sum(one.both_bad for one in criterion.counts)
    left_out = sum(one.not_applicable for one in criterion.counts)
    return sentence(
        _("Of the ties, both bad: %(n)s.") % {"n": bad} if bad else "",
        _("Does not apply: %(n)s, not in the shares.") % {"n": left_out} if left_out else "",
    )


def difference_figure(
    results: Results, criterion: CriterionReport, links: Links, key: str
) -> Figure:
    """Win differences of every pair, with both intervals and the p of its family."""
    adjusted = {(one.first, one.second): one.p_value for one in criterion.adjusted}
    rows = []
    for pair in criterion.results.pairs:
        one = pair.result
        at = links.to(criterion=criterion.key, pair=f"{one.first}-{one.second}")
        p = words.p_value(adjusted[one.first, one.second])
        rows.append((pair_name(results, one.first, one.second), one, at, p))
    # One comparison alone needs no correction.
    corrected = _("p after Holm within the declared comparisons.") if len(rows) > 1 else ""
    only = only_pair(results, [criterion])
    return differences(key, _("Win difference"), rows, only, corrected)


def margin_figures(results: Results) -> Iterator[Figure]:
    """Only where a margin was declared before the first judgment."""
    margins, pairs = results.primary.margins, results.primary.results.pairs
    if not margins:
        return
    rows, said = [], []
    for margin, pair in zip(margins, pairs, strict=True):
        label = pair_name(results, pair.result.first, pair.result.second)
        verdict = _("shown") if margin.is_shown else _("not shown")
        p = words.bare(words.p_value(margin.test.p_value))
        rows.append((label, verdict, span(margin.bounds, exact), p))
        said.append(labelled(label, verdict))
    yield Figure(
        "non-inferiority",
        _("Non-inferiority"),
        (
            sentence(
                _("Margin declared at the start: %(margin)s points.")
                % {"margin": words.decimal(100 * margins[0].margin, 1)},
                _("The first system is not worse by more than that: %(verdicts)s.")
                % {"verdicts": _("; ").join(said)},
                _("“Not shown” is not the same as worse."),
            ),
        ),
        Grid(("", _("not worse"), str(words.LIKE_THESE), _("p, one-sided")), tuple(rows)),
    )
